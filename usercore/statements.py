"""Statements of every call that changes something: built once, and planned once for each connection to PostgreSQL."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, select, update

from usercore.checkouts import PLANNED
from usercore.database import Table
from usercore.models import AuditChain

CHAIN: Any = AuditChain.__table__
END = select(CHAIN.c.segment, CHAIN.c.sequence, CHAIN.c.hash).where(CHAIN.c.id == 1).with_for_update()
END = END.execution_options(**PLANNED)
MOVE_END = update(CHAIN).where(CHAIN.c.id == 1).execution_options(**PLANNED)


@cache
def inserting(table: type[Table]) -> Insert:
    """Rows as plain values."""
    return insert(table.__table__).execution_options(**PLANNED)  # type: ignore[arg-type]


@cache
def locking(table: type[Table]) -> Select[Any]:
    """The row with this `id`, locked, and read anew if it is known already."""
    wanted = select(table).where(table.__table__.c.id == bindparam("id")).with_for_update()
    return wanted.execution_options(populate_existing=True, **PLANNED)
