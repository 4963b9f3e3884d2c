"""Consent in words: answers, where they came from, texts as they were written, and what changed in them."""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import wording
from pages.parts.log_words import HOWS
from pages.parts.table.cells import Tone
from usercore import say

ANSWERS: dict[str, tuple[str, Tone]] = {
    "given": ("Agreed", "green"),
    "declined": ("Said no", "grey"),
    "withdrawn": ("Withdrew", "amber"),
}
MARKS = {
    "same": "{words}",
    "added": '<ins style="background:rgba(33,150,83,.22);text-decoration:underline">{words}</ins>',
    "removed": '<del style="background:rgba(214,69,65,.2)">{words}</del>',
}


def how(word: str) -> str:
    return say(HOWS.get(word, word))


def none(value: Any) -> bool:
    """Whether a cell of a frame is empty."""
    return value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value))


def text(title: str | None, body: str | None) -> None:
    """As people read it: nothing in it is Markdown."""
    st.markdown(f"**{wording.plain(title or '')}**")
    st.markdown("  \n".join(wording.plain(line) for line in (body or "").split("\n")))


def changed(pieces: Iterable[tuple[str, str]]) -> None:
    """What came is underlined, what went is struck out; the words themselves are escaped."""
    told = "".join(_marked(kind, words) for kind, words in pieces)
    st.html(f'<p style="white-space:pre-wrap;overflow-wrap:anywhere;margin:0">{told}</p>')
    st.caption(say("Underlined words are new; words that are struck out are gone."))


def _marked(kind: str, words: str) -> str:
    bare = words.rstrip(" ")
    return MARKS[kind].format(words=escape(bare)) + words[len(bare) :]


def badge(row: Any) -> None:
    if none(row.answer):
        st.badge(say("Never asked"), color="gray")
        return
    words, tone = ANSWERS[row.answer]
    st.badge(say(words), color=wording.BADGES[tone])  # type: ignore[arg-type]
    if row.behind:
        st.badge(say("An older text"), color="orange", icon=":material/update:")
