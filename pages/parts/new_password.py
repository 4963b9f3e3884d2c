"""The one field for a new password: how good it is shows while one types, beneath it, without moving the page."""

import streamlit as st

from usercore import say
from usercore.crypto import strength
from usercore.crypto.strength import Advice

PAUSE = "200ms"
COLOURS = ("red", "red", "orange", "green", "green")
STEPS = 4


def field(label: str, *, key: str, staff: bool, words: list[str] | None = None) -> str:
    """Ask for a new password of someone called by `words` (name, address), who has dashboard rights or not.

    Stands outside a form, since a form says nothing until it is sent: put it within `enter_presses`.
    """
    from pages.parts import desk  # noqa: PLC0415 - desk draws with this module's neighbours

    settings = desk.opening.core().settings
    fewest = settings.password_shortest_staff if staff else settings.password_shortest
    typed = st.text_input(label, type="password", key=key, autocomplete="new-password", live=PAUSE) or ""
    st.markdown(_advice(typed, fewest, [*(words or []), settings.product]), width="stretch")
    return typed


def _advice(typed: str, fewest: int, words: list[str]) -> str:
    if not typed:
        return say(":gray[At least {fewest} characters. A few words in a row make a good one.]", fewest=fewest)
    missing = fewest - len(typed)
    if missing > 0:
        more = say("one more character") if missing == 1 else say("{count} more characters", count=missing)
        return f"{_meter(0, 'red')} :red[{more}]"
    found: Advice = strength.advice(typed, words)
    colour = COLOURS[found.score]
    tip = f" :gray[{found.tip}]" if found.tip else ""
    return f"{_meter(max(found.score, 1), colour)} :{colour}[{found.verdict}.]{tip}"


def _meter(filled: int, colour: str) -> str:
    """Four bars; the words beside them say the same."""
    return f":{colour}[{'▰' * filled}]:gray[{'▱' * (STEPS - filled)}]"
