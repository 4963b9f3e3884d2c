"""What happened, newest first: a dot, what it was, the facts beneath and the moment at the right."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from typing import Any

from pages.parts.files import from_files
from pages.parts.table.cells import instant
from pages.parts.wording import chosen_zone, span
from usercore.language import say

_draw = from_files("timeline", beside=("table",), css="timeline.css")
TONES = {"red", "green", "blue", "grey", "amber"}
MANY = 3  # that read alike, one after the other, and stand as one


def show(entries: Iterable[Mapping[str, Any]], *, key: str, empty: str = "") -> None:
    """Draw the entries (`at`, `title`, and if known `detail`, `tone` and `icon`) in the order they come in. An icon is
    the name of a Material symbol, and stands for the dot. Many that read alike, such as the guesses of a password, stand
    as one, with how often and within what time. Moments stand in the reader's own zone.
    """
    _draw(
        key=key,
        data={
            "label": say("Timeline"),
            "empty": empty or say("Nothing has happened yet."),
            "zone": chosen_zone(),
            "words": {"locale": say("en-GB"), "just_now": say("just now")},
            "entries": list(_together(map(_entry, entries))),
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


def _together(entries: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    for _, alike in groupby(entries, key=lambda entry: {**entry, "at": ""}):
        newest, *others = alike
        if len(others) + 1 < MANY:
            yield from (newest, *others)
            continue
        title = say("{what}, {count} times", what=newest["title"], count=len(others) + 1)
        took = say("within {time}", time=_about(_moment(newest) - _moment(others[-1])))
        yield {**newest, "title": title, "detail": " · ".join(filter(None, (took, newest["detail"])))}


def _about(time: timedelta) -> str:
    """`4 minutes`: in one unit, and not less than it was."""
    unit = next((unit for unit in (timedelta(days=1), timedelta(hours=1)) if time >= 2 * unit), timedelta(minutes=1))
    return span(max(ceil(time / unit), 1) * unit)


def _moment(entry: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(entry["at"])
