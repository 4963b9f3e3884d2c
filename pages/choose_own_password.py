"""Choosing a password of one's own in place of a temporary one; nothing else works before."""

import streamlit as st

from pages.parts import desk, fields
from pages.parts.frame import narrow
from pages.parts.ticket import hand_over
from pages.parts.wording import plain
from usercore import say
from usercore.actions import passwords

GIVEN = "choose_password.ticket"

if ticket := st.session_state.pop(GIVEN, None):
    hand_over(ticket)

me = desk.someone()
if not me.signed_in:
    desk.stop(desk.NotSignedIn())

with narrow():
    st.title(say("Choose a password"), anchor=False)
    st.markdown(
        say(
            "Welcome, {name}. The password you were given was temporary; choose one that only you know.",
            name=plain(me.name or me.email),
        )
    )
    with st.form("choose", border=False):
        settings = desk.opening.core().settings
        password = fields.new_password(
            say("New password"),
            fewest=settings.password_shortest_staff if me.permissions else settings.password_shortest,
        )
        if st.form_submit_button(say("Save and go on"), type="primary", width="stretch"):
            changed = desk.call(passwords.change, user_id=me.user_id, new_password=password)
            if changed:
                st.session_state[GIVEN] = changed.ticket
                st.rerun()
