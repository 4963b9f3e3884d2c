"""When an owner says “this wasn't me” through the link in a letter about a sign-in or a new password."""

import streamlit as st

from pages.parts import desk, letter_link, on_its_way
from pages.parts.wording import plain
from usercore import say
from usercore.actions import alarms

PURPOSE = "notme"

with letter_link.room(say("This wasn't me")) as me:
    letter_link.when_done(me, PURPOSE, on_its_way.signed_out())
    token, about = letter_link.opened(me, PURPOSE)
    st.markdown(
        say(
            "Everyone is signed out of the account of **{email}**, and its password lets nobody in any more. {then}",
            email=plain(about.email),
            then=on_its_way.we_then_send(),
        )
    )
    pressed = st.button(say("It wasn't me"), type="primary", width="stretch")
    if pressed and desk.call(alarms.by_letter, actor=desk.visitor(), token=token) is not False:
        letter_link.done(token, email=about.email, said=on_its_way.signed_out())
    st.caption(say("If it was you after all, simply close this page: nothing has changed yet."))
