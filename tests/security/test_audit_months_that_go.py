"""Retention drops whole months of the log on PostgreSQL, where nothing holds one; what is left, what is reported and what
verifies is the same as on SQLite, where entries are deleted.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders import FakeClock, a_user, house, settings
from tests.by_month import DAYS, is_whole, months, tables
from tests.keeping import only, run
from tests.witness import entries, rows, statements
from usercore import database_months, open_core
from usercore.actions import holds, segments, users
from usercore.errors import MonthHeld


def test_months_go_with_their_tables_and_no_entry_is_deleted(server, aged):
    oldest = months(aged)[0]

    with statements(aged) as seen:
        gone = aged.call(house(), segments.remove_oldest, keep=DAYS)

    assert gone.segment == oldest
    assert gone.entries > 0
    assert oldest not in tables(aged)
    assert sum(statement.startswith("DROP TABLE audit_values_") for statement in seen) == 1
    assert not any(statement.startswith("DELETE") for statement in seen)
    assert oldest not in months(aged)
    assert is_whole(aged)


def test_the_guard_keeps_whoever_has_no_more_than_sql_from_deleting(server, aged):
    aged.call(house(), segments.remove_oldest, keep=DAYS)
    oldest = months(aged)[0].replace("-", "_")
    for forgery in (
        f"DELETE FROM audit_entries_{oldest}",
        f"UPDATE audit_entries_{oldest} SET outcome = 'failed'",
        "DELETE FROM audit_entries",
    ):
        with pytest.raises(DBAPIError, match="append-only"), aged.engine.begin() as connection:
            connection.execute(text(forgery))

    assert is_whole(aged)


def test_whoever_does_not_own_the_log_cannot_drop_a_month(server, aged):
    oldest = months(aged)[0].replace("-", "_")
    with aged.engine.connect() as connection:
        connection.execute(text("CREATE ROLE clerk"))
        connection.execute(text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk"))
        connection.execute(text("SET ROLE clerk"))
        for forgery in (f"DROP TABLE audit_entries_{oldest} CASCADE", f"TRUNCATE audit_entries_{oldest} CASCADE"):
            with pytest.raises(DBAPIError, match=r"owner|permission"), connection.begin_nested():
                connection.execute(text(forgery))
        connection.rollback()


def test_where_the_tables_are_another_s_all_goes_on_without(server, aged, clock, caplog):
    before = tables(aged)
    with aged.engine.connect() as connection:
        connection.execute(text("CREATE ROLE lodger"))
        connection.execute(text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lodger"))
        connection.execute(text("SET LOCAL ROLE lodger"))

        database_months.look_after(connection, clock() + timedelta(days=400))
        database_months.drop(connection, months(aged)[0])

        assert connection.scalar(text("SELECT count(*) FROM audit_entries")) == sum(before.values())
        connection.rollback()
    assert "not made yet" in caplog.text
    assert "deleted one by one" in caplog.text
    assert tables(aged) == before


def test_a_hold_on_somebody_in_the_month_keeps_its_table(aged, maxim):
    aged.call(house(), holds.place, user_id=maxim.user_id, reason="a case")
    before = months(aged)

    with pytest.raises(MonthHeld):
        aged.call(house(), segments.remove_oldest, keep=DAYS)

    assert months(aged) == before
    assert is_whole(aged)


@pytest.fixture
def turned(core, clock, maxim):
    """Two replicas at the turn of a month: the slower one writes on, after the chain came to the next month."""
    clock.now = datetime(2026, 4, 1, tzinfo=UTC)
    core.call(house(), users.update, user_id=maxim.user_id, name="From the faster clock")
    clock.advance(seconds=-3)
    core.call(house(), users.update, user_id=maxim.user_id, name="From the slower clock")
    for number in range(6):
        clock.advance(days=31)
        core.call(house(), segments.look_after_months)
        core.call(house(), users.update, user_id=maxim.user_id, name=f"Max {number}")
    return core


def test_an_entry_that_was_written_after_midnight_stays_when_its_table_goes(turned):
    late = next(entry for entry in entries(turned) if f"{entry.at:%Y-%m}" < entry.segment)
    values = [row for row in rows(turned, "audit_values") if row[0] in (late.id, late.id.hex)]
    assert values

    assert turned.call(house(), segments.remove_oldest, keep=DAYS).segment == "2026-03"

    assert late.id in {entry.id for entry in entries(turned)}
    assert [row for row in rows(turned, "audit_values") if row[0] in (late.id, late.id.hex)] == values
    assert "2026-03" not in months(turned)
    assert is_whole(turned)
    assert turned.call(house(), segments.remove_oldest, keep=DAYS).segment == "2026-04"
    assert late.id not in {entry.id for entry in entries(turned)}
    assert is_whole(turned)


def test_where_others_keep_the_log_busy_the_entries_are_deleted_instead(server, aged, caplog):
    oldest = months(aged)[0]
    with aged.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM audit_entries"))

        gone = aged.call(house(), segments.remove_oldest, keep=DAYS)

    assert gone.segment == oldest
    assert tables(aged)[oldest] == 0
    assert "deleted one by one" in caplog.text
    assert oldest not in months(aged)
    assert is_whole(aged)


def after_a_year_of_rules(databases):
    """What a run says of itself, what is left of the log, and what stands for the rest."""
    clock = FakeClock()
    with databases.fresh() as url:
        core = open_core(settings=settings(url), clock=clock)
        for _ in range(15):
            core.call(house(), segments.look_after_months)
            user_id = a_user(core)
            core.call(house(), users.update, user_id=user_id, name="Somebody")
            clock.advance(days=31)
        only(core, "audit")
        report, outcome = run(core)
        log = [(one.segment, one.sequence, one.at, one.event, one.outcome, one.facts.get("entries"), one.facts.get("done"))
               for one in entries(core)]  # fmt: skip
        kept = len(rows(core, "audit_values"))
        anchors = [(row[0], row[1], str(row[4])[:19], str(row[5])[:19]) for row in rows(core, "audit_anchors")]
        whole = is_whole(core)
        core.close()
    return report, outcome, log, kept, anchors, whole


def test_the_same_rule_leaves_the_same_log_and_tells_the_same_whether_entries_or_tables_go(
    sqlite_files, postgres_server
):
    deleted, dropped = after_a_year_of_rules(sqlite_files), after_a_year_of_rules(postgres_server)

    assert deleted == dropped
    report, outcome, _, _, anchors, whole = dropped
    assert report["audit"]["done"] == sum(anchor[1] for anchor in anchors) > 0
    assert (outcome, whole) == ("done", True)
