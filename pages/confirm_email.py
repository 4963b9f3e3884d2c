"""Confirming a new address through the link that was sent there."""

import streamlit as st

from pages.parts import desk, letter_link
from pages.parts.frame import narrow
from pages.parts.wording import plain
from usercore import say
from usercore.actions import emails

PURPOSE, NEW = "email", "confirm_email.new"

with narrow():
    st.title(say("Confirm your new address"), anchor=False)
    if letter_link.is_done(PURPOSE):
        st.success(
            say("**{email}** is your address now: sign in with it.", email=plain(st.session_state.get(NEW, ""))),
            icon=":material/check_circle:",
        )
        letter_link.way_on()
        st.stop()
    token, about = letter_link.opened(PURPOSE)
    st.markdown(
        say("From now on **{new}** signs in, instead of {old}.", new=plain(about.new_email), old=plain(about.email))
    )
    if st.button(say("Confirm"), type="primary", width="stretch"):
        confirmed = desk.call(emails.confirm, actor=desk.bearer(), token=token)
        if confirmed:
            st.session_state[NEW] = confirmed
            letter_link.done(token)
            st.rerun()
    st.caption(say("Wherever else you are signed in, you are signed out, and the old address is told."))
