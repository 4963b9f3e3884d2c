"""The one field for a new password: how good it is shows while one types, beneath it, without moving the page."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import streamlit as st

from pages.parts import dialogs, opening
from pages.parts.files import from_files
from usercore import Settings, say
from usercore.crypto import strength

PAUSE = "200ms"
Tone = Literal["none", "red", "orange", "green"]
TONES: tuple[Tone, ...] = ("red", "red", "orange", "green", "green")  # by score

# Not isolated: what stands in a shadow cannot be the description of a field outside it.
_draw = from_files("new_password", css="new_password.css", isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """So many of four bars in a colour, and what they mean in words: `word` is the verdict, `more` what to do."""

    bars: int
    tone: Tone
    word: str
    more: str = ""


def field(label: str, *, key: str, long: bool, words: Iterable[str] = (), owner: str = "", empty: str = "") -> str:
    """Ask for a new password of someone called by `words` (name, address), which has to be `long` where it alone opens
    the dashboard.

    Stands last in `enter_presses`, not in a form, since a form says nothing until it is sent. `owner` is the address
    under which a password manager keeps it, for one's own password; `empty` is what it means to leave it empty. Once the
    password is set, `forget` it.
    """
    key = dialogs.anew(key)
    typed = st.text_input(label, type="password", key=key, autocomplete="new-password", live=PAUSE) or ""
    verdict = judged(typed, opening.core().settings, long=long, words=words, empty=empty)
    _draw(key=f"{key}.verdict", data={**asdict(verdict), "field": key, "owner": owner})
    return typed


def forget(key: str) -> None:
    """Keep what was typed no longer than it is needed."""
    st.session_state.pop(dialogs.anew(key), None)


def judged(typed: str, settings: Settings, *, long: bool, words: Iterable[str] = (), empty: str = "") -> Verdict:
    """What the field says: what is missing, or how easily it would be guessed. The policy judges by the same."""
    fewest = settings.password_shortest_staff if long else settings.password_shortest
    if not typed:
        hint = say("At least {fewest} characters. A few words in a row make a good one.", fewest=fewest)
        return Verdict(0, "none", "", empty or hint)
    if missing := max(0, fewest - len(typed)):
        more = say("One more character.") if missing == 1 else say("{count} more characters.", count=missing)
        return Verdict(1, "red", say("Too short."), more)
    if len(typed) > settings.password_longest:
        most = say("At most {longest:,} characters.", longest=settings.password_longest)
        return Verdict(1, "red", say("Too long."), most)
    if kinds := strength.missing_kinds(typed, settings.password_classes):
        return Verdict(1, "red", say("Too few kinds of characters."), kinds)
    found = strength.advice(typed, words=[*words, settings.product])
    return Verdict(max(1, found.score), TONES[found.score], f"{found.verdict}.", next(iter(found.tips), ""))
