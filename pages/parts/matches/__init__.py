"""Who was found, and why: a list that the arrow keys walk, and that Enter in the field above it opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from pages.parts.files import from_files
from pages.parts.table import Tone
from pages.parts.table.cells import instant
from pages.parts.wording import chosen_zone
from usercore.language import say

_draw = from_files("matches", beside=("table",), css="matches.css")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why, in words; `at` is when that was, `href` where more of it is."""

    words: str
    at: datetime | None = None
    href: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """Somebody or something found, and where it leads. `hue` is what the initials are coloured by."""

    href: str
    name: str
    under: str = ""
    hue: str = ""
    status: tuple[str, Tone] | None = None
    reasons: Iterable[Reason] = ()


def show(
    results: Iterable[Result],
    *,
    key: str,
    within: str,
    text: str,
    sure: bool,
    said: str,
    ways: Iterable[tuple[str, str]] = (),
) -> None:
    """Draw the results of `text`, which stands in the one field of the container with the key `within`.

    Enter there opens the first if that is `sure`, or leads to it. `said` is read out. `ways` lead on from here, each
    with its words and its address.
    """
    found = [_result(one) for one in results]
    _draw(key=key, data={**_data(ways), "within": within, "text": text, "sure": sure, "said": said, "results": found})


def links(ways: Iterable[tuple[str, str]], *, key: str) -> None:
    """Ways on alone, such as to a list that is narrowed to one thing: a page of Streamlit's own links would add the
    filters that were left there before, these do not.
    """
    _draw(key=key, data=_data(ways))


def _data(ways: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "within": "",
        "text": "",
        "sure": False,
        "said": "",
        "label": say("Found"),
        "words": {"locale": say("en-GB"), "just_now": say("just now"), "unnamed": say("No name")},
        "zone": chosen_zone(),
        "ways": [list(way) for way in ways],
        "results": [],
    }


def _result(one: Result) -> Mapping[str, Any]:
    return {
        "href": one.href,
        "who": {"name": one.name, "under": one.under, "hue": crc32(one.hue.encode()) % 360},
        "status": list(one.status) if one.status else None,
        "reasons": [
            {"words": why.words, "at": instant(why.at) if why.at else None, "href": why.href} for why in one.reasons
        ],
    }
