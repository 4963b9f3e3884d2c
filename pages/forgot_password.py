"""Asking for a letter with a link to choose a new password; the answer is the same for every address."""

import streamlit as st

from pages.parts import authenticator, desk, letter_link, wording
from pages.parts.outbox_letter import no_server
from usercore import say
from usercore.actions import passwords

ASKED = "forgot_password.asked"


def again() -> None:
    st.session_state.pop(ASKED, None)


with letter_link.room(say("Choose a new password")) as me:
    if asked := st.session_state.get(ASKED):
        facts = {"email": wording.plain(asked), "span": wording.span(desk.opening.core().settings.reset_lifetime)}
        if no_server():
            st.info(
                say(
                    "No letter can be sent from here by itself. If there is an account for **{email}**, your admin has a "
                    "link for you: ask for it. It works once, for {span}.",
                    **facts,
                ),
                icon=":material/contact_support:",
            )
        else:
            st.success(
                say(
                    "If there is an account for **{email}**, a letter is on its way. Its link works once, for {span}.",
                    **facts,
                ),
                icon=":material/mark_email_read:",
            )
            st.caption(say("Nothing there after some minutes? Look among unwanted mail, or ask your admin."))
        with st.container(horizontal=True, vertical_alignment="center"):
            letter_link.way_on(me)
            st.button(say("Another address"), type="tertiary", icon=":material/edit:", on_click=again)
        st.stop()
    st.markdown(say("We send a letter with a link to your address."))
    typed = st.session_state.get(authenticator.TYPED) or me.email
    with st.form("forgot", border=False):
        email = st.text_input(say("E-mail"), typed, autocomplete="username")
        pressed = st.form_submit_button(say("Send the letter"), type="primary", width="stretch")
    if pressed and not email.strip():
        st.error(say("Type your e-mail."), icon=":material/error:")
    elif pressed and desk.call(passwords.request_reset, actor=desk.visitor(), email=email) is not False:
        st.session_state[ASKED] = st.session_state[authenticator.TYPED] = email.strip()
        st.rerun()
    letter_link.way_on(me)
