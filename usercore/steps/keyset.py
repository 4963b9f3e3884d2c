"""Pages by key: rows in the order of a moment and then of their id, so that a page begins right behind a row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_


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
