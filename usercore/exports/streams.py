"""A statement as CSV at the speed of the database: rows straight from SQLite's driver, whole lines that PostgreSQL copies out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from usercore.exports import cells
from usercore.exports.csv import ROWS_A_BLOCK, lines
from usercore.steps.exporting import CsvExport
from usercore.work import Block

CACHE_KIB = 4096
Columns = Sequence[ColumnElement[Any]]
Finish = Callable[[Select[Any]], Select[Any]]


def streamed(connection: Connection, columns: Columns, finish: Finish, wish: CsvExport) -> Iterator[Block]:
    """Blocks of CSV in UTF-8, the header first, then the rows of these columns; `finish` says whose and in which order."""
    yield from lines(list(wish.columns), (), delimiter=wish.delimiter, bom=wish.bom)
    rows = _from_sqlite if connection.dialect.name == "sqlite" else _from_postgresql
    yield from rows(connection, columns, finish, wish)


def _from_sqlite(connection: Connection, columns: Columns, finish: Finish, wish: CsvExport) -> Iterator[Block]:
    raw: Any = connection.connection.driver_connection
    write = cells.writing(columns, delimiter=wish.delimiter, raw=wish.raw)
    with _little_memory(raw), connection.execute(finish(select(*columns))) as result:
        cursor: Any = result.cursor  # the driver's: of text as it is kept nothing has to be made
        while rows := cursor.fetchmany(ROWS_A_BLOCK):
            yield Block(write(rows).encode("utf-8", "replace"), len(rows))


@contextmanager
def _little_memory(raw: Any) -> Iterator[None]:
    """Whoever reads everything once needs no page twice: the cache would only grow to its limit."""
    before = raw.execute("PRAGMA cache_size").fetchone()[0]
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA cache_size = {before}")


def _from_postgresql(connection: Connection, columns: Columns, finish: Finish, wish: CsvExport) -> Iterator[Block]:
    alone = len(columns) == 1
    texts: list[Any] = [cells.postgresql_cell(one, raw=wish.raw, alone=alone) for one in columns]
    wanted = finish(select(*texts))
    asked = wanted.compile(dialect=connection.dialect).construct_expanded_state()
    statement = f"COPY ({asked.statement}) TO STDOUT (FORMAT csv, DELIMITER '{wish.delimiter}')"
    raw: Any = connection.connection.driver_connection
    part: list[bytes] = []
    with raw.cursor() as cursor, cursor.copy(statement, asked.parameters) as copied:
        for row in copied:
            part.append(bytes(row)[:-1])
            if len(part) == ROWS_A_BLOCK:
                yield _block(part)
                part = []
    if part:
        yield _block(part)


def _block(rows: list[bytes]) -> Block:
    return Block(b"\r\n".join([*rows, b""]), len(rows))  # RFC 4180: lines end with both
