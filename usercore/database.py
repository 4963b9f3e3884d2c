"""Transactions: SQLite and PostgreSQL made to behave alike, each question bounded, and the guard against silent changes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from time import perf_counter
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, RootTransaction, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from usercore.checkouts import file_of, on_live_connection
from usercore.errors import DatabaseAway, SilentChange

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LONGEST_TURN = 60  # seconds in line to write
LONGEST_PAUSE = timedelta(minutes=1)  # between two statements of a transaction that is bounded at all
# Of SQLite's machine, about a second, between two looks at the clock: fewer looks wait for Python less.
STEPS = 5_000_000
CHANGES = "changes"  # the execution option that holds what a transaction changed: it ends with the transaction
T = TypeVar("T")


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

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """In one step: SQLAlchemy's own three take longer than it takes to find the row."""
        return _read if dialect.name == "sqlite" else _in_utc


def _read(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _in_utc(found: datetime | None) -> datetime | None:
    """The driver gives it in the time zone of the server."""
    return found if found is None or found.tzinfo is UTC else found.astimezone(UTC)


@dataclass(slots=True)
class Changes:
    """Which tables a transaction changed, and whether the audit log says so."""

    tables: set[str] = field(default_factory=set)
    recorded: bool = False

    def refuse_silent(self) -> None:
        """Raise `SilentChange` if something changed and nobody said so."""
        if self.tables and not self.recorded:
            raise SilentChange(tables=", ".join(sorted(self.tables)))


_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


@contextmanager
def _turn(engine: Engine, in_line: float | None) -> Iterator[None]:
    """Wait in line to write, before a connection is taken: SQLite lets one write at a time and has the others ask
    again and again, so that in a burst some would be told "locked" though nobody waited long.
    """
    if not _is_sqlite(engine):
        yield
        return
    turn = _turns.setdefault(engine, Lock())
    if not turn.acquire(timeout=LONGEST_TURN if in_line is None else in_line):
        raise DatabaseAway
    try:
        yield
    finally:
        turn.release()


@contextmanager
def writing(
    engine: Engine, *, longest: timedelta | None = None, with_the_next: bool = False, in_line: float | None = None
) -> Iterator[Connection]:
    """One write transaction: commits at the end, rolls back on any exception. PostgreSQL breaks off a statement that
    takes longer than `longest`, or waits half as long for a lock. Raises `SilentChange` where one was made, and
    `DatabaseAway` after `LONGEST_TURN` behind others of this process that write to a SQLite file. Whoever comes for
    something that may as well not be done waits `in_line` seconds at most for those who write, of any process.

    What is committed is on the disk; `with_the_next`, it goes there with the next commit that is waited for. A killed
    process loses nothing by that.
    """
    first: Callable[[Connection], RootTransaction]
    if _is_sqlite(engine):
        begin, first = "BEGIN IMMEDIATE", _begin_unwaited if with_the_next else _begin_waited
        if in_line is not None:
            first = partial(_begin_soon, first, in_line)
    else:
        unwaited = "; SET LOCAL synchronous_commit = off" if with_the_next else ""
        locks = longest and (longest / 2 if in_line is None else timedelta(seconds=in_line))
        begin, first = _bounded("BEGIN", longest, locks=locks) + unwaited, Connection.begin
    with _turn(engine, in_line):
        connected, begun = on_live_connection(engine, begin, first)
        with connected as connection, begun:
            changes = Changes()
            yield connection.execution_options(**{CHANGES: changes})
            changes.refuse_silent()


@contextmanager
def asking(engine: Engine, *, longest: timedelta | None = None) -> Iterator[Connection]:
    """One read-only transaction, which sees one moment all through; a statement that would change something is refused,
    one that takes longer than `longest` broken off.
    """
    connected, begun = on_live_connection(engine, read_only(engine, longest), Connection.begin, reads=True)
    with (
        connected as connection,
        _broken_off(file_of(connection), longest) if longest and _is_sqlite(engine) else nullcontext(),
        begun,
    ):
        yield connection


@contextmanager
def reading(engine: Engine, *, longest: timedelta | None = None) -> Iterator[Session]:
    """The same as a session, for questions that make objects of rows."""
    with asking(engine, longest=longest) as connection, session(connection) as db:
        yield db


def read_only(engine: Engine, longest: timedelta | None) -> str:
    """What begins a transaction that changes nothing."""
    return "BEGIN" if _is_sqlite(engine) else _bounded("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", longest)


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _begin_waited(connection: Connection) -> RootTransaction:
    """Said before each write, as a connection keeps what the one before it said."""
    file_of(connection).execute("PRAGMA synchronous = FULL")
    return connection.begin()


def _begin_unwaited(connection: Connection) -> RootTransaction:
    file_of(connection).execute("PRAGMA synchronous = NORMAL")
    return connection.begin()


def _begin_soon(
    begin: Callable[[Connection], RootTransaction], within: float, connection: Connection
) -> RootTransaction:
    file = file_of(connection)
    (usual,) = file.execute("PRAGMA busy_timeout").fetchone()
    file.execute(f"PRAGMA busy_timeout = {within * 1000:.0f}")
    try:
        return begin(connection)
    finally:
        file.execute(f"PRAGMA busy_timeout = {usual}")


def _bounded(begin: str, longest: timedelta | None, *, locks: timedelta | None = None) -> str:
    """The bounds travel with BEGIN, and end with the transaction: whoever has the connection next, perhaps through
    pgbouncer, is not bound by them.
    """
    if not longest:
        return begin
    bounds = {"statement_timeout": longest, "idle_in_transaction_session_timeout": max(longest, LONGEST_PAUSE)}
    if locks:
        bounds["lock_timeout"] = locks
    told = (f"SET LOCAL {name} = {bound // timedelta(milliseconds=1)}" for name, bound in bounds.items())
    return "; ".join((begin, *told))


@contextmanager
def session(connection: Connection) -> Iterator[Session]:
    """The transaction that this connection has begun, as a session: it takes part in it, and leaves its end to whoever
    began it.
    """
    with Session(connection, join_transaction_mode="rollback_only") as db:
        yield db
        db.flush()


@contextmanager
def _broken_off(file: sqlite3.Connection, longest: timedelta) -> Iterator[None]:
    """PostgreSQL looks at the clock by itself."""
    until = perf_counter() + longest.total_seconds()
    file.set_progress_handler(lambda: perf_counter() > until, STEPS)
    try:
        yield
    finally:
        file.set_progress_handler(None, STEPS)


def touched(connection: Connection, table: type[Table]) -> None:
    """Remember that a statement of this transaction changed `table`."""
    if not table.bookkeeping:
        changes_in(connection).tables.add(table.__tablename__)


def changes_in(connection: Connection) -> Changes:
    """What this transaction changed. One that only reads changes nothing, and keeps nothing."""
    return connection.get_execution_options().get(CHANGES) or Changes()


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Table) and (row not in session.dirty or session.is_modified(row)):
            touched(session.connection(), type(row))
