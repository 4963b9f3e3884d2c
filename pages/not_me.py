"""When an owner says “this wasn't me” through the link in a letter about a sign-in or a new password."""

import streamlit as st

from pages.parts import desk, letter_link
from pages.parts.wording import plain
from usercore import say
from usercore.actions import alarms

PURPOSE = "notme"
AFTER = say(
    "Everyone was signed out, and the old password lets nobody in any more. A letter with a link to choose a new one "
    "is on its way."
)

with letter_link.room(say("This wasn't me")) as me:
    letter_link.when_done(me, PURPOSE, AFTER)
    token, about = letter_link.opened(me, PURPOSE)
    st.markdown(
        say(
            "Everyone is signed out of the account of **{email}**, and its password lets nobody in any more. We then "
            "send you a link to choose a new one.",
            email=plain(about.email),
        )
    )
    pressed = st.button(say("It wasn't me"), type="primary", width="stretch")
    if pressed and desk.call(alarms.by_letter, actor=desk.visitor(), token=token) is not False:
        letter_link.done(token, email=about.email, said=AFTER)
    st.caption(say("If it was you after all, simply close this page: nothing has changed yet."))
