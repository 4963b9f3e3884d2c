"""Which connection a call gets: what it can do, and what is remembered on it."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from usercore.checkouts import file_of, pools
from usercore.database import asking, writing
from usercore.frames import listings
from usercore.frames.users import UserQuery

sqlite, postgresql = (
    pytest.mark.parametrize("databases", [name], indirect=True, scope="session") for name in ("sqlite", "postgresql")
)


TITLE = text("SELECT title FROM roles WHERE name = 'admin'")
CHANGE = text("UPDATE roles SET title = 'Other' WHERE name = 'admin'")
READS = sqlite3.SQLITE_READ


def title(core):
    with asking(core.engine) as connection:
        return connection.scalar(TITLE)


def prepared(core):
    """What PostgreSQL keeps the plan of for the connection that was used last."""
    with asking(core.engine) as connection:
        return connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()


def test_a_question_cannot_change_anything_and_the_next_change_can(core):
    before = title(core)

    with pytest.raises(DBAPIError, match=r"readonly|read-only"), asking(core.engine) as connection:
        connection.execute(CHANGE)
    assert title(core) == before

    with writing(core.engine) as connection:
        connection.execute(CHANGE)
    assert title(core) == "Other"


@sqlite
def test_a_file_that_another_program_writes_to_is_told_as_any_error_of_the_database_and_written_to_later(core):
    other = sqlite3.connect(core.settings.database_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="database is locked"), writing(core.engine, in_line=0):
        pass
    other.execute("COMMIT")

    with writing(core.engine) as connection:
        connection.execute(CHANGE)
    assert title(core) == "Other"
    other.close()


@sqlite
def test_how_a_question_is_answered_is_worked_out_once(core, ada):
    prepared = []  # what SQLite asks about while it prepares a statement
    with asking(core.engine) as connection:
        file_of(connection).set_authorizer(lambda what, *_: prepared.append(what) or 0)
    core.call(ada, listings.people)
    assert READS in prepared

    prepared.clear()
    core.call(ada, listings.people)
    assert READS not in prepared


@sqlite
def test_both_kinds_of_connections_are_given_back_when_the_house_is_closed(core, ada):
    core.call(ada, listings.people)
    assert len(pools(core.engine)) == 2

    core.close()

    assert [pool.checkedin() for pool in pools(core.engine)] == [0, 0]


@postgresql
def test_who_asks_and_a_page_of_everyone_are_planned_once_for_each_connection(core, ada):
    for _ in range(3):
        core.call(ada, listings.people)
        core.call(ada, listings.people, query=UserQuery(roles=("author",)))

    planned = prepared(core)

    pages = [one for one in planned if "FROM sessions" not in one]
    assert len(pages) == 2
    assert all("FROM users" in one for one in pages)
    assert len(planned) > len(pages)
    assert len(planned) == len(set(planned))


@postgresql
@pytest.mark.parametrize("narrower", [{"text": "max"}, {"roles": ("admin", "author")}, {"statuses": ("locked",)}])
def test_a_page_whose_plan_depends_on_what_is_asked_is_planned_each_time(core, ada, narrower):
    for _ in range(3):
        core.call(ada, listings.people, query=UserQuery(**narrower))

    planned = prepared(core)

    assert planned
    assert all("FROM sessions" in one for one in planned)


@postgresql
def test_a_bound_that_the_database_does_not_take_is_named(core):
    with (
        pytest.raises(DBAPIError, match="invalid value for parameter"),
        asking(core.engine, longest=timedelta(days=40)),
    ):
        pass

    assert title(core)
