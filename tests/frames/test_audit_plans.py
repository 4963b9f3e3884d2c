"""A page of the audit log costs a page, not the log: the database walks an index for every filter offered."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from tests.builders import MORNING, house
from tests.by_month import half_a_year
from usercore.actions import users
from usercore.frames import audit
from usercore.frames.audit import AuditQuery

FILTERS = {
    "all": ({}, "ix_audit_entries_at_id"),
    "dates": ({"since": MORNING - timedelta(days=1), "until": MORNING}, "ix_audit_entries_at_id"),
    "event": ({"events": ("user:suspended",)}, "ix_audit_entries_event_at_id"),
    "events": ({"events": ("two-factor:*",)}, "ix_audit_entries_event_at_id"),
    "outcome": ({"outcomes": ("refused",)}, "ix_audit_entries_outcome_at_id"),
    "actor": ({"actor": "max@example.com"}, "ix_audit_entries_actor_id_at_id"),
    "actors": ({"actor": "example"}, "ix_audit_entries_actor_id_at_id"),
    "job": ({"actor": "command line"}, "ix_audit_entries_actor_name_at_id"),
    "subject": ({"subject": "max@example.com"}, "ix_audit_entries_subject_id_at_id"),
    "subject and event": ({"subject": "max@example.com", "events": ("user:*",)}, "ix_audit_entries_subject_id_at_id"),
    "network": ({"network": "192.0.2.4"}, "ix_audit_values_address"),
    "beginning of a network": ({"network": "192.0.2."}, "ix_audit_entries_at_id"),
}
SORTS = {"events", "actors", "network"}  # a page of each, or what one address did


def plan(core, ada, **wanted):
    """How the database would answer the page, read off EXPLAIN; PostgreSQL with the crowd it is meant for."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(ada, audit.search, query=AuditQuery(limit=50, **wanted))
    event.remove(core.engine, "before_cursor_execute", listener)
    statement, parameters = next(one for one in asked if "audit_entries" in one[0] and "ORDER BY" in one[0])
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A handful of rows is always read and sorted faster; what matters is whether an index could serve it.
            for slow in ("seqscan", "sort", "bitmapscan"):
                connection.execute(text(f"SET enable_{slow} = off"))
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))


def reads_the_whole_log(core, found):
    if core.engine.dialect.name == "postgresql":
        return "Seq Scan on audit_" in found
    return "SCAN audit_entries\n" in found + "\n" or "SCAN audit_entries'" in found or "SCAN audit_values" in found


def sorts(core, found):
    return "->  Sort " in found if core.engine.dialect.name == "postgresql" else "TEMP B-TREE FOR ORDER BY" in found


@pytest.mark.parametrize("name", FILTERS)
def test_the_first_page_walks_the_index_it_should(core, ada, name):
    wanted, index = FILTERS[name]

    found = plan(core, ada, **wanted)

    assert not reads_the_whole_log(core, found), found
    assert name in SORTS or not sorts(core, found), found
    assert index in found, found


@pytest.mark.parametrize("name", ["all", "event", "subject"])
def test_a_later_page_does_too(core, ada, maxim, name):
    wanted, index = FILTERS[name]
    first = core.call(ada, audit.search, query=AuditQuery(limit=1)).iloc[0].id

    found = plan(core, ada, after=first, **wanted)

    assert not reads_the_whole_log(core, found), found
    assert not sorts(core, found), found
    assert index in found, found


@pytest.fixture
def months(core, clock, maxim):
    """Half a year of a log, on PostgreSQL a table for each month."""
    half_a_year(core, clock, maxim.user_id)
    clock.advance(days=10)  # into the month: in its first week the one before is looked into too
    for number in range(60):
        core.call(house(), users.update, user_id=maxim.user_id, name=f"Again {number}")
    if core.engine.dialect.name != "postgresql":
        pytest.skip("one table on SQLite")
    return core


def opened(found):
    """Which months' tables a plan opens."""
    return set(re.findall(r"on audit_entries_(\d{4}_\d{2})", found))


def test_the_newest_page_opens_this_month_and_those_to_come_alone(months, clock):
    found = plan(months, house())

    assert min(opened(found)) == f"{clock():%Y_%m}", found
    assert f"ix_audit_entries_at_id_{clock():%Y_%m}" in found, found


def test_a_later_page_opens_the_months_around_it_alone(months, clock):
    first = months.call(house(), audit.search, query=AuditQuery(limit=1)).iloc[0].id

    assert opened(plan(months, house(), after=first)) == {f"{clock():%Y_%m}"}


def test_a_page_of_some_days_opens_their_months_alone(months, clock):
    since = clock() - timedelta(days=93)

    found = plan(months, house(), since=since, until=since + timedelta(days=1))

    assert opened(found) == {f"{since:%Y_%m}"}, found


def test_a_page_that_this_month_does_not_fill_is_filled_from_those_before(months):
    page = months.call(house(), audit.search, query=AuditQuery(limit=100))

    assert len({at.month for at in page["at"]}) > 1
    assert list(page["at"]) == sorted(page["at"], reverse=True)


def test_moments_far_from_any_entry_find_what_they_should(core, ada):
    ages = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

    everything = core.call(ada, audit.search, query=AuditQuery(since=ages[0], until=ages[1]))
    before = core.call(ada, audit.search, query=AuditQuery(until=ages[0]))
    after = core.call(ada, audit.search, query=AuditQuery(since=ages[1]))

    assert (len(everything) > 0, len(before), len(after)) == (True, 0, 0)
    assert len(core.call(ada, audit.search, query=AuditQuery(until=ages[1]))) >= len(everything)
