"""CSV as spreadsheets and programs want it (RFC 4180), with cells that could run as a formula made harmless."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from usercore.work import Block

ROWS_A_BLOCK = 2_000
# OWASP CSV Injection; full-width signs are folded first, since some programs do.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "|")


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet could take it for a formula."""
    if not cell:
        return cell
    bare = unicodedata.normalize("NFKC", cell).lstrip()
    risky = cell[0] in STARTS_A_FORMULA or bare.startswith(STARTS_A_FORMULA)
    return f"'{cell}" if risky else cell


def as_meant(cell: str) -> str:
    """A cell of such a file as it was before `harmless`."""
    return cell[1:] if cell[:1] == "'" and harmless(cell[1:]) == cell else cell


def plain(cell: Any) -> Any:
    """A cell as it is written: moments as ISO 8601 in UTC."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return cell


def lines(
    header: list[str], rows: Iterable[Iterable[Any]], *, delimiter: str = ",", bom: bool = False, raw: bool = False
) -> Iterator[Block]:
    """Blocks of CSV in UTF-8: the header at once, then the rows; `raw` leaves cells as they are."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    written.write("\ufeff" if bom else "")
    writer.writerow(header)
    yield _taken(written, 0)
    count = 0
    for row in rows:
        writer.writerow(row if raw else [harmless(cell) if isinstance(cell, str) else cell for cell in row])
        count += 1
        if count == ROWS_A_BLOCK:
            yield _taken(written, count)
            count = 0
    if count:
        yield _taken(written, count)


def _taken(written: io.StringIO, rows: int) -> Block:
    data = written.getvalue().encode("utf-8", "replace")
    written.seek(0)
    written.truncate()
    return Block(data, rows)
