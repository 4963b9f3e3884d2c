"""Engines and transactions: SQLite and PostgreSQL made to behave alike, and the guard against silent changes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from limits.errors import StorageError
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from usercore.cannot_start import BadSetting, CannotConnect, CannotWrite, NeedsExtra, NotADatabase
from usercore.errors import CountersAway, DatabaseAway, InvalidText, SilentChange
from usercore.settings import Settings

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WAIT_FOR_LOCK_MS = 15_000
LONGEST_TURN = 60  # seconds in line to write
CONNECTIONS = 20
TRY_AGAIN = ("40001", "40P01")  # PostgreSQL ended one of two transactions that waited for each other


class Table(DeclarativeBase):
    """A table; unless it says `bookkeeping`, it may not be changed without an audit entry."""

    metadata = MetaData(naming_convention=NAMES)
    bookkeeping = False


class Moment(TypeDecorator[datetime]):
    """A point in time, in UTC. Naive values are a bug and are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a naive time reached the database: {value!r}"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WithIndexHints(SQLiteCompiler):
    """SQLAlchemy's for SQLite leaves hints out; ours lets a statement say which index gives its order (INDEXED BY)."""

    def get_from_hint_text(self, table: Any, text: Any) -> Any:  # noqa: ARG002
        return text


def connect(settings: Settings) -> Engine:
    """The engine behind `settings.database_url`, proved to answer.

    Raises `BadSetting`, `NotADatabase`, `CannotWrite` or `CannotConnect`, each with what to do.
    """
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise BadSetting(name="USERCORE_DATABASE_URL", why="is not a database address") from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(settings)
    if url.get_backend_name() != "postgresql":
        raise BadSetting(name="USERCORE_DATABASE_URL", why="must begin with sqlite:/// or postgresql://")
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            pool_pre_ping=True,
            hide_parameters=True,  # what people search for stays out of the log of a broken page
        )
    except ModuleNotFoundError:
        raise NeedsExtra from None
    _try(engine, CannotConnect(place=f"{url.host}:{url.port or 5432}"))
    return engine


def _sqlite(settings: Settings) -> Engine:
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
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    engine.dialect.statement_compiler = WithIndexHints
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    _try(engine, NotADatabase(path=path), CannotWrite(path=path))
    return engine


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
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK_MS}")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # erased means erased, in the file too
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def _begin(connection: Connection) -> None:
    # Python's driver would begin late and upgrade a read to a write, which fails instead of waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Wait in line to write, before a connection is taken: SQLite lets one write at a time and has the others ask
    again and again, so that in a burst some would be told "locked" though nobody waited long.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    turn = _turns.setdefault(engine, Lock())
    if not turn.acquire(timeout=LONGEST_TURN):
        raise DatabaseAway
    try:
        yield
    finally:
        turn.release()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One write transaction: commits at the end, rolls back on any exception."""
    with (
        _turn(engine),
        engine.connect().execution_options(writes=True) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        session.info["touched"] = set()
        with session.begin():
            session.connection()
            yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One read-only transaction, which sees one moment all through; a statement that would change something is refused."""
    sqlite = engine.dialect.name == "sqlite"
    options = {} if sqlite else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    connected = engine.connect().execution_options(**options)
    with connected as connection, Session(connection, expire_on_commit=False) as session, session.begin():
        if sqlite:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        try:
            yield session
        finally:
            if sqlite:
                connection.exec_driver_sql("PRAGMA query_only = OFF")


@contextmanager
def answering() -> Iterator[None]:
    """A database that does not answer is a sentence, and the next call tries again."""
    try:
        yield
    except OperationalError as away:
        if getattr(away.orig, "sqlstate", None) in TRY_AGAIN:
            raise
        raise DatabaseAway from away
    except NoConnectionLeft as away:
        raise DatabaseAway from away
    except StorageError as away:
        raise CountersAway from away
    except (DataError, UnicodeEncodeError) as unfit:  # text that no database holds, typed where a word belongs
        raise InvalidText from unfit


def touched(session: Session, table: type[Table]) -> None:
    """Remember that a statement outside the unit of work changed `table`."""
    if not table.bookkeeping:
        session.info.setdefault("touched", set()).add(table.__tablename__)


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Table) and (row not in session.dirty or session.is_modified(row)):
            touched(session, type(row))


@event.listens_for(Session, "before_commit")
def _refuse_silent_change(session: Session) -> None:
    session.flush()
    if session.in_nested_transaction():
        return  # the end of a savepoint: it is judged with everything around it
    if session.info.get("touched") and not session.info.get("recorded"):
        raise SilentChange(tables=", ".join(sorted(session.info["touched"])))
