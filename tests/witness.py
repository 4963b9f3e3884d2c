"""Looking behind the door: rows as they lie there, statements as they pass, things done at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from nacl.pwhash import argon2id
from sqlalchemy import Connection, Engine, event, select, text

from usercore import Core
from usercore.crypto import chain
from usercore.database import CHANGES, Table, reading
from usercore.errors import NotSignedIn
from usercore.frames import users as people
from usercore.models import AuditEntry, AuditValue, User, covered

TRACES = {"audit_entries", "audit_values", "audit_chains", "limit_counters"}


def rows(core: Core, table: str) -> list[tuple[Any, ...]]:
    """A table as it lies there, in the order of its key."""
    key = ", ".join(column.name for column in Table.metadata.tables[table].primary_key)
    with core.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY {key}"))]


def everything(core: Core, *, traces: bool = False) -> dict[str, list[tuple[Any, ...]]]:
    """All tables; without `traces`, all but those that remember attempts."""
    return {name: rows(core, name) for name in Table.metadata.tables if traces or name not in TRACES}


def entries(core: Core) -> list[AuditEntry]:
    """The audit log in its order."""
    with reading(core.engine) as db:
        found = list(db.scalars(select(AuditEntry).order_by(AuditEntry.segment, AuditEntry.sequence)))
        db.expunge_all()
    return found


def events(core: Core, since: int = 0) -> list[str]:
    return [entry.event for entry in entries(core)[since:]]


def values(core: Core) -> list[AuditValue]:
    with reading(core.engine) as db:
        found = list(db.scalars(select(AuditValue)))
        db.expunge_all()
    return found


def person(core: Core, user_id: object) -> User:
    """The row of a person, as it is now."""
    with reading(core.engine) as db:
        found = db.get_one(User, user_id)
        db.expunge_all()
    return found


def people_in(core: Core) -> list[UUID]:
    with reading(core.engine) as db:
        return list(db.scalars(select(User.id)))


def first_break(core: Core) -> AuditEntry | None:
    """The first entry that does not follow from the one before, or None if the chain holds to its recorded end."""
    previous = chain.START
    for entry in entries(core):
        if entry.previous_hash != previous or entry.hash != chain.link(previous, covered(entry)):
            return entry
        previous = entry.hash
    with core.engine.connect() as connection:
        end = connection.execute(text("SELECT hash FROM audit_chains")).scalar_one()
    assert bytes(end) == previous, "entries are missing at the end of the chain"
    return None


def unlocked(core):
    """Someone with the database in their hands takes the guard away first."""
    with core.engine.begin() as connection:
        if core.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER audit_entries_append_only ON audit_entries"))
    return core.engine.begin()


@contextmanager
def statements(core: Core) -> Iterator[list[str]]:
    """The statements sent meanwhile, without what begins and ends a transaction."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(core.engine, "before_cursor_execute", note)
    yield seen
    event.remove(core.engine, "before_cursor_execute", note)


@contextmanager
def asked(core: Core) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent meanwhile, with what was put into them."""
    seen: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        seen.append((statement, parameters))

    event.listen(core.engine, "before_cursor_execute", note)
    yield seen
    event.remove(core.engine, "before_cursor_execute", note)


def explained(core: Core, seen: list[tuple[str, Any]], about: str) -> list[str]:
    """How the database answers each of those that reads what this is about, off EXPLAIN."""
    explain = "EXPLAIN " if core.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with core.engine.connect() as connection:
        return [
            " ".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in seen
            if about in statement and statement.startswith("SELECT")
        ]


@contextmanager
def failing_commits() -> Iterator[None]:
    """Every transaction that writes fails at its very end, after all statements were sent."""

    def refuse(connection: Connection) -> None:
        if CHANGES in connection.get_execution_options():
            raise RuntimeError("the power went")

    event.listen(Engine, "commit", refuse)
    yield
    event.remove(Engine, "commit", refuse)


def hashes_checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes of today's making that passwords are compared with from now on."""
    seen: list[str] = []
    genuine = argon2id.verify
    monkeypatch.setattr(
        argon2id, "verify", lambda stored, typed: seen.append(stored.decode()) or genuine(stored, typed)
    )
    return seen


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Start all of them together, each in a thread; what each gave back or raised."""
    barrier = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = deed()
        except Exception as raised:  # noqa: BLE001 - the test looks at whatever it was
            results[place] = raised

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def works(core, actor):
    """Whether a call of theirs is let through."""
    try:
        core.call(actor, people.by_id, user_id=actor.user_id)
    except NotSignedIn:
        return False
    return True
