"""Answering with one click what one is asked to agree to: the text that is on screen, or none."""

from typing import Any, Literal

import streamlit as st

from pages.parts import desk
from usercore import Actor
from usercore.errors import PurposeRetired, TextChanged
from usercore.work import Deed

CHANGED = "consent.changed"


def answer(
    me: Actor, row: Any, label: str, deed: Deed[..., Any], *, thanks: str, width: int | Literal["content"] = "content"
) -> None:
    """A button. What it does is told of the text it was drawn with: the run that follows reads the newest one first."""
    st.button(
        label, key=f"{deed.name}-{row.text_id}", width=width, on_click=_answered,
        args=(me.user_id, row.purpose, row.text_id, deed, thanks),
    )  # fmt: skip


def _answered(user_id: object, purpose: str, text_id: object, deed: Deed[..., Any], thanks: str) -> None:
    st.session_state.pop(CHANGED, None)
    try:
        if desk.call(deed, raises=(TextChanged, PurposeRetired), user_id=user_id, text_id=text_id) is not False:
            desk.later(thanks)
    except TextChanged as refusal:
        st.session_state[CHANGED] = {purpose: str(refusal)}
    except PurposeRetired as refusal:  # with nothing else to ask, this run leads on to another page
        desk.refused(refusal)


def changed(row: Any) -> None:
    """Where another text has come in the place of the one that was answered: why it is asked about again."""
    if refusal := st.session_state.get(CHANGED, {}).pop(row.purpose, None):
        st.error(desk.plain(refusal), icon=":material/error:")
