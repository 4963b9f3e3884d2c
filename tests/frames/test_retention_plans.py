"""What a run asks for is a range of an index, in the crowd it is meant for, on both databases."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, event, text

from tests.witness import statements
from usercore.database import reading
from usercore.frames import holds as hold_lists
from usercore.frames import retention as lists
from usercore.models import AuditEntry, AuditValue, Category, UserSession
from usercore.steps import clearing, effects, keeping
from usercore.steps.clearing import Place
from usercore.steps.keeping import USUAL

INDEXES = {
    Category.SESSIONS: "ix_sessions_ended_at_last_seen_at_id",
    Category.LETTERS: "ix_letters_state_created_at_id",
    Category.INVITATIONS: "ix_users_status_created_at_id",
    Category.TRASH: "ix_users_status_created_at_id",
    Category.DORMANT: "ix_users_last_sign_in_at_id",
    Category.TRIES: "ix_audit_entries_at_id",
    Category.VALUES: "ix_audit_entries_at_id",
}


class Asked:
    """A work that is only there to make statements with."""

    def __init__(self, db, now):
        self.db, self.connection, self.now = db, db.connection(), now


def explained(core, statement):
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A handful of rows is always read faster as a whole; what matters is whether an index could serve it.
            connection.execute(text("SET enable_seqscan = off"))
        prefix = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        made = []
        listener = lambda _c, _cu, sql, parameters, *_: made.append((sql, parameters))  # noqa: E731
        event.listen(core.engine, "before_cursor_execute", listener)
        connection.execute(statement)
        event.remove(core.engine, "before_cursor_execute", listener)
        sql, parameters = made[-1]
        found = "\n".join(str(row) for row in connection.exec_driver_sql(prefix + sql, parameters))
        connection.rollback()
    return found


def reads_all(found, table):
    """Whether a table is read from end to end."""
    whole = (f"SCAN {table}'", f"SCAN {table}\n", f"Seq Scan on {table} ", f"Seq Scan on {table}\n")
    return any(one in found + "\n" for one in whole)


def next_batch(work, rule):
    if rule.category in keeping.PEOPLE:
        return clearing.next_people(work, rule, work.now, [])
    if rule.category in (Category.TRIES, Category.VALUES):
        return clearing.next_entries(work, rule, work.now, Place(work.now - timedelta(days=700), UUID(int=1)))
    return clearing.oldest_rows(work, rule, work.now)


@pytest.mark.parametrize("category", INDEXES)
def test_the_next_batch_is_found_by_an_index(core, clock, category):
    rule = replace(USUAL[category], kinds=("sign-in",) if category is Category.VALUES else ())
    with reading(core.engine) as db:
        statement = next_batch(Asked(db, clock()), rule)

    found = explained(core, statement)

    assert INDEXES[category] in found, found
    for table in ("users", "sessions", "letters", "audit_entries", "audit_values"):
        assert not reads_all(found, table), found


@pytest.mark.parametrize("due", [effects.due, effects.ready, effects.to_warn])
def test_whether_somebody_was_here_is_told_by_their_own_sessions(core, clock, due):
    if core.engine.dialect.name == "postgresql":
        pytest.skip("what it takes for a handful of rows tells nothing")
    with reading(core.engine) as db:
        statement = due(Asked(db, clock()), USUAL[Category.DORMANT], clock())

    found = explained(core, statement)

    assert "ix_sessions_user_id_ended_at_last_seen_at (user_id=?" in found, found
    assert "ix_sessions_last_seen_at_id" not in found, found


@pytest.mark.parametrize("warn_days", [0, 30])
def test_whom_to_warn_is_found_by_when_they_were_here_last(core, clock, warn_days):
    with reading(core.engine) as db:
        statement = effects.to_warn(Asked(db, clock()), replace(USUAL[Category.DORMANT], warn_days=warn_days), clock())

    found = explained(core, statement)

    assert INDEXES[Category.DORMANT] in found, found
    assert not reads_all(found, "sessions"), found


def test_whoever_was_seen_in_a_session_that_goes_is_found_by_their_key(core, maxim):
    found = explained(core, clearing.seen_in([maxim.session_id]))

    for table in ("users", "sessions"):
        assert not reads_all(found, table), found


def test_what_goes_is_deleted_by_its_key(core, maxim):
    for statement, table in (
        (delete(UserSession).where(UserSession.id.in_([maxim.session_id])), "sessions"),
        (delete(AuditValue).where(AuditValue.entry_id.in_([maxim.session_id])), "audit_values"),
    ):
        assert not reads_all(explained(core, statement), table)


def test_a_month_of_the_log_is_deleted_by_its_index(core):
    statement = delete(AuditEntry).where(AuditEntry.segment == "1999-01")

    found = explained(core, statement)

    assert "uq_audit_entries_segment_sequence" in found, found


def test_the_page_costs_few_statements(core, ada):
    for deed, most in ((lists.rules, 18), (lists.runs, 6), (lists.due, 7), (hold_lists.all, 5)):
        with statements(core) as seen:
            core.call(ada, deed)
        assert len(seen) <= most, (deed.name, len(seen))
