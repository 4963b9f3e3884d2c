"""Making the first admin, through the link that the console printed."""

import streamlit as st

from pages.parts import desk, new_password
from pages.parts.enter import enter_presses
from pages.parts.frame import narrow
from pages.parts.ticket import hand_over
from usercore import say
from usercore.actions import first_admin
from usercore.frames import instances

GIVEN, PASSWORD = "first_admin.ticket", "first_admin.password"

if ticket := st.session_state.get(GIVEN):  # kept, since a click meanwhile runs this again
    hand_over(ticket, to="/users")

about = desk.opening.core().call(desk.visitor(), instances.about).iloc[0]
token = desk.cookie("link")

with narrow():
    st.title(say("Make the first admin"), anchor=False)
    if about.set_up:
        st.info(say("The first admin was made already."), icon=":material/check:")
        st.page_link("sign_in.py", label=say("Sign in"), icon=":material/login:")
        st.stop()
    if not token:
        st.info(
            say("Open the set-up link that the console printed when usercore started. It works once, for 24 hours."),
            icon=":material/link:",
        )
        st.stop()
    st.markdown(say("This account can do everything, and invite the others."))
    with enter_presses("first-admin"):
        name = st.text_input(say("Your name"), autocomplete="name")
        email = st.text_input(say("Your e-mail"), autocomplete="username")
        password = new_password.field(say("Choose a password"), key=PASSWORD, long=True, words=[name, email])
        refusal = st.empty()
        if st.button(say("Make my account"), type="primary", width="stretch"):
            with refusal:
                made = desk.call(
                    first_admin.create, actor=desk.visitor(), token=token, email=email, name=name, password=password
                )
            if made:
                new_password.forget(PASSWORD)
                st.session_state[GIVEN] = made.ticket
                st.rerun()
