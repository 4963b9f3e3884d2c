"""The home page costs the same with a million people and a log to match: each answer is a range of an index."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, insert, text

from usercore.crypto.ids import uuid7
from usercore.frames import daily, today
from usercore.models import AuditEntry, Invitation, OutboxLetter, User
from usercore.spelling import folded

MANY = 3_000
INDEXES = {
    today.cases: ("cases", "ix_cases_closed_at_opened_at"),
    today.locked: ("users", "ix_users_locked_until"),
    today.letters: ("letters", "ix_letters_state_created_at_id"),
    today.ending: ("invitations", "ix_invitations_state_ends_at"),
    today.asked_again: ("invitations", "ix_invitations_state_asked_again_at"),
    today.lost_phones: ("recoveries", "ix_recoveries_ends_at"),
    today.without_factor: ("users", "ix_users_role_created_at_id"),
    today.failures: ("audit_entries", "ix_audit_entries_event_at_id"),
    daily.accounts: ("users", "ix_users_created_at_id"),
    daily.sign_ins: ("audit_entries", "ix_audit_entries_event_at_id"),
    daily.failures: ("audit_entries", "ix_audit_entries_event_at_id"),
}


def crowd(now):
    for number in range(MANY):
        at, name = now - timedelta(minutes=7 * number), f"Person {number}"
        email = f"person{number}@example.com"
        yield {
            "id": uuid7(at), "email": email, "email_key": email, "name": name, "name_key": folded(name),
            "searched": f"{folded(name)}\n{email}", "role": "viewer", "status": "active", "created_at": at,
            "must_change_password": False, "password_compromised": False, "must_enrol": False, "version": 1,
        }  # fmt: skip


EMPTY = r"\(cost=0\.00\.\.0\.00 "  # a month of the log without entries


def letter(now, number, user_id):
    at = now - timedelta(minutes=number)
    return {
        "id": uuid7(at), "user_id": user_id, "kind": "reset", "to_address": "x@example.com", "to_name": "X", "facts": {},
        "state": "failing" if number % 1000 == 0 else "sent", "tries": 1, "created_at": at,
    }  # fmt: skip


def invitation(now, number, user_id):
    at = now - timedelta(minutes=number)
    return {
        "id": uuid7(at), "user_id": user_id, "role": "viewer", "state": "open" if number % 100 == 0 else "accepted",
        "created_at": at, "sent_at": at, "times_sent": 1, "ends_at": at + timedelta(days=7),
    }  # fmt: skip


def entry(now, number):
    at = now - timedelta(minutes=10 * number)
    kind = "sign-in:refused" if number % 10 == 0 else "sign-in:done" if number % 2 else "letter:sent"
    return {
        "id": uuid7(at), "segment": "2000-01", "sequence": number, "previous_hash": bytes(32), "hash": bytes(32),
        "at": at, "event": kind, "outcome": "done", "actor_kind": "visitor", "call_id": UUID(int=number), "facts": {},
        "sealed": {},
    }  # fmt: skip


@pytest.fixture
def full(core):
    """Thousands of people, letters, invitations and entries."""
    now = core.now()
    people = list(crowd(now))
    with core.engine.begin() as connection:
        connection.execute(insert(User), people)
        connection.execute(insert(OutboxLetter), [letter(now, n, one["id"]) for n, one in enumerate(people)])
        connection.execute(insert(Invitation), [invitation(now, n, one["id"]) for n, one in enumerate(people)])
        connection.execute(insert(AuditEntry), [entry(now, n) for n in range(MANY)])
    if core.engine.dialect.name == "postgresql":  # which does so by itself; SQLite must do without
        with core.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("users", "letters", "invitations", "audit_entries"):
                connection.execute(text(f"VACUUM ANALYZE {table}"))
    return core


def plan(core, actor, deed, table):
    """How the database answers, read off EXPLAIN."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(actor, deed)
    event.remove(core.engine, "before_cursor_execute", listener)
    statement, parameters = next(one for one in reversed(asked) if one[0].startswith(("SELECT", "WITH")))
    postgres = core.engine.dialect.name == "postgresql"
    with core.engine.connect() as connection:
        if postgres and table == "recoveries":
            # A handful of rows is always read faster; what matters is whether an index could serve it.
            connection.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))


@pytest.mark.parametrize("deed", INDEXES, ids=lambda deed: f"{deed.name}")
def test_each_answer_walks_its_index_and_reads_no_table_whole(full, ada, deed):
    table, index = INDEXES[deed]

    found = plan(full, ada, deed, table)

    assert index in found, found
    assert not re.search(rf"Seq Scan on {table}(?!\S* \S+  {EMPTY})", found), found
    assert f"SCAN {table}\n" not in f"{found}\n", found
    assert f"SCAN {table}'" not in found, found
    if table == "users" and deed is not daily.accounts:  # most people are active
        assert "MULTI-INDEX OR" not in found, found


@pytest.mark.parametrize("deed", [daily.accounts, daily.sign_ins, daily.failures, today.failures],
                         ids=lambda deed: deed.name)  # fmt: skip
def test_counting_days_reads_the_index_alone(full, ada, deed):
    found = plan(full, ada, deed, INDEXES[deed][0])

    if full.engine.dialect.name == "postgresql":
        assert "Index Only Scan" in found, found
    else:
        assert "USING COVERING INDEX" in found, found
    assert "->  Sort" not in found, found
    assert "TEMP B-TREE" not in found, found


@pytest.mark.parametrize("deed", [today.locked, today.ending, today.asked_again], ids=lambda deed: deed.name)
def test_whom_first_is_read_in_order(full, ada, deed):
    found = plan(full, ada, deed, INDEXES[deed][0])

    assert "TEMP B-TREE FOR ORDER BY" not in found, found
    assert "->  Sort" not in found, found
