"""What a call costs on the way to PostgreSQL and back, off the driver's own record; and that it finds a live connection."""

from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.builders import a_user
from usercore.actions import users
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True, scope="session")


@contextmanager
def round_trips(core, tmp_path):
    """What was sent meanwhile on the one connection there is: each of these is waited for."""
    record, sent = tmp_path / "trace", []
    with record.open("w") as file:
        with core.engine.connect() as connection:
            raw = connection.connection.driver_connection.pgconn
        raw.trace(file.fileno())
        yield sent
        raw.untrace()
    lines = [line.split("\t") for line in record.read_text().splitlines()]
    sent += [line for line in lines if "F" in line[:2] and {"Query", "Sync"} & set(line)]


@pytest.mark.parametrize("frame", [lists.search, lists.counts])
def test_a_list_takes_four(core, ada, tmp_path, frame):
    core.call(ada, frame, query=UserQuery(text="max"))

    with round_trips(core, tmp_path) as sent:
        core.call(ada, frame, query=UserQuery(text="max"))

    assert len(sent) == 4, sent  # begin with its bounds; who asks; the answer; the end
    assert "statement_timeout" in sent[0][-1]
    assert core.engine.pool.checkedin() == 1


def test_a_server_that_was_started_anew_costs_nobody_a_call(core, ada, postgres_server):
    core.call(ada, lists.counts)
    name = core.engine.url.database
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name"
    with postgres_server.admin.connect() as connection:
        assert connection.execute(text(ended), {"name": name}).all() == [(True,)]

    assert core.call(ada, lists.counts) == 3
    with postgres_server.admin.connect() as connection:
        connection.execute(text(ended), {"name": name})
    core.call(ada, users.update, user_id=a_user(core), name="Changed")
