"""A page costs the same at any depth and any size: the database walks an index, or sorts the few that an index gave."""

from datetime import timedelta
from itertools import cycle, product

import pytest
from sqlalchemy import text as sql

from tests.builders import MORNING, a_user
from tests.witness import asked
from usercore.frames import listings
from usercore.frames import users as lists
from usercore.frames.users import UserQuery
from usercore.steps import finding

ORDERS = [
    f"{way}{name}" for name in ("created_at", "name", "email", "last_sign_in_at", "role", "status") for way in ("", "-")
]
TEXTS = ("", "a", "an", "ann exam")
ROLES = ((), ("editor",), ("editor", "author"))
STATUSES = ((), ("active",), ("locked",), ("suspended",), ("invited",), ("deleted",), ("invited", "suspended"))
EARLIER, LATER = MORNING - timedelta(days=30), MORNING + timedelta(days=30)
DATES = (
    {},
    {"created_from": EARLIER, "created_before": LATER},
    {"signed_in_from": EARLIER, "signed_in_before": LATER},
    {"never_signed_in": True},
)
FILTERS = [
    {"text": text, "roles": roles, "statuses": statuses, "in_case": in_case, **dates}
    for text, roles, statuses, in_case, dates in product(TEXTS, ROLES, STATUSES, (False, True), DATES)
]


@pytest.fixture
def few_or_many(request, monkeypatch):
    """Whether a filter means few people, or as many as there can be."""
    if request.param == "many" and "postgresql" in request.node.nodeid:
        pytest.skip("PostgreSQL's planner weighs that itself")
    if request.param == "many":
        for name in ("FEW", "MANY"):
            monkeypatch.setattr(finding, name, -1)
        monkeypatch.setattr(finding, "FAR", 1)
    return request.param


def plans(core, seen):
    """How the database would answer each of these statements that reads people, read off EXPLAIN."""
    with core.engine.connect() as connection:
        postgres = connection.dialect.name == "postgresql"
        if postgres:
            # A handful of rows is always read and sorted faster; what matters is whether an index could serve.
            connection.execute(sql("SET enable_seqscan = off"))
            connection.execute(sql("SET enable_sort = off"))
        explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
        for statement, parameters in seen:
            if "FROM users" in statement and "sessions" not in statement:
                rows = connection.exec_driver_sql(explain + statement, parameters)
                yield statement, "\n".join(str(row[-1]) for row in rows)


def scans(plan):
    """Whether it reads people along no index."""
    return (
        any(line.strip() in {"SCAN users", "SCAN TABLE users"} for line in plan.splitlines())
        or "Seq Scan on users" in plan
    )


def sorts(plan):
    # PostgreSQL's incremental one sorts ties of a walk by the id: a handful at a time.
    return "->  Sort " in plan or plan.startswith("Sort ") or "TEMP B-TREE FOR ORDER BY" in plan


@pytest.mark.parametrize("few_or_many", ["few", "many"], indirect=True)
def test_every_combination_of_filters_in_any_order_from_any_page_goes_by_an_index(core, ada, few_or_many):
    cursors = [a_user(core, name=f"Ann Example {number}") for number in range(4)]
    turns = cycle(product(ORDERS, ({}, {"after": cursors[1]}, {"before": cursors[2]})))

    for filters, (order_by, turned) in zip(FILTERS, turns, strict=False):
        with asked(core) as seen:
            core.call(ada, lists.search, query=UserQuery(limit=50, order_by=order_by, **filters, **turned))

        for statement, plan in plans(core, seen):
            bounded = "rowid IN" in statement or "@>" in statement
            assert not scans(plan), (filters, order_by, turned, statement, plan)
            assert bounded or not sorts(plan), (filters, order_by, turned, statement, plan)


@pytest.mark.parametrize("order_by", ORDERS)
@pytest.mark.parametrize("turned", ["after", "before"])
@pytest.mark.parametrize("few_or_many", ["many"], indirect=True)
def test_a_later_page_begins_at_its_place_in_the_index(core, ada, order_by, turned, few_or_many):
    place = a_user(core, name="Somewhere In The Middle")

    with asked(core) as seen:
        core.call(ada, lists.search, query=UserQuery(limit=50, order_by=order_by, **{turned: place}))

    begun = [plan for statement, plan in plans(core, seen) if "ORDER BY" in statement]
    assert any("SEARCH users USING INDEX" in plan or "Index Cond" in plan for plan in begun), begun


@pytest.mark.parametrize("few_or_many", ["few", "many"], indirect=True)
def test_a_count_looks_at_no_more_people_than_it_is_capped_at_or_an_index_gives(core, ada, few_or_many):
    for filters in FILTERS:
        with asked(core) as seen:
            core.call(ada, lists.counts, query=UserQuery(**filters))

        for statement, plan in plans(core, seen):
            narrowed = [name for name, wanted in filters.items() if wanted and wanted != ("active",)]
            assert "LIMIT" in statement, statement
            # Most are active and few are in the trash: there the cap ends the scan.
            assert not narrowed or not scans(plan), (filters, statement, plan)


@pytest.mark.parametrize("filters", [{}, {"text": "example"}, {"roles": ("author",)}, {"text": "mr nobody"}])
@pytest.mark.parametrize("place", [{}, {"after": 2}, {"before": 2}])
def test_a_page_brings_along_how_many_there_are(core, ada, filters, place):
    for number in range(5):
        a_user(core, f"someone{number}@example.com", role="author")
    people = core.call(ada, lists.search, query=UserQuery(roles=("author",)))["id"]
    query = UserQuery(limit=2, **filters, **{way: people[at] for way, at in place.items()})

    with asked(core) as seen:
        shown = core.call(ada, listings.people, query=query)

    assert shown.attrs["total"] == core.call(ada, lists.counts, query=query)
    if "text" not in filters:  # of a text is asked first how many the indexes have
        assert sum("created_at DESC" in one or "created_at ASC" in one for one, _ in seen) == 1
        assert sum("count(" in one for one, _ in seen) == 1


def test_queries_of_one_shape_are_one_statement_with_values_of_their_own(core, ada, clock):
    early = a_user(core, "early@example.com", role="viewer")
    clock.advance(minutes=10)
    late = a_user(core, "late@example.com", role="viewer")
    between = clock() - timedelta(minutes=5)
    told = []

    for filters in ({"created_from": between}, {"created_from": between - timedelta(minutes=9)}):
        with asked(core) as seen:
            found = core.call(ada, listings.people, query=UserQuery(roles=("viewer",), **filters))
        told.append(([sql for sql, _ in seen if "FROM users" in sql], set(found["id"]), found.attrs["total"]))

    (first, only_late, one), (second, both, two) = told
    assert first == second
    assert (only_late, both) == ({late}, {early, late})
    assert (one, two) == (1, 2)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True, scope="session")
def test_a_frequent_text_that_none_of_the_newest_hold_is_looked_for_further_along_the_order(
    core, ada, clock, monkeypatch
):
    for number in range(14):
        a_user(core, name=f"Zebra {number}" if number < 8 else f"Ann {number}")
        clock.advance(minutes=1)
    for name, number in (("FEW", 2), ("MANY", 3), ("FAR", 4)):
        monkeypatch.setattr(finding, name, number)

    with asked(core) as seen:
        found = core.call(ada, lists.search, query=UserQuery(text="zebra", limit=3))

    assert found["name"].tolist() == ["Zebra 7", "Zebra 6", "Zebra 5"]
    assert not any("NOT INDEXED" in sql for sql, _ in seen)
