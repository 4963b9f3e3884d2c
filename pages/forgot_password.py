"""Asking for a letter with a link to choose a new password; the answer is the same for every address."""

import streamlit as st

from pages.parts import authenticator, desk
from pages.parts.frame import narrow
from pages.parts.letter_link import way_on
from pages.parts.wording import plain
from usercore import say
from usercore.actions import passwords

ASKED = "forgot_password.asked"


def again() -> None:
    st.session_state.pop(ASKED, None)


with narrow():
    st.title(say("Choose a new password"), anchor=False)
    if asked := st.session_state.get(ASKED):
        st.success(
            say(
                "If there is an account for **{email}**, a letter is on its way to it. Its link works once, for one hour.",
                email=plain(asked),
            ),
            icon=":material/mark_email_read:",
        )
        st.caption(say("Nothing there after some minutes? Look among unwanted mail, or ask your admin."))
        with st.container(horizontal=True):
            way_on()
            st.button(say("Another address"), type="tertiary", on_click=again)
        st.stop()
    st.markdown(say("We send a letter with a link to your address."))
    with st.form("forgot", border=False):
        email = st.text_input(say("E-mail"), st.session_state.get(authenticator.TYPED, ""), autocomplete="username")
        pressed = st.form_submit_button(say("Send the letter"), type="primary", width="stretch")
    if pressed and not email.strip():
        st.error(say("Type your e-mail."), icon=":material/error:")
    elif pressed and desk.call(passwords.request_reset, actor=desk.visitor(), email=email) is not False:
        st.session_state[ASKED] = email.strip()
        st.rerun()
    way_on()
