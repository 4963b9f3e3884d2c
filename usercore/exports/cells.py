"""Lines of a file at the speed of the database: SQLite's rows are written a column at a time, PostgreSQL writes its own."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Label,
    String,
    Uuid,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
)

from usercore.exports.csv import STARTS_A_FORMULA, harmless

# Every sign that is, or begins in NFKC with, a blank or what begins a formula, at the beginning of a cell. A line break is
# not among them, since one follows an empty cell.
SUSPECT = re.compile(
    r"\n[\x00\x09\x0b-\x0d\x1c-\x20+\-=@|\x85\xa0\xa8\xaf\xb4\xb8\u02d8-\u02dd\u037a\u0384\u0385\u1680\u1fbd\u1fbf-\u1fc1"
    r"\u1fcd-\u1fcf\u1fdd-\u1fdf\u1fed-\u1fef\u1ffd\u1ffe\u2000-\u200a\u2017\u2028\u2029\u202f\u203e\u205f\u207a\u207c"
    r"\u208a\u208c\u2a75\u2a76\u3000\u309b\u309c\ufb29\ufc5e-\ufc63\ufe49-\ufe4c\ufe62\ufe63\ufe66\ufe6b\ufe70-\ufe7e"
    r"\uff0b\uff0d\uff1d\uff20\uff5c\uffe3]"
)
SIGNS = "".join(sorted((sign for sign in STARTS_A_FORMULA if sign != "\0"), key="-".__eq__))  # no range: “-” is last
BLANKS = r"[\s\u0085\u1680\u2028\u2029\u0001-\u001f]"

Text = ColumnElement[str]
Cells = Sequence[str]


def writing(
    columns: Sequence[ColumnElement[Any]], *, delimiter: str, raw: bool
) -> Callable[[Sequence[Sequence[str | None]]], str]:
    """What makes lines of rows of these columns, as SQLite keeps them and as `exports.csv` writes them."""
    ways = [_way(column, delimiter, raw=raw) for column in columns]

    def write(rows: Sequence[Sequence[str | None]]) -> str:
        kept = ([cell or "" for cell in cells] for cells in zip(*rows, strict=True))
        written = [way(cells) for way, cells in zip(ways, kept, strict=True)]
        if len(columns) == 1:  # an empty line would be no row
            written = [[cell or '""' for cell in written[0]]]
        return "\r\n".join([*map(delimiter.join, zip(*written, strict=True)), ""])

    return write


def _way(column: ColumnElement[Any], delimiter: str, *, raw: bool) -> Callable[[Cells], Cells]:
    if isinstance(column.type, Uuid):
        return _with_hyphens
    if _is_moment(column):
        return _as_iso
    if isinstance(column, Label):  # one of our own words, such as a status
        return lambda cells: cells
    quotable = re.compile(f'[{delimiter}"\r\n]')  # RFC 4180, 2.6
    return lambda cells: _words(cells, delimiter, quotable, raw=raw)


def _with_hyphens(ids: Cells) -> Cells:
    return [f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in ids]


def _as_iso(moments: Cells) -> Cells:
    """ISO 8601 in UTC, to the second."""
    return [f"{one[:10]}T{one[11:19]}Z" if one else "" for one in moments]


def _words(cells: Cells, delimiter: str, quotable: re.Pattern[str], *, raw: bool) -> Cells:
    """One look at all of them tells that none has to be quoted or could run, which is mostly so."""
    together = "\n".join(["", *cells])
    plain = together.count("\n") == len(cells) and not any(sign in together for sign in (delimiter, '"', "\r"))
    if plain and (raw or not SUSPECT.search(together)):
        return cells
    if not raw:
        cells = [harmless(cell) if cell[:1] == "\n" or SUSPECT.match(f"\n{cell}") else cell for cell in cells]
    return ['"' + cell.replace('"', '""') + '"' if quotable.search(cell) else cell for cell in cells]


def postgresql_cell(column: ColumnElement[Any], *, raw: bool, alone: bool) -> Text:
    """The column as the text that COPY quotes where it must; `alone` if it is the only one of its row."""
    if isinstance(column.type, Uuid):
        return cast(column, String)
    if _is_moment(column):
        text: Text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"Z"', type_=String)
    else:
        text = cast(column, String)
        text = text if raw or isinstance(column, Label) else _harmless(text)
    # COPY writes nothing for what is missing, and "" for an empty text: an empty line would be no row.
    return func.coalesce(text, "") if alone else func.nullif(text, "")


def _harmless(text: Text) -> Text:
    """`exports.csv.harmless` in SQL."""
    bare = func.regexp_replace(func.normalize(text, literal_column("NFKC")), f"^{BLANKS}+", "")
    risky = or_(text.regexp_match(f"^[{SIGNS}]"), bare.regexp_match(f"^[{SIGNS}]"))
    return case((text.regexp_match("^[A-Za-z0-9]"), text), (risky, literal("'") + text), else_=text)


def _is_moment(column: ColumnElement[Any]) -> bool:
    return isinstance(getattr(column.type, "impl", column.type), DateTime)
