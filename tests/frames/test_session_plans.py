"""The list of everyone's sessions costs a page, not the table: the database walks an index for every filter offered."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

FILTERS = {
    "live": {},
    "role": {"roles": ("author",)},
    "device": {"browsers": ("Firefox",), "systems": ("Windows",)},
    "age": {"older_than": timedelta(hours=1)},
    "unused": {"unused_for": timedelta(hours=1)},
    "network": {"network": "192.0.2.4"},
    "beginning of a network": {"network": "192.0.2."},
}


def plan(core, ada, **wanted):
    """How the database would answer the page, read off EXPLAIN; PostgreSQL with the crowd it is meant for."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(ada, lists.search, query=SessionQuery(limit=50, **wanted))
    event.remove(core.engine, "before_cursor_execute", listener)
    statement, parameters = [one for one in asked if "sessions.address" in one[0] and "ORDER BY" in one[0]][-1]
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A handful of rows is always read and sorted faster; what matters is whether an index could serve it.
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_sort = off"))
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))


def reads_all_sessions(core, found):
    if core.engine.dialect.name == "postgresql":
        return "Seq Scan on sessions" in found
    return "SCAN sessions\n" in found + "\n" or "SCAN sessions'" in found


def sorts(core, found):
    return "->  Sort " in found if core.engine.dialect.name == "postgresql" else "TEMP B-TREE FOR ORDER BY" in found


@pytest.mark.parametrize("name", FILTERS)
def test_the_first_page_walks_an_index(core, ada, name):
    found = plan(core, ada, **FILTERS[name])

    assert not reads_all_sessions(core, found), found
    assert not sorts(core, found), found


@pytest.mark.parametrize("name", ["live", "network"])
def test_a_later_page_does_too(core, ada, maxim, name):
    first = core.call(ada, lists.search, query=SessionQuery(limit=1))

    found = plan(core, ada, after=first.attrs["next"], **FILTERS[name])

    assert not reads_all_sessions(core, found), found
    assert not sorts(core, found), found


def test_live_ones_are_found_by_the_index_of_live_ones(core, ada):
    assert "ix_sessions_ended_at_last_seen_at_id" in plan(core, ada)


def test_a_network_is_found_by_its_own_index(core, ada):
    assert "ix_sessions_network_last_seen_at_id" in plan(core, ada, network="192.0.2.4")
