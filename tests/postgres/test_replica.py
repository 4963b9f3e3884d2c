"""A replica that really streams: it answers for lists while it keeps up, and nobody misses what they have just done."""

import re
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from tests.builders import ADA, PASSPHRASE, PEOPLE, a_user, house, settings, token_for
from tests.pages.app import the_app, words
from tests.rooms import deeds
from usercore import open_core
from usercore import replica as replicas
from usercore.actions import sessions, users
from usercore.cannot_start import BadSetting
from usercore.errors import NotSignedIn
from usercore.frames import health
from usercore.frames import users as lists
from usercore.frames.users import UserQuery


def told(url):
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def both(pair):
    """A new database on the primary, and the same on the replica."""
    name = f"usercore_{uuid4().hex}"
    pair.run(pair.primary, f"CREATE DATABASE {name}")
    yield pair.primary.set(database=name), pair.standby.set(database=name)
    pair.run(pair.primary, f"DROP DATABASE {name} WITH (FORCE)")
    pair.catch_up()


@pytest.fixture
def core(both, clock, pair):
    """Ada, Sam and Max, as everywhere; the replica has them too."""
    primary, standby = map(told, both)
    wished = settings(primary, read_database_url=standby, replica_max_lag=timedelta(hours=1))
    core = open_core(settings=wished, clock=clock)
    for email, name, role in PEOPLE:
        a_user(core, email, name=name, role=role, password=PASSPHRASE)
    pair.catch_up()
    yield core
    core.close()


@pytest.fixture
def ada(core, pair):
    return seen_everything(core, pair, ADA)


@contextmanager
def answered(core):
    """Which of the two answered questions about the list, in their order."""
    seen, listeners = [], []
    for who, engine in (("primary", core.engine), ("replica", core._replica.engine)):

        def note(_connection, _cursor, statement, *_rest, who=who) -> None:
            if "FROM users" in statement and "sessions" not in statement:
                seen.append(who)

        event.listen(engine, "before_cursor_execute", note)
        listeners.append((engine, note))
    yield seen
    for engine, note in listeners:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def sam(core, ada, pair):
    return seen_everything(core, pair, "sam@example.com")


def seen_everything(core, pair, email):
    """Someone signed in, and the replica knows it."""
    actor = core.actor_for(token_for(core, email))
    pair.catch_up()
    core.call(actor, lists.counts)
    return actor


def names(found):
    return sorted(found["name"])


def test_the_list_its_count_and_the_search_are_read_on_the_replica(core, ada):
    with answered(core) as by:
        found = core.call(ada, lists.search)
        core.call(ada, lists.search, query=UserQuery(text="max"))
        assert core.call(ada, lists.counts) == 3

    assert by == ["replica"] * 3
    assert names(found) == ["Ada Admin", "Max Author", "Sam Support"]
    assert "as_of" not in found.attrs


def test_one_person_is_read_on_the_primary(core, ada):
    with answered(core) as by:
        core.call(ada, lists.by_id, user_id=ada.user_id)

    assert "replica" not in by


def test_what_one_has_just_done_one_sees_though_the_replica_does_not_have_it_yet(core, ada, pair):
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        with answered(core) as by:
            assert "Nora New" in names(core.call(ada, lists.search))
            assert core.call(ada, lists.counts) == 4
        assert by == ["primary"] * 2

    pair.catch_up()
    with answered(core) as by:
        assert core.call(ada, lists.counts) == 4
    assert by == ["replica"]


def test_after_signing_in_too(core, ada, pair):
    with pair.paused():
        again = core.actor_for(token_for(core, ADA))
        with answered(core) as by:
            core.call(again, lists.search)
        assert by == ["primary"]


def test_someone_else_is_told_of_which_moment_the_list_is(core, ada, sam, pair, monkeypatch):
    monkeypatch.setattr(replicas, "WORTH_TELLING", timedelta())
    before = pair.now()
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        between = pair.now()
        with answered(core) as by:
            found = core.call(sam, lists.search)

    assert by == ["replica"]
    assert "Nora New" not in names(found)
    assert found.attrs["as_of"] < between
    assert before - found.attrs["as_of"] < timedelta(minutes=1)


