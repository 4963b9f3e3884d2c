"""When the old address says “this wasn't me”: the change is stopped or taken back."""

import streamlit as st

from pages.parts import desk, letter_link
from pages.parts.frame import narrow
from pages.parts.wording import plain
from usercore import say
from usercore.actions import emails

PURPOSE, KEPT = "undo", "take_back_email.kept"

with narrow():
    st.title(say("This wasn't me"), anchor=False)
    if letter_link.is_done(PURPOSE):
        st.success(
            say(
                "**{email}** is the account's address, and everyone was signed out. A letter with a link to choose a "
                "new password is on its way to it.",
                email=plain(st.session_state.get(KEPT, "")),
            ),
            icon=":material/check_circle:",
        )
        st.stop()
    token, about = letter_link.opened(PURPOSE)
    st.markdown(
        say(
            "The account's address stays or becomes **{email}** again, everyone is signed out, and the password "
            "lets nobody in any more. We then send a link to choose a new one.",
            email=plain(about.new_email),
        )
    )
    if st.button(say("It wasn't me"), type="primary", width="stretch"):
        kept = desk.call(emails.undo, actor=desk.visitor(), token=token)
        if kept:
            st.session_state[KEPT] = kept
            letter_link.done(token)
            st.rerun()
    st.caption(say("If it was you after all, simply close this page: nothing has changed yet."))
