"""Through pgbouncer in transaction mode, each transaction on another connection: all that matters works as without."""

from importlib import import_module

import pytest
from sqlalchemy import make_url, text

from tests.builders import PASSPHRASE, a_user, house, may_enter, settings
from tests.witness import at_once, events, first_break
from usercore import exports, open_core
from usercore.actions import erasures, users
from usercore.database import reading
from usercore.errors import EditedMeanwhile
from usercore.frames import health
from usercore.frames import house as house_frames
from usercore.frames import users as lists
from usercore.frames.users import UserQuery
from usercore.worker import LEASE, Worker

pytestmark = [
    pytest.mark.parametrize("databases", ["postgresql"], indirect=True, scope="session"),
    pytest.mark.usefixtures("databases"),
]


@pytest.fixture
def through(bouncer):
    """The address of a database, by way of pgbouncer."""
    return lambda url: bouncer.set(database=make_url(url).database).render_as_string(hide_password=False)


@pytest.fixture
def core(url, through, open_at):
    return open_at(through(url))


def test_a_new_database_is_migrated_once_however_many_start_at_once(postgres_server, through):
    with postgres_server.fresh() as url:
        address = through(url)
        cores = at_once(*[lambda: open_core(settings=settings(address))] * 3)

        assert [core.call(house(), health.ready).iloc[0]["ready"] for core in cores] == [True] * 3
        for core in cores:
            core.close()


def test_signing_in_listing_and_searching(core, ada):
    made = a_user(core, "nora@example.com", name="Nora New")

    assert may_enter(core, "nora@example.com", PASSPHRASE)
    assert core.call(ada, lists.search, query=UserQuery(text="nora"))["id"].tolist() == [made]
    assert core.call(ada, lists.counts) == 4


def test_an_export_streams_by_a_cursor_while_others_work(core, ada, monkeypatch):
    monkeypatch.setattr(import_module("usercore.exports.users"), "ROWS_AT_ONCE", 2)  # many turns of the cursor
    for number in range(9):
        a_user(core, name=f"Person {number}", password=None)

    got = b""
    for block in core.stream(ada, exports.users):
        core.call(ada, lists.counts)
        got += block

    assert got.count(b"\r\n") == 1 + 12
    assert events(core)[-2:] == ["export:started", "export:finished"]


def test_of_two_who_edit_the_same_one_is_told(core, ada, sam, maxim):
    version = core.call(ada, lists.by_id, user_id=maxim.user_id).iloc[0]["version"]
    edit = lambda actor, name: core.call(  # noqa: E731
        actor, users.update, user_id=maxim.user_id, name=name, version=version
    )

    told = at_once(lambda: edit(ada, "Maximilian"), lambda: edit(sam, "Maxwell"))

    assert sorted(isinstance(one, EditedMeanwhile) for one in told) == [False, True]


def test_many_at_once_keep_the_log_in_one_chain(core):
    made = at_once(*[lambda: a_user(core, password=None)] * 12)

    assert len(set(made)) == 12
    assert first_break(core) is None


def test_of_two_workers_one_works_and_gives_its_lease_back(core):
    one, other = Worker(core), Worker(core)

    def holder():
        return core.call(house(), house_frames.due, lease=LEASE).iloc[0].holder

    one.turn()
    other.turn()
    assert holder() == one.holder
    one.stop()
    other.turn()
    assert holder() == other.holder


def test_what_was_deleted_for_ever_is_vacuumed_away(core, maxim):
    core.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert core.call(house(), erasures.scrubbed) == 1


def test_nothing_of_a_transaction_stays_on_the_connection(core, ada):
    for _ in range(12):
        core.call(ada, lists.counts)
        a_user(core, password=None)

    for _ in range(12):
        with core.engine.connect() as connection:
            asked = "SELECT current_setting(:name)"
            names = ("statement_timeout", "lock_timeout", "default_transaction_read_only", "transaction_isolation")
            assert [connection.scalar(text(asked), {"name": name}) for name in names] == [
                "0",
                "0",
                "off",
                "read committed",
            ]


def test_one_question_sees_one_moment(core):
    with reading(core.engine) as db:
        before = db.scalar(text("SELECT count(*) FROM users"))
        a_user(core, password=None)
        assert db.scalar(text("SELECT count(*) FROM users")) == before


def test_nothing_is_prepared_on_a_connection_that_others_get_too(core, ada):
    for _ in range(3):
        core.call(ada, lists.search)

    with reading(core.engine) as db:
        assert db.connection().connection.driver_connection.prepare_threshold is None
        assert db.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
