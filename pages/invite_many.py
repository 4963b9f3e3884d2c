"""Inviting many: a list, a verdict for each line, a bar, and what became of each."""

import streamlit as st

from pages.parts import desk, many_list, many_preview, many_sending
from usercore import say
from usercore.actions import invitation_lists
from usercore.frames import roles as role_lists

me = desk.enter(invitation_lists.send_many)
roles = desk.ask(role_lists.every)


def another() -> None:
    """Begin anew."""
    for step in (many_list, many_preview, many_sending):
        step.forget()


def change() -> None:
    """Back to the list as it was typed: with three bad lines of 500 nobody pastes it all again."""
    many_preview.forget()
    many_list.change()


st.page_link("invitations.py", label=say("Invitations"), icon=":material/arrow_back:")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
    st.title(say("Invite many"), anchor=False, width="content")
    if many_sending.done():
        st.button(say("Another list"), icon=":material/restart_alt:", on_click=another)
    elif many_list.LINES in st.session_state and not many_sending.under_way():
        st.button(say("Change the list"), icon=":material/edit:", on_click=change)

if many_sending.under_way():
    many_sending.send()
elif many_sending.done():
    many_sending.result()
elif many_list.LINES in st.session_state:
    lines = many_preview.preview(me, roles)
    if lines is not None:
        left_out = many_preview.judged().query("verdict != 'new'")
        others = left_out[["line", "email", "verdict", "why"]].rename(columns={"verdict": "outcome"})
        many_sending.begin(lines, others.to_dict("records"))
        st.rerun()
else:
    many_list.ask(roles)
