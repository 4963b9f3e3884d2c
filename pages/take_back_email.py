"""When the old address says “this wasn't me”: the change is stopped or taken back."""

import streamlit as st

from pages.parts import desk, letter_link, on_its_way
from pages.parts.wording import plain
from usercore import say
from usercore.actions import emails

PURPOSE = "undo"

with letter_link.room(say("This wasn't me")) as me:
    letter_link.when_done(me, PURPOSE, on_its_way.signed_out())
    token, about = letter_link.opened(me, PURPOSE)
    address = plain(about.new_email)
    what = (
        say("**{email}** stays the address of your account.", email=address)
        if about.new_email == about.email
        else say("**{email}** becomes the address of your account again.", email=address)
    )
    st.markdown(
        say(
            "{what} Everyone is signed out, and the old password lets nobody in any more. {then}",
            what=what,
            then=on_its_way.we_then_send(),
        )
    )
    if st.button(say("It wasn't me"), type="primary", width="stretch"):
        kept = desk.call(emails.undo, actor=desk.visitor(), token=token)
        if kept:
            letter_link.done(token, email=kept, said=f"{what} {on_its_way.signed_out()}")
    st.caption(say("If it was you after all, simply close this page: nothing has changed yet."))
