"""Confirming a new address through the link that was sent there."""

import streamlit as st

from pages.parts import desk, letter_link
from pages.parts.wording import plain
from usercore import say
from usercore.actions import emails

PURPOSE = "email"

with letter_link.room(say("Confirm your new address")) as me:
    letter_link.when_done(me, PURPOSE, say("The new address counts: sign in with it."))
    token, about = letter_link.opened(me, PURPOSE)
    st.markdown(
        say("From now on **{new}** signs in, instead of {old}.", new=plain(about.new_email), old=plain(about.email))
    )
    if st.button(say("Confirm"), type="primary", width="stretch"):
        confirmed = desk.call(emails.confirm, actor=desk.bearer(), token=token)
        if confirmed:
            said = say("**{email}** is your address now: sign in with it.", email=plain(confirmed))
            letter_link.done(token, email=confirmed, said=said)
    st.caption(say("Wherever else you are signed in, you are signed out, and the old address is told."))
