"""Inviting many, first step: the list, pasted or from a file, and what holds for all of it."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import desk, fields, invitations_send
from usercore import UsercoreError, address_lists, say

LINES, OPTIONS = "many.lines", "many.options"
LARGEST_MB = 5
EXAMPLE = "Ada Lovelace <ada@example.com>\ngrace@example.com; Grace Hopper; editor"


def ask(roles: pd.DataFrame) -> None:
    """The form; once the list was understood, its lines are kept and the page goes on."""
    st.markdown(
        say(
            "Paste addresses, one on a line or as your mail program gives them, or choose a CSV file with the columns "
            "**E-mail**, **Name** and **Role**, in any order. You see a verdict for each line before anything is sent."
        )
    )
    with st.form("many", border=True):
        pasted = st.text_area(say("Paste a list"), key="many.pasted", height=180, placeholder=EXAMPLE)
        chosen = st.file_uploader(
            say("… or choose a file"), type=["csv", "tsv", "txt"], key="many.file", max_upload_size=LARGEST_MB
        )
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            role = fields.role(roles, key="many.role")
        with right:
            lifetime = invitations_send.lifetimes(key="many.lifetime")
        st.caption(say("The role is for lines that name none."))
        message = invitations_send.message(key="many.message")
        pressed = st.form_submit_button(say("Check the list"), type="primary", icon=":material/fact_check:")
    if not pressed:
        return
    try:
        lines = address_lists.read(chosen.getvalue() if chosen else pasted)
    except UsercoreError as refusal:
        st.error(desk.plain(str(refusal)), icon=":material/error:")
        return
    st.session_state[LINES] = [_plain(line) for line in lines]
    st.session_state[OPTIONS] = {"role": role, "lifetime": lifetime, "message": message}
    st.rerun()


def forget() -> None:
    for key in (LINES, OPTIONS):
        st.session_state.pop(key, None)


def _plain(line: address_lists.Line) -> dict[str, Any]:
    return {"line": line.number, "email": line.email, "name": line.name, "role": line.role}
