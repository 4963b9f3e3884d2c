"""The list of people as CSV."""

from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from usercore.exports.csv import lines
from usercore.models import User
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps.exporting import COLUMNS, USUAL, UserExport
from usercore.steps.people import UserQuery, conditions, ordered, sees_all
from usercore.work import Block, Work, needs

ROWS_AT_ONCE = 2_000

__all__ = ["COLUMNS", "USUAL", "users"]


@needs(Permission.EXPORT_USERS, prepare=UserExport.checked)
def users(
    work: Work,
    *,
    query: UserQuery | None = None,
    columns: Sequence[str] = USUAL,
    delimiter: str = ",",
    bom: bool = False,
    raw: bool = False,
    prepared: UserExport,
) -> Generator[Block]:
    """Everyone the query means, in its order, all pages of it. Moments are ISO 8601 in UTC.

    Raises `BadQuery` for columns or delimiters that are not offered.
    """
    wish = prepared
    special: dict[str, Any] = {"status": User.status_that_counts(work.now).label("status")}
    wanted = select(*(special.get(name, getattr(User, name)) for name in wish.columns))
    found = ordered(work, wanted.where(*conditions(work, wish.query)), wish.query)
    masked = None if sees_all(work) or "email" not in wish.columns else wish.columns.index("email")
    with work.db.execute(found.execution_options(yield_per=ROWS_AT_ONCE, stream_results=True)) as rows:
        cells = (_cells(row, masked) for row in rows)
        yield from lines(list(wish.columns), cells, delimiter=wish.delimiter, bom=wish.bom, raw=wish.raw)


def _cells(row: Any, masked: int | None) -> list[Any]:
    cells = [_plain(cell) for cell in row]
    if masked is not None:
        cells[masked] = masked_email(cells[masked])
    return cells


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return cell
