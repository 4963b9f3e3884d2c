"""The list of people as CSV."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from usercore.errors import BadQuery
from usercore.exports.csv import lines
from usercore.models import User
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps.people import UserQuery, conditions, ordered, sees_all
from usercore.work import Block, Work, needs

# All that may leave: no hash, secret, token or code is among them (FEATURES 36).
COLUMNS = (
    "id",
    "name",
    "email",
    "role",
    "status",
    "created_at",
    "last_sign_in_at",
    "email_verified_at",
    "suspended_until",
    "suspended_reason",
    "deleted_at",
)
USUAL = COLUMNS[:7]
DELIMITERS = (",", ";", "\t")
ROWS_AT_ONCE = 2_000


@needs(Permission.EXPORT_USERS)
def users(
    work: Work,
    *,
    query: UserQuery | None = None,
    columns: Sequence[str] = USUAL,
    delimiter: str = ",",
    bom: bool = False,
    raw: bool = False,
) -> Iterator[Block]:
    """Everyone the query means, in its order, all pages of it. Moments are ISO 8601 in UTC.

    Raises `BadQuery` for columns or delimiters that are not offered.
    """
    if not columns or (unknown := set(columns) - set(COLUMNS)):
        raise BadQuery(why=f"there is no column “{min(unknown)[:40]}”" if columns else "no column is chosen")
    if delimiter not in DELIMITERS:
        raise BadQuery(why="only commas, semicolons and tabs can separate columns")
    query = query or UserQuery()
    special: dict[str, Any] = {"status": User.status_that_counts(work.now).label("status")}
    wanted = select(*(special.get(name, getattr(User, name)) for name in columns)).where(*conditions(work, query))
    rows = work.db.execute(ordered(work, wanted, query).execution_options(yield_per=ROWS_AT_ONCE, stream_results=True))
    masked = None if sees_all(work) or "email" not in columns else list(columns).index("email")
    yield from lines(list(columns), (_cells(row, masked) for row in rows), delimiter=delimiter, bom=bom, raw=raw)


def _cells(row: Any, masked: int | None) -> list[Any]:
    cells = [_plain(cell) for cell in row]
    if masked is not None:
        cells[masked] = masked_email(cells[masked])
    return cells


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return cell
