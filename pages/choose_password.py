"""Choosing a new password through the link in a letter. Looking changes nothing; it is used once, when saved."""

import streamlit as st

from pages.parts import desk, letter_link, new_password
from pages.parts.enter import enter_presses
from pages.parts.wording import plain
from usercore import say
from usercore.actions import passwords

PURPOSE, PASSWORD = "reset", "choose.password"
SET = say("Your password is set, and you were signed out everywhere. Sign in with it.")

with letter_link.room(say("Choose a new password")) as me:
    letter_link.when_done(me, PURPOSE, SET)
    token, about = letter_link.opened(me, PURPOSE)
    st.markdown(
        say(
            "For **{email}**. Every session of this account ends; then you sign in with the new password.",
            email=plain(about.email),
        )
    )
    with enter_presses("choose"):
        password = new_password.field(
            say("New password"), key=PASSWORD, long=bool(about.long_password), words=[about["name"], about.email],
            owner=about.email,
        )  # fmt: skip
        refusal = st.empty()
        if st.button(say("Set password"), type="primary", width="stretch"):
            with refusal:
                saved = desk.call(passwords.reset, actor=desk.visitor(), token=token, new_password=password)
            if saved is not False:
                new_password.forget(PASSWORD)
                letter_link.done(token, email=about.email, said=SET)
