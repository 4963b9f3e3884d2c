"""The list of people as CSV."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from usercore.exports.csv import lines, plain
from usercore.exports.streams import streamed
from usercore.models import User
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps import finding
from usercore.steps.exporting import COLUMNS, USUAL, UserExport
from usercore.steps.people import UserQuery, sees_all
from usercore.steps.people_pages import ordered
from usercore.work import Block, Work, needs

ROWS_AT_ONCE = 2_000
# For whoever sees data masked; a person who is revealed to them for a while is so on their page, not in a file.
HIDE: Mapping[str, Callable[[Any], Any]] = {"email": masked_email, "suspended_reason": lambda _free_words: None}

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
    chosen: list[Any] = [special.get(name, getattr(User, name)) for name in wish.columns]
    plan, values = finding.plan(work, wish.query)

    def finished(wanted: Select[Any]) -> Select[Any]:
        return plan.in_order(ordered(plan.shape, wanted.select_from(User))).params({**values, "now": work.now})

    if sees_all(work):
        yield from streamed(work.connection, chosen, finished, wish)
        return
    hidden = {at: HIDE[name] for at, name in enumerate(wish.columns) if name in HIDE}
    wanted = finished(select(*chosen))
    with work.db.execute(wanted.execution_options(yield_per=ROWS_AT_ONCE, stream_results=True)) as rows:
        cells = (_cells(row, hidden) for row in rows)
        yield from lines(list(wish.columns), cells, delimiter=wish.delimiter, bom=wish.bom, raw=wish.raw)


def _cells(row: Any, hidden: Mapping[int, Callable[[Any], Any]]) -> list[Any]:
    cells = [plain(cell) for cell in row]
    for place, hide in hidden.items():
        cells[place] = hide(cells[place])
    return cells
