"""Inviting many, first step: the list, pasted or from a file, and what holds for all of it."""

import re
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, invitations_send
from usercore import UsercoreError, address_lists, say
from usercore.decoding import decoded

LINES, OPTIONS, TEXT = "many.lines", "many.options", "many.text"
MESSAGE = "many.message"
LARGEST_MB = 5
EXAMPLE = "Ada Lovelace <ada@example.com>\ngrace@example.com; Grace Hopper; editor"


def ask(roles: pd.DataFrame) -> None:
    """The form, as it was left if it was; once the list was understood, its lines are kept and the page goes on."""
    # The same until a list is understood: a field that is given something else begins anew.
    before = st.session_state.get(OPTIONS, {})
    st.markdown(
        say(
            "Paste addresses, one on a line or as your mail program gives them, or choose a CSV file with the columns "
            "**E-mail**, **Name** and **Role**, in any order. You see a verdict for each line before anything is sent."
        )
    )
    with st.form("many", border=True):
        pasted = st.text_area(
            say("Paste a list"), st.session_state.get(TEXT, ""), key="many.pasted", height=180, placeholder=EXAMPLE
        )
        chosen = st.file_uploader(
            say("… or choose a file"), type=["csv", "tsv", "txt"], key="many.file", max_upload_size=LARGEST_MB
        )
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            role = fields.role(roles, before.get("role", "author"), key="many.role")
        with right:
            lifetime = invitations_send.lifetimes(before.get("lifetime"), key="many.lifetime")
        st.caption(say("The role is for lines that name none."))
        message = invitations_send.message(key=MESSAGE)
        pressed = st.form_submit_button(say("Check the list"), type="primary", icon=":material/fact_check:")
    if not pressed:
        return
    try:
        text = decoded(chosen.getvalue() if chosen else pasted)
        lines = address_lists.read(text)
    except UsercoreError as refusal:
        st.error(desk.plain(str(refusal)), icon=":material/error:")
        return
    st.session_state[LINES], st.session_state[TEXT] = [_plain(line) for line in lines], text
    st.session_state[OPTIONS] = {"role": role, "lifetime": lifetime, "message": message}
    st.rerun()


def correct(place: int, email: str) -> None:
    """In the line, and in the text, to which one may go back; an address is no part of a longer one."""
    line = st.session_state[LINES][place]
    whole = rf"(?<![^\s,;|<>\"']){re.escape(line['email'])}(?![^\s,;|<>\"'])"
    st.session_state[TEXT] = re.sub(whole, lambda _: email, st.session_state[TEXT])
    line["email"] = email


def change() -> None:
    """Back to the form, as it was left."""
    del st.session_state[LINES]
    st.session_state[MESSAGE] = st.session_state[OPTIONS]["message"]


def forget() -> None:
    for key in (LINES, OPTIONS, TEXT):
        st.session_state.pop(key, None)


def _plain(line: address_lists.Line) -> dict[str, Any]:
    return {"line": line.number, "email": line.email, "name": line.name, "role": line.role}
