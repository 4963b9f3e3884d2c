"""How a great many rows enter the database at once: values come as the driver takes them, and where nobody is yet, the
indexes are built last.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, Dialect, LargeBinary, bindparam, text
from sqlalchemy import Table as Listed
from sqlalchemy import Uuid as Id
from sqlalchemy.exc import DBAPIError

from usercore import search_index
from usercore.database import Moment, Table

Row = dict[str, Any]
CACHE = "PRAGMA cache_size"
ROOM = -512 * 1024  # KiB for SQLite's pages and sorting, meanwhile
INDEXES = {  # what a CREATE INDEX made; keys stay, since rows point at them
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN :tables"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname AND contype IN ('p', 'u', 'x'))"
    " AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = tablename AND relkind = 'p')",  # the log's months keep theirs
}


@contextmanager
def indexes_last(
    connection: Connection, tables: Iterable[type[Table]], told: Callable[[float], None]
) -> Iterator[None]:
    """Without the indexes of `tables`, which are built again at the end; `told` hears what share of them is. All of it
    in the caller's transaction: whoever is interrupted leaves the database as it was.
    """
    wanted = text(INDEXES[connection.dialect.name]).bindparams(bindparam("tables", expanding=True))
    names = [table.__tablename__ for table in tables]
    with _room(connection), search_index.paused(connection):
        found = connection.execute(wanted, {"tables": names}).all()
        for name, _ in found:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        yield
        for number, (_, made_by) in enumerate(found, 1):
            connection.exec_driver_sql(made_by)
            told(number / len(found))


@contextmanager
def _room(connection: Connection) -> Iterator[None]:
    """SQLite keeps more pages in memory, so that few are written twice; afterwards as many as before."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql(CACHE).scalar_one()
    connection.exec_driver_sql(f"{CACHE} = {ROOM}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"{CACHE} = {before}")


def load(connection: Connection, table: type[Table], rows: list[Row]) -> None:
    """All rows at once. JSON comes as text."""
    listed = cast(Listed, table.__table__)
    names = [column.name for column in listed.columns]
    _load(connection, table, names, [[row[name] for row in rows] for name in names])


def load_tuples(connection: Connection, table: type[Table], names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """The same of rows that are tuples, their values in the order of `names`."""
    if rows:
        _load(connection, table, names, zip(*rows, strict=True))


def _load(connection: Connection, table: type[Table], names: Sequence[str], columns: Iterable[Sequence[Any]]) -> None:
    listed, dialect = cast(Listed, table.__table__), connection.dialect
    pairs = zip(names, columns, strict=True)
    ready = zip(*(_ready(listed.columns[name], values, dialect) for name, values in pairs), strict=True)
    quoted = ", ".join(f'"{name}"' for name in names)
    with _cursor(connection) as cursor:  # each driver has a way of its own
        if dialect.name == "sqlite":
            places = ", ".join("?" * len(names))
            cursor.executemany(f'INSERT INTO "{listed.name}" ({quoted}) VALUES ({places})', ready)  # noqa: S608 - our own names
        else:
            with cursor.copy(f'COPY "{listed.name}" ({quoted}) FROM STDIN') as copy:
                for values in ready:
                    copy.write_row(values)


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own; what it raises reads as if it had come through SQLAlchemy."""
    driver: Any = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as broken:
        raise DBAPIError.instance(None, None, broken, driver.Error, dialect=connection.dialect) from broken
    finally:
        cursor.close()


def _ready(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """The values as the driver wants them; what comes a million times is spelled without SQLAlchemy's detours."""
    if isinstance(column.type, JSON | LargeBinary) or (dialect.name != "sqlite"):
        return values
    if isinstance(column.type, Id):
        return [value.hex if isinstance(value, UUID) else value for value in values]
    if isinstance(column.type, Moment):
        return [None if value is None else _spelled(value) for value in values]
    return values


def _spelled(at: datetime) -> str:
    """As SQLAlchemy's type for SQLite does."""
    at = at if at.tzinfo is UTC else at.astimezone(UTC)
    return at.isoformat(" ", "microseconds")[:26]
