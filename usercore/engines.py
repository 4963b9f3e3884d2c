"""Engines: how each database is connected to, so that all that follows finds them alike."""

import sqlite3
from collections.abc import Callable
from typing import Any
from uuid import UUID, SafeUUID

from sqlalchemy import URL, Connection, Engine, Uuid, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from usercore import search_index
from usercore.cannot_start import BadSetting, CannotConnect, CannotWrite, NeedsExtra, NotADatabase, TooOld
from usercore.checkouts import PREPARED, file_of, keep_readers_apart
from usercore.database import writing
from usercore.settings import Settings

OLDEST_SQLITE = (3, 39)  # IS DISTINCT FROM
WAIT_FOR_LOCK_MS = 15_000
NONE_BY_ITSELF = 2**31  # times that a statement is asked before the driver would prepare it


class WithIndexHints(SQLiteCompiler):
    """SQLAlchemy's for SQLite leaves hints out; ours lets a statement say which index gives its order (INDEXED BY)."""

    def get_from_hint_text(self, table: Any, text: Any) -> Any:  # noqa: ARG002
        return text


class QuickIds(Uuid[UUID]):
    """SQLAlchemy's for SQLite, its ids read in the quicker way."""

    def result_processor(self, dialect: object, coltype: object) -> Callable[[Any], UUID | None]:  # noqa: ARG002
        return lambda stored: None if stored is None else id_of(stored)


def id_of(stored: str) -> UUID:
    """The id behind the 32 hexadecimal digits that a column of ours holds. `UUID()` takes twice as long: it asks which
    of five spellings it was given.
    """
    found = object.__new__(UUID)
    object.__setattr__(found, "int", int(stored, 16))  # UUID refuses to be changed; its own __init__ does the same
    object.__setattr__(found, "is_safe", SafeUUID.unknown)
    return found


def connect(settings: Settings) -> Engine:
    """The engine behind `settings.database_url`, proved to answer.

    Raises `BadSetting`, `NotADatabase`, `CannotWrite` or `CannotConnect`, each with what to do.
    """
    url = address(settings.database_url, "USERCORE_DATABASE_URL")
    if url.get_backend_name() == "sqlite":
        return _sqlite(settings)
    if url.get_backend_name() != "postgresql":
        raise BadSetting(name="USERCORE_DATABASE_URL", why="must begin with sqlite:/// or postgresql://")
    engine = postgresql(url, settings)
    _try(engine, CannotConnect(place=f"{url.host}:{url.port or 5432}"))
    return engine


def address(url: str, name: str) -> URL:
    """The address in a setting, taken apart. Raises `BadSetting`."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise BadSetting(name=name, why="is not a database address") from None


def postgresql(url: URL, settings: Settings, *, connect_within: int = 10) -> Engine:
    """Not tried yet. Nothing is kept on a connection from one transaction to the next, so that pgbouncer may give each
    transaction another one: no session's settings; what bounds a transaction begins with it. Only straight at the server
    are some statements prepared.

    Raises `NeedsExtra`.
    """
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg", query={"connect_timeout": str(connect_within), **url.query}),
            isolation_level="AUTOCOMMIT",  # the driver leaves it to us to begin
            connect_args={"prepare_threshold": None},
            hide_parameters=True,  # what people search for stays out of the log of a broken page
            **_pool(settings),
        )
    except ModuleNotFoundError:
        raise NeedsExtra from None
    event.listen(engine, "begin", _begin_there)
    event.listen(engine, "connect", _may_prepare)
    event.listen(engine, "do_execute", _prepared)
    return engine


def _pool(settings: Settings) -> dict[str, Any]:
    """Whoever finds no connection free waits in line: more of them would only stand in line at the database."""
    return {
        "poolclass": QueuePool,
        "pool_size": settings.pool_size,
        "max_overflow": 0,
        "pool_timeout": settings.pool_timeout.total_seconds(),
        "pool_use_lifo": True,  # the one that was used last has most in its cache
    }


def _sqlite(settings: Settings) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise TooOld(name="SQLite", oldest=_spelt(OLDEST_SQLITE), found=_spelt(sqlite3.sqlite_version_info))
    path = settings.database_file
    if not path.name or str(path) == ":memory:":
        raise BadSetting(name="USERCORE_DATABASE_URL", why="must name a file: sqlite:///var/usercore.db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # everyone's addresses are in it; SQLite gives its side files the same mode
    except OSError:
        raise CannotWrite(path=path) from None
    engine = create_engine(
        f"sqlite:///{path}",
        hide_parameters=True,
        connect_args={"check_same_thread": False, "isolation_level": None},
        **_pool(settings),
    )
    engine.dialect.statement_compiler = WithIndexHints
    engine.dialect.colspecs = {**engine.dialect.colspecs, Uuid: QuickIds}
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin_file)
    keep_readers_apart(engine)
    _try(engine, NotADatabase(path=path), CannotWrite(path=path))
    return engine


def _spelt(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _try(engine: Engine, broken: Exception, unwritable: Exception | None = None) -> None:
    try:
        with writing(engine):
            pass
    except OperationalError:
        engine.dispose()
        raise (unwritable or broken) from None
    except DatabaseError:
        engine.dispose()
        raise broken from None


def _tune(raw: sqlite3.Connection, _record: object) -> None:
    raw.create_function(search_index.FUNCTION, 1, search_index.every_gram, deterministic=True)
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK_MS}")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # erased means erased, in the file too
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def _may_prepare(raw: Any, _record: object) -> None:
    """Where nobody stands between: a pooler tells another process than the one that answers."""
    (answers,) = raw.execute("SELECT pg_backend_pid()").fetchone()
    raw.prepare_threshold = NONE_BY_ITSELF if answers == raw.info.backend_pid else None


def _prepared(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """A statement that asks for it is planned once for each connection: to plan takes longer than to answer. Its plan
    must not depend on what it is given.
    """
    if not context.execution_options.get(PREPARED):
        return False
    cursor.execute(statement, parameters, prepare=True)
    return True


def _begin_file(connection: Connection) -> None:
    """The driver would begin late by itself, and upgrade a read to a write, which fails instead of waiting. Said
    straight to it: through SQLAlchemy it is a tenth of a short call.
    """
    if not (begin := _said_first(connection)):
        return
    try:
        file_of(connection).execute(begin)
    except sqlite3.Error as refused:
        raise DBAPIError.instance(begin, None, refused, sqlite3.Error) from refused


def _begin_there(connection: Connection) -> None:
    """The driver would spend a round trip on it, and has none for the bounds. Straight to it, too; why it may not, as where
    the connection died, SQLAlchemy is to hear.
    """
    if not (begin := _said_first(connection)):
        return
    server: Any = connection.connection.driver_connection
    try:
        server.execute(begin)
    except connection.dialect.loaded_dbapi.Error:
        if not server.closed:
            server.rollback()  # it may have begun: asked again, it would say that this was broken off, and not why
        connection.exec_driver_sql(begin)


def _said_first(connection: Connection) -> str:
    options = connection.get_execution_options()
    said: str = options.get("begin", "BEGIN")
    return "" if options.get("isolation_level") == "AUTOCOMMIT" else said
