"""My password: the present one and the new one, which is judged while it is typed."""

import pandas as pd
import streamlit as st

from pages.parts import desk, new_password, wording
from pages.parts.enter import enter_presses
from usercore import Actor, say
from usercore.actions import passwords
from usercore.crypto.tokens import Purpose

GIVEN, CHANGED = "account.ticket", "password-changed"
PASSWORD = "my.new"  # noqa: S105 - the key of a field
CHANGES = ("password:changed", "password:reset")
DISOWNED = "account:disowned"


@st.fragment
def password(me: Actor, entries: pd.DataFrame, waiting: pd.DataFrame) -> None:
    """A fragment, so that typing runs nothing else of the page."""
    st.header(say("Password"), anchor=False)
    _nudge(entries, waiting)
    with enter_presses("my-password"):
        current = st.text_input(
            say("Current password"), type="password", key="my.current", autocomplete="current-password"
        )
        new = new_password.field(
            say("New password"), key=PASSWORD, long=me.long_password, words=[me.name, me.email], owner=me.email
        )
        st.caption(say("Your other sessions end; this one stays."))
        refusal = st.empty()
        if st.button(say("Change password"), type="primary"):
            with refusal:
                changed = desk.call(
                    passwords.change, user_id=me.user_id, new_password=new, current_password=current or ""
                )
            if changed:
                new_password.forget(PASSWORD)
                st.session_state[GIVEN] = changed.ticket
                st.rerun(scope="app")


def _nudge(entries: pd.DataFrame, waiting: pd.DataFrame) -> None:
    """What stands above the fields: that it was changed just now, or that it had better be."""
    events = list(entries["event"])
    newest = next((event for event in events if event in (*CHANGES, DISOWNED)), None)
    if newest == DISOWNED:
        sent = bool((waiting["purpose"] == Purpose.RESET).any())
        words = say("Choose a new password now: someone may know this one.")
        more = say("If you cannot, use the link in the letter we sent you.") if sent else ""
        st.warning(f"{words} {more}".strip(), icon=":material/gpp_maybe:")
    elif newest in CHANGES and CHANGED in st.query_params:
        st.success(say("Your password is changed, and your other sessions ended."), icon=":material/check_circle:")
    elif newest in CHANGES:
        st.caption(say("Last changed on {day}.", day=wording.day(entries["at"][events.index(newest)])))
