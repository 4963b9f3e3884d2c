"""What a deletion for ever does with each kind of what is held, or did: goes, is made nameless, stays and why."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.parts.wording import plain
from usercore import say
from usercore.frames.erasures import Erase

WHATS = {
    Erase.DELETE: ("Goes", ":material/delete_forever:", "red"),
    Erase.ANONYMISE: ("Made nameless", ":material/person_off:", "orange"),
    Erase.KEEP: ("Stays", ":material/lock:", "gray"),
}


def draw(parts: Iterable[Any]) -> None:
    """The parts, each a mapping with `what`, `title`, `rows`, `erasing`, `reason`, under what becomes of them."""
    rows = list(parts)
    for what, (word, icon, colour) in WHATS.items():
        some = [row for row in rows if row["what"] == what]
        if not some:
            continue
        st.markdown(f":{colour}[{icon} **{say(word)}**]")
        st.markdown("\n".join(f"- {_line(row)}" for row in some))


def _line(row: Any) -> str:
    many = say("one record") if row["rows"] == 1 else say("{rows} records", rows=f"{row['rows']:,}")
    why = " ".join(plain(say(text)) for text in (row["erasing"], row["reason"]) if text)
    return f"{plain(say(row['title']))} :gray[· {many}]  \n:small[:gray[{why}]]"
