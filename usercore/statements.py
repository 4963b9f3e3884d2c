"""Statements of every call that changes something: built once, and planned once for each connection to PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Insert, Select, bindparam, insert, select, text, update

from usercore.checkouts import PLANNED
from usercore.database import Table
from usercore.models import AuditChain, AuditEntry, AuditValue

CHAIN: Any = AuditChain.__table__
ENTRIES: Any = AuditEntry.__table__
VALUES: Any = AuditValue.__table__
AT_ONCE = 12  # rows; an entry has two more, the address and the program of whoever asked, and what it is about
Row = dict[str, Any]

MOVED = (CHAIN.c.segment, CHAIN.c.sequence, CHAIN.c.hash)
END = select(*MOVED).where(CHAIN.c.id == 1).with_for_update().execution_options(**PLANNED)
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


def append(connection: Connection, end: Row, entries: Sequence[Row], values: Sequence[Row]) -> None:
    """Move the end of the chain, and write what leads to it. From the look at the end to the commit all others wait, so
    PostgreSQL is told everything in one round trip.
    """
    if connection.dialect.name == "postgresql" and len(entries) + len(values) <= AT_ONCE:
        rows = ((CHAIN, [end]), (ENTRIES, entries), (VALUES, values))
        told = {_given(of, at, name): row[name] for of, all_of in rows for at, row in enumerate(all_of) for name in row}
        connection.execute(_appending(len(entries), len(values)), told)
        return
    connection.execute(MOVE_END, end)
    connection.execute(inserting(AuditEntry), entries)
    if values:
        connection.execute(inserting(AuditValue), values)


@cache
def _appending(entries: int, values: int) -> Executable:
    """One statement for so many rows; put together by SQLAlchemy, it would be spelt anew each time."""
    written = [(table, many) for table, many in ((ENTRIES, entries), (VALUES, values)) if many]
    *first, last = _moved(), *(_inserted(table, many) for table, many in written)
    told = text(f"WITH {', '.join(f'part{at} AS ({part})' for at, part in enumerate(first))} {last}")
    cells = [(CHAIN, 0, column) for column in MOVED]
    cells += [(table, at, column) for table, many in written for at in range(many) for column in table.columns]
    given = (bindparam(_given(table, at, column.name), type_=column.type) for table, at, column in cells)
    return told.bindparams(*given).execution_options(**PLANNED)


def _moved() -> str:
    to = ", ".join(f"{column.name} = :{_given(CHAIN, 0, column.name)}" for column in MOVED)
    return f"UPDATE {CHAIN} SET {to} WHERE id = 1"  # noqa: S608 - names of our own


def _inserted(table: Any, many: int) -> str:
    names = [column.name for column in table.columns]
    rows = (", ".join(f":{_given(table, at, name)}" for name in names) for at in range(many))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join(f'({row})' for row in rows)}"  # noqa: S608


def _given(table: Any, row: int, column: str) -> str:
    return f"{table}_{row}_{column}"
