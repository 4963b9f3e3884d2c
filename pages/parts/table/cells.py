"""What a column is, and what its cells look like on the wire: plain JSON, no moment formatted yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from math import isfinite
from string import Formatter
from typing import Any, Literal
from urllib.parse import quote
from zlib import crc32

import pandas as pd

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
    whose: str = "id"
    """The field whose value colours the initials, so that one person looks the same in every list."""
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

    def cell(self, row: Mapping[str, Any]) -> Plain:
        """What this row has here, or None."""
        value = row[self.name]
        if self.kind == "person":
            return _person(self, row)
        if missing(value):
            return None
        if self.kind in {"moment", "date"}:
            return instant(value)
        if self.kind == "number":
            number = value if isinstance(value, int | float) else float(value)
            return number if isfinite(number) else None
        if self.kind == "link":
            return [str(value), address(self.href or "", row)] if _leads(self.href or "", row) else str(value)
        return list(self.tones[value]) if value in self.tones else str(value)


def _person(column: Column, row: Mapping[str, Any]) -> Plain:
    name, under = (
        "" if field_name is None or missing(row[field_name]) else str(row[field_name])
        for field_name in (column.name, column.second)
    )
    return {"name": name, "under": under, "hue": crc32(str(row.get(column.whose, "")).encode()) % 360}


@cache
def _named(pattern: str) -> tuple[str, ...]:
    """The fields that the address of a column names; there are a few of them, which never change."""
    return tuple(name for _, name, _, _ in Formatter().parse(pattern) if name)


def _leads(pattern: str, row: Mapping[str, Any]) -> bool:
    """Whether the row has all that the address names."""
    return not any(missing(row[name]) for name in _named(pattern))


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


def address(pattern: str, row: Mapping[str, Any]) -> str:
    """The pattern with the row's fields in it, quoted, so that no value can lead elsewhere."""
    return pattern.format_map(_Quoted(row))


class _Quoted:
    """A row's fields as they are asked for: a row's pattern may hold what was searched for, and is noted nowhere."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row

    def __getitem__(self, name: str) -> str:
        return quote(str(self.row[name]), safe="")
