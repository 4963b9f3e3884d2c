"""Pages by key: rows in the order of a moment and then of their id, so that a page begins right behind a row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_

Row = TypeVar("Row")


class Paged(Protocol):
    """A query that asks for a page of at most `limit` rows: the one behind the row with this id, or before it."""

    @property
    def limit(self) -> int: ...

    @property
    def after(self) -> str | UUID | None: ...

    @property
    def before(self) -> str | UUID | None: ...


def ordered(wanted: Select[Any], *columns: Any, backwards: bool = False) -> Select[Any]:
    """The newest first, by these columns, the id last so that it is stable."""
    return wanted.order_by(*(column.asc() if backwards else column.desc() for column in columns))


def beyond(at: Any, own_id: Any, place: tuple[datetime, UUID], *, backwards: bool = False) -> ColumnElement[bool]:
    """Whether a row, with its moment and id in these columns, comes behind the one at `place`. The moment stands by itself
    too: that is the range which an index walks.
    """
    moment, row_id = place
    if backwards:
        return and_(at >= moment, or_(at > moment, own_id > row_id))
    return and_(at <= moment, or_(at < moment, own_id < row_id))


def one_page(rows: Sequence[Row], query: Paged) -> tuple[Sequence[Row], bool]:
    """The page in the order of its list, and whether more rows lie the way it was turned; `rows` are as they were read:
    backwards where it was turned so, and one more than it holds.
    """
    page = rows[: query.limit]
    return (page if query.before is None else page[::-1]), len(rows) > query.limit
