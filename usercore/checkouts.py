"""Connections as they are taken from the pool: exchanged where they died in it, and for questions to a SQLite file from a
pool of their own.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
PREPARED = "prepared"
PLANNED = {PREPARED: True}  # the execution option of statements that PostgreSQL is to plan once for each connection
_readers: WeakKeyDictionary[Engine, Pool] = WeakKeyDictionary()


def keep_readers_apart(engine: Engine) -> None:
    """Give questions to this SQLite file connections that can only read, from now on.

    To switch one connection to and fro would make SQLite forget how it answers each statement, at every switch.
    """
    readers = engine.pool.recreate()
    event.listen(readers, "connect", _reads_only)
    event.listen(engine, "engine_disposed", _dispose_readers)
    _readers[engine] = readers


def pools(engine: Engine) -> list[Any]:
    """Those that its connections lie in."""
    return [engine.pool, *([_readers[engine]] if engine in _readers else [])]


def on_live_connection(
    engine: Engine, begin: str, first: Callable[[Connection], T], *, reads: bool = False
) -> tuple[Connection, T]:
    """A connection on which `first`, its first statement, was answered, and the answer. One that died while it lay idle
    (the server was started anew) is exchanged, without a question to each before each call.
    """
    readers = _readers.get(engine) if reads else None
    for last in (False, True):
        connection = Connection(engine, readers.connect()) if readers else engine.connect()
        connection.execution_options(begin=begin)
        try:
            return connection, first(connection)
        except BaseException as broken:
            connection.close()
            if last or not isinstance(broken, DBAPIError) or not broken.connection_invalidated:
                raise
    raise AssertionError


def file_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own: through SQLAlchemy a switch would cost a fifth of a short question."""
    raw: Any = connection.connection.driver_connection
    file: sqlite3.Connection = raw
    return file


def _reads_only(raw: sqlite3.Connection, _record: object) -> None:
    raw.execute("PRAGMA query_only = ON")


def _dispose_readers(engine: Engine) -> None:
    readers = _readers[engine]
    readers.dispose()
    _readers[engine] = readers.recreate()
