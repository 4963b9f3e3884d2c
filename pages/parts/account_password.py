"""My password: the present one and the new one, which is judged while it is typed."""

import streamlit as st

from pages.parts import desk, new_password
from pages.parts.enter import enter_presses
from usercore import Actor, say
from usercore.actions import passwords

GIVEN = "account.ticket"


@st.fragment
def password(me: Actor) -> None:
    """A fragment, so that typing runs nothing else of the page."""
    st.header(say("Password"), anchor=False)
    with enter_presses("my-password"):
        current = st.text_input(
            say("Current password"), type="password", key="my.current", autocomplete="current-password"
        )
        new = new_password.field(
            say("New password"), key="my.new", staff=bool(me.permissions), words=[me.name, me.email]
        )
        if st.button(say("Change password"), type="primary"):
            changed = desk.call(passwords.change, user_id=me.user_id, new_password=new, current_password=current or "")
            if changed:
                st.session_state[GIVEN] = changed.ticket
                desk.later(say("Password changed."))
                st.rerun(scope="app")
    st.caption(say("Your other sessions end; this one stays."))
