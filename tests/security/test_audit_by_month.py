"""On PostgreSQL the audit log lies in a table for each month, made ahead of it or, where it could not be, later."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders import house, settings
from tests.by_month import is_whole, months, raw, tables
from tests.witness import at_once, entries, rows, statements
from usercore import database_months, open_core
from usercore.actions import practice, segments, users
from usercore.crypto.ids import uuid7
from usercore.models import AuditEntry, AuditValue
from usercore.worker import Worker


def bare(core):
    """Open it again, without the tables that are made when it is opened."""
    return open_core(settings=settings(core.engine.url.render_as_string(hide_password=False)), clock=core._clock)


def test_an_entry_lies_with_those_of_its_month(server, aged):
    found = tables(aged)

    assert {month for month, many in found.items() if many} == set(months(aged))
    assert found["rest"] == 0


def test_this_month_and_two_more_are_made_when_it_is_opened(server, empty_core, clock):
    clock.advance(days=400)
    bare(empty_core).close()

    now = f"{clock():%Y-%m}"
    assert len([month for month in tables(empty_core) if now <= month < "rest"]) == 3


def test_the_worker_makes_those_to_come_and_one_month_only_once(server, core, clock):
    clock.advance(days=100)

    Worker(core).turn()
    after = tables(core)
    with statements(core) as seen:
        core.call(house(), segments.look_after_months)

    assert f"{clock() + timedelta(days=62):%Y-%m}" in after
    assert not any("CREATE" in statement for statement in seen)


def test_who_makes_them_at_once_makes_each_once(server, core, clock):
    clock.advance(days=100)

    results = at_once(*[lambda: core.call(house(), segments.look_after_months)] * 4)

    assert results == [None] * 4
    assert f"{clock():%Y-%m}" in tables(core)


def test_without_a_table_for_the_month_an_entry_lies_with_the_rest_until_there_is_one(server, core, clock, maxim):
    clock.advance(days=200)
    core.call(house(), users.update, user_id=maxim.user_id, name="Late")
    clock.advance(days=31)
    core.call(house(), users.update, user_id=maxim.user_id, name="Later")
    before, values = entries(core), rows(core, "audit_values")
    assert tables(core)["rest"] == 2

    core.call(house(), segments.look_after_months)

    assert tables(core)["rest"] == 0
    assert [entry.id for entry in entries(core)] == [entry.id for entry in before]
    assert rows(core, "audit_values") == values
    assert is_whole(core)
    for forgery in (
        "DELETE FROM audit_entries",
        "DELETE FROM audit_entries_rest",
        "UPDATE audit_entries SET event = ''",
    ):
        with core.engine.begin() as connection:
            if "rest" in forgery:
                assert connection.execute(text(forgery)).rowcount == 0
                continue
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(forgery))


def test_where_others_keep_the_log_busy_its_months_are_made_later(server, core, clock, maxim, caplog):
    clock.advance(days=200)
    with core.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM audit_entries"))
        core.call(house(), segments.look_after_months)
        core.call(house(), users.update, user_id=maxim.user_id, name="All the same")
    assert "not made yet: canceling statement due to lock timeout" in caplog.text
    assert tables(core)["rest"] == 1

    core.call(house(), segments.look_after_months)

    assert tables(core)["rest"] == 0


def test_no_two_entries_of_a_month_have_the_same_place(aged):
    one = entries(aged)[3]
    told = {column.name: getattr(one, column.name) for column in AuditEntry.__table__.columns}
    again = AuditEntry.__table__.insert().values(**told | {"id": uuid7(one.at)})

    with pytest.raises(DBAPIError, match=r"(?i)unique"), aged.engine.begin() as connection:
        connection.execute(again)


def test_a_value_hangs_on_an_entry(aged):
    nobody = uuid7(entries(aged)[3].at)
    alone = AuditValue.__table__.insert().values(entry_id=nobody, name="reason", value="why", salt=b"")

    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), aged.engine.begin() as connection:
        connection.execute(alone)


def test_erasure_empties_the_values_of_every_month(aged, maxim):
    aged.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert not [row for row in rows(aged, "audit_values") if raw(aged, maxim.user_id) in row and row[1] != "reason"]
    assert is_whole(aged)


def test_the_months_of_a_log_are_known(server, aged):
    with aged.engine.connect() as connection:
        found = database_months.months(connection)

    assert [f"{month:%Y-%m}" for month in found] == [month for month in tables(aged) if month != "rest"]


def test_made_up_history_lies_month_by_month_too(server, empty_core):
    empty_core.call(house(), practice.build, people=20)

    found = tables(empty_core)

    assert found["rest"] == 0
    assert sum(1 for many in found.values() if many) > 20
    assert is_whole(empty_core)
