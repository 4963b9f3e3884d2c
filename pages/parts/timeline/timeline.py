"""What happened, newest first: a dot, what it was, the facts beneath and the moment at the right."""

from collections.abc import Iterable, Mapping
from typing import Any

from pages.parts.files import from_files
from pages.parts.table.cells import instant
from pages.parts.wording import chosen_zone
from usercore.language import say

_draw = from_files("timeline", beside=("table",), css="timeline.css")
TONES = {"red", "green", "blue", "grey", "amber"}


def show(
    entries: Iterable[Mapping[str, Any]],
    *,
    key: str,
    label: str = "",
    zone: str | None = None,
    empty: str = "",
) -> None:
    """Draw the entries (`at`, `title`, and if known `detail`, `tone` and `icon`) in the order they come in. An icon is
    the name of a Material symbol, and stands for the dot.

    Moments stand in the reader's own zone unless `zone` names one.
    """
    _draw(
        key=key,
        data={
            "label": label or say("Timeline"),
            "empty": empty or say("Nothing has happened yet."),
            "zone": zone or chosen_zone(),
            "words": {"locale": say("en-GB"), "just_now": say("just now")},
            "entries": [_entry(entry) for entry in entries],
        },
    )


def _entry(entry: Mapping[str, Any]) -> dict[str, str]:
    tone = entry.get("tone")
    return {
        "at": instant(entry["at"]),
        "title": str(entry["title"]),
        "detail": str(entry.get("detail") or ""),
        "icon": str(entry.get("icon") or ""),
        "tone": tone if tone in TONES else "grey",
    }
