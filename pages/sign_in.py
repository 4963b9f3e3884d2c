"""The sign-in page, shown to a visitor at every address."""

import streamlit as st

from pages.parts import authenticator, desk, second_step
from pages.parts.enter import begins
from pages.parts.frame import narrow
from pages.parts.ticket import hand_over
from pages.web.links import DAMAGED
from usercore import say
from usercore.frames import instances

# Kept, since a key pressed meanwhile runs this again.
if ticket := second_step.ticket() or st.session_state.get(authenticator.TICKET):
    # `/` sends every visitor to the home page; it chooses again now that it is known who came.
    bare = (st.context.url or "").endswith("/home") and not st.query_params
    hand_over(ticket, to="/" if bare else None)

if second_step.under_way():
    with narrow():
        st.title(say("One more step"), anchor=False)
        second_step.second_step()
    st.stop()

about = desk.opening.core().call(desk.visitor(), instances.about).iloc[0]
with narrow():
    st.title(say("Sign in"), anchor=False)
    if not about.set_up:
        st.info(
            say(
                "Nobody has an account yet. Open the set-up link that the console printed when usercore started, "
                "or run “usercore create-admin”."
            ),
            icon=":material/flag:",
        )
    if about.practice_passphrase:
        st.info(
            say(
                "**Practice data.** Sign in as `ada@example.com` (admin), `sam@example.com` (support) or "
                "`iris@example.com` (auditor). Everyone's passphrase is `{passphrase}`.",
                passphrase=about.practice_passphrase,
            ),
            icon=":material/science:",
        )
    if desk.cookie("link") == DAMAGED:
        st.info(
            say("The link that you opened is not whole: copy all of it from the letter, or ask for a new one."),
            icon=":material/link_off:",
        )
    with begins("door"):
        authenticator.Door().login()
    st.page_link("forgot_password.py", label=say("Forgotten your password?"), icon=":material/help:")
