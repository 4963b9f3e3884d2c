"""Choosing a new password through the link in a letter. Looking changes nothing; it is used once, when saved."""

import streamlit as st

from pages.parts import desk, letter_link, new_password
from pages.parts.enter import enter_presses
from pages.parts.frame import narrow
from pages.parts.wording import plain
from usercore import say
from usercore.actions import passwords

PURPOSE = "reset"

with narrow():
    st.title(say("Choose a new password"), anchor=False)
    if letter_link.is_done(PURPOSE):
        st.success(say("Your password is set, and you were signed out everywhere."), icon=":material/check_circle:")
        letter_link.way_on()
        st.stop()
    token, about = letter_link.opened(PURPOSE)
    st.markdown(say("For **{email}**.", email=plain(about.email)))
    with enter_presses("choose"):
        password = new_password.field(
            say("New password"), key="choose.password", staff=bool(about.staff), words=[about["name"], about.email]
        )
        if st.button(say("Save"), type="primary", width="stretch"):
            saved = desk.call(passwords.reset, actor=desk.visitor(), token=token, new_password=password)
            if saved is not False:
                letter_link.done(token)
                st.rerun()
    st.caption(say("You will be signed out everywhere, and then sign in with the new password."))