def test_the_page_says_so_above_the_rows(core, ada, pair, monkeypatch):
    monkeypatch.setattr(replicas, "WORTH_TELLING", timedelta())
    token = token_for(core, "sam@example.com")
    pair.catch_up()
    core.call(core.actor_for(token), lists.counts)
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        with the_app(core, token, "users.py") as app:
            assert not app.exception
            said = [one.value for one in app.caption]
            assert "3 people" in said
            assert [one for one in said if re.fullmatch(r"As of \d\d:\d\d:\d\d: changes arrive a little later\.", one)]

            app.text_input(key="q").set_value("nora").run()
            assert "**Nobody matches:** the search “nora”." in words(app)
            assert re.search(r"As of \d\d:\d\d:\d\d: changes arrive a little later\.", words(app))


def test_less_than_a_second_is_not_worth_telling(core, ada, sam, pair):
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        found = core.call(sam, lists.search)

    lag = timedelta(seconds=1)
    assert found.attrs.get("as_of") is None or pair.now() - found.attrs["as_of"] > lag


def test_a_session_that_was_ended_is_out_at_once(core, ada, pair):
    with pair.paused():
        core.call(house(), sessions.revoke_all, user_id=ada.user_id)

        with pytest.raises(NotSignedIn):
            core.call(ada, lists.search)


def test_a_replica_too_far_behind_is_not_asked_before_it_may_have_caught_up(core, ada, pair, clock):
    core._replica.max_lag = timedelta()
    with pair.paused():
        a_user(core, "new@example.com", name="Nora New")
        with answered(core) as by:
            assert core.call(ada, lists.counts) == 4
        assert by == ["primary"]
    core._replica.max_lag = timedelta(hours=1)
    pair.catch_up()

    with answered(core) as by:
        core.call(ada, lists.counts)
        clock.advance(minutes=1)
        core.call(ada, lists.counts)
    assert by == ["primary", "replica"]


def test_a_replica_that_is_away_is_no_one_s_trouble(core, ada, pair, clock):
    pair.stop()
    with answered(core) as by:
        assert [core.call(ada, lists.counts), core.call(ada, lists.counts)] == [3, 3]
        assert finding(core) == "replica-away"
    pair.start()

    assert by == ["primary", "primary"]
    clock.advance(minutes=1)
    with answered(core) as by:
        core.call(ada, lists.counts)
    assert by == ["replica"]


def test_a_question_that_gives_way_to_what_is_replayed_is_answered_by_the_primary(core, ada, pair, both):
    ended = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{both[1].database}'"

    def end(_connection, _cursor, statement, *_rest) -> None:
        if "FROM users" in statement:
            pair.run(pair.standby, ended)

    event.listen(core._replica.engine, "before_cursor_execute", end)
    with answered(core) as by:
        assert core.call(ada, lists.counts) == 3

    assert by == ["replica", "primary"]


def test_what_another_reader_found_to_be_there_already_is_no_surprise(core, ada):
    class Vanishing(dict):
        def __contains__(self, key):
            there = super().__contains__(key)
            self.pop(key, None)  # as another thread does between two looks
            return there

    core._replica._written = Vanishing({None: replicas.Written()})

    assert core.call(ada, lists.counts) == 3


def test_another_house_s_replica_is_never_read(core, ada, both, postgres_server):
    stranger = postgres_server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    wished = core.settings.model_copy(update={"read_database_url": stranger})
    other = open_core(settings=wished, clock=core._clock)

    assert other.call(ada, lists.counts) == 3
    assert finding(other) == "replica-stranger"
    other.close()


def finding(core):
    found = core.call(house(), health.checkup)
    return found[found["check"] == "replica"].iloc[0]["kind"]


def test_the_checkup_tells_how_far_it_is_behind(core, pair):
    pair.catch_up()
    assert finding(core) == "replica"

    core._replica.max_lag = timedelta()
    with pair.paused():
        a_user(core)
        assert finding(core) == "replica-behind"


@pytest.mark.parametrize(
    ("primary", "replica", "why"),
    [
        ("sqlite:///var/x.db", "postgresql://host/x", "not a SQLite file"),
        ("postgresql://host/x", "sqlite:///var/x.db", "must begin with postgresql://"),
        ("postgresql://host/x", "postgresql://host:none/x", "is not a database address"),
        ("postgresql://host/x", "postgresql://host/x", "again"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused(primary, replica, why):
    with pytest.raises(BadSetting, match=why):
        replicas.replica(settings(primary, read_database_url=replica))


def test_nothing_is_read_there_whose_reading_is_on_record_or_that_looks_up_whose_it_is():
    there = {name: deed for name, deed in deeds().items() if deed.needs.replica}

    assert sorted(there) == [
        "frames.listings.people",
        "frames.listings.place",
        "frames.users.counts",
        "frames.users.search",
    ]
    assert not any(deed.needs.recorded or deed.needs.owner for deed in there.values())
