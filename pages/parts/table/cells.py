"""What a column is, and what its cells look like on the wire: plain JSON, no moment formatted yet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import isfinite
from string import Formatter
from typing import Any, Literal
from urllib.parse import quote
from zlib import crc32

import pandas as pd

UNRESERVED = re.compile("[A-Za-z0-9_.~-]*")  # RFC 3986, 2.3
Fields = Mapping[str, Sequence[Any]]  # of all rows, by their names
Plain = str | int | float | list[str] | dict[str, Any] | None
Kind = Literal["text", "person", "badge", "status", "moment", "date", "number", "link"]
Tone = Literal["green", "amber", "red", "grey"]

WIDTHS = {"person": 3.2, "text": 1.8, "badge": 1.2, "status": 1.4, "moment": 1.6, "date": 1.4, "number": 1, "link": 1.8}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: which field of the frame it shows, and how."""

    name: str
    title: str
    kind: Kind = "text"
    sort: str | None = None
    """What `on_sort` is told; without it the heading is no button."""
    second: str | None = None
    """The field under the name (kind "person")."""
    phone: str | None = None
    """The field beneath that, seen on a phone alone: what tells rows apart whose column does not stay there."""
    whose: str = "id"
    """The field whose value colours the initials, so that one person looks the same in every list."""
    programs: bool = False
    """Whether a name with nothing in `whose` is a program's, and no person's."""
    tones: Mapping[Any, tuple[str, Tone]] = field(default_factory=dict)
    """From a value to its word and its tone (kinds "status", "badge" and "text")."""
    dash: str = "–"
    """What stands there in grey when there is no value, such as "never"."""
    href: str | None = None
    """The address behind kind "link", with fields in braces: "/user?id={user_id}"; plain words where one is missing."""
    narrow: bool = True
    """Whether it stays on a phone."""
    width: float | None = None
    """Its share of the width beside the other columns; each kind has a good one."""

    def __post_init__(self) -> None:
        if (self.kind == "link") != bool(self.href):
            raise ValueError(f"column {self.name}: a link has an `href`, and nothing else has")

    def described(self) -> dict[str, Any]:
        """The column as the script needs it."""
        return {
            "name": self.name,
            "title": self.title,
            "kind": self.kind,
            "sort": self.sort,
            "newest": self.kind in {"moment", "date"},
            "dash": self.dash,
            "narrow": self.narrow,
            "width": self.width or WIDTHS[self.kind],
        }

    def cells(self, fields: Fields) -> Sequence[Plain]:
        """What the rows have here, None where there is nothing."""
        values = fields[self.name]
        if self.kind == "person":
            return _people(self, fields)
        if self.kind == "link":
            return _links(self, fields)
        plain = {"moment": instant, "date": instant, "number": _number}.get(self.kind, self._word)
        return [None if missing(value) else plain(value) for value in values]

    def _word(self, value: Any) -> Plain:
        return list(self.tones[value]) if value in self.tones else str(value)


def _people(column: Column, fields: Fields) -> list[Plain]:
    names = ["" if missing(name) else str(name) for name in fields[column.name]]
    under = (
        ["" if missing(text) else str(text) for text in fields[column.second]] if column.second else [""] * len(names)
    )
    whose = fields.get(column.whose) or [""] * len(names)
    hues = [None if column.programs and missing(one) else crc32(str(one).encode()) % 360 for one in whose]
    told = zip(names, under, hues, whose, _on_phone(column, fields, len(names)), strict=True)
    # One without a name is somebody still; without anything to know them by it is nobody.
    return [
        None if not (name or text) and missing(who) else {"name": name, "under": text, "hue": hue, **phone}
        for name, text, hue, who, phone in told
    ]


def _on_phone(column: Column, fields: Fields, many: int) -> list[dict[str, str]]:
    if column.phone is None:
        return [{}] * many
    return [{} if missing(text) else {"phone": str(text)} for text in fields[column.phone]]


def _links(column: Column, fields: Fields) -> list[Plain]:
    pattern, values = column.href or "", fields[column.name]
    needed = zip(*(fields[name] for name in [column.name, *_named(pattern)]), strict=True)
    leads = [not any(map(missing, row)) for row in needed]
    cells = zip(values, addresses(pattern, fields), leads, strict=True)
    return [[str(value), there] if lead else None if missing(value) else str(value) for value, there, lead in cells]


def _number(value: Any) -> float | None:
    number = value if isinstance(value, int | float) else float(value)
    return number if isfinite(number) else None


def addresses(pattern: str, fields: Fields) -> list[str]:
    """The pattern with each row's fields in it, quoted, so that no value can lead elsewhere."""
    names = _named(pattern)
    quoted = [[_quoted(str(value)) for value in fields[name]] for name in names]
    if not names:
        return [pattern] * len(fields["id"])
    return [pattern.format_map(dict(zip(names, row, strict=True))) for row in zip(*quoted, strict=True)]


def _named(pattern: str) -> list[str]:
    """The fields that an address names. Not kept: it may hold what was searched for."""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(pattern) if name))


def _quoted(text: str) -> str:
    return text if UNRESERVED.fullmatch(text) else quote(text, safe="")  # an id in a tenth of the time


def missing(value: Any) -> bool:
    """Whether there is nothing here: None, NaT, NaN, NA or an empty string."""
    if isinstance(value, str):
        return value == ""
    if value is None or value is pd.NaT:
        return True
    return not isinstance(value, datetime) and bool(pd.isna(value))  # which takes longer than all the rest of a cell


def instant(value: str | date | datetime) -> str:
    """A moment as ISO in UTC (a naive one is refused), a plain date as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be shown")
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(timespec="milliseconds")
    return value.isoformat()
