"""Choosing a password of one's own in place of a temporary one; nothing else works before."""

import streamlit as st

from pages.parts import desk, fields, new_password
from pages.parts.enter import enter_presses
from pages.parts.frame import narrow
from pages.parts.ticket import hand_over
from pages.parts.wording import plain
from usercore import say
from usercore.actions import passwords

GIVEN, PASSWORD = "choose_own.ticket", "choose_own.password"

if ticket := st.session_state.get(GIVEN):  # kept, since a click meanwhile runs this again
    hand_over(ticket)

me = desk.someone()
if not me.signed_in:
    desk.stop(desk.NotSignedIn())

with narrow():
    st.title(say("Choose a password"), anchor=False)
    st.markdown(
        say(
            "Welcome, {name}. The password you came with was temporary or has to be replaced; choose one that only "
            "you know.",
            name=plain(me.name or me.email),
        )
    )
    with enter_presses("choose-own"):
        # Whoever comes back to an open page later types the password they came with once more.
        current = fields.proof(me, key="choose_own.proof", credentials=True)
        password = new_password.field(
            say("New password"), key=PASSWORD, long=me.long_password, words=[me.name, me.email], owner=me.email
        )
        refusal = st.empty()
        if st.button(say("Save and go on"), type="primary", width="stretch"):
            with refusal:
                changed = desk.call(
                    passwords.change, user_id=me.user_id, new_password=password, current_password=current
                )
            if changed:
                new_password.forget(PASSWORD)
                st.session_state[GIVEN] = changed.ticket
                st.rerun()
