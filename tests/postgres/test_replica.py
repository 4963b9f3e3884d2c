"""A replica that really streams answers for lists while it keeps up, and for nothing else."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import event

from tests.builders import ADA, a_user, house, settings
from tests.postgres.replicated import answered, names, seen_everything, told
from tests.replicas.two import until
from tests.rooms import deeds
from usercore import open_core
from usercore import replica as replicas
from usercore.cannot_start import BadSetting
from usercore.frames import health
from usercore.frames import users as lists
from usercore.frames.users import UserQuery


@pytest.fixture
def core(replicated):
    return replicated


@pytest.fixture
def ada(core, pair):
    return seen_everything(core, pair, ADA)


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


def test_another_house_s_replica_is_never_read(core, ada, both, postgres_server):
    stranger = told(postgres_server.url)
    wished = core.settings.model_copy(update={"read_database_url": stranger})
    other = open_core(settings=wished, clock=core._clock)

    assert other.call(ada, lists.counts) == 3
    assert finding(other) == "replica-stranger"
    other.close()


def finding(core):
    found = core.call(house(), health.checkup)
    return found[found["check"] == "replica"].iloc[0]["kind"]


def test_the_checkup_tells_how_far_it_is_behind(core, pair):
    until(lambda: finding(core) == "replica", "behind, and nobody writes")  # the server itself may, now and then

    core._replica.max_lag = timedelta()
    with pair.paused():
        a_user(core)
        assert finding(core) == "replica-behind"


def test_it_is_not_behind_for_what_is_written_while_it_answers(core, pair):
    core._replica.max_lag = timedelta()
    people = count()

    def one_more(*_about) -> None:
        a_user(core, f"p{next(people)}@example.com")

    event.listen(core._replica.engine, "after_cursor_execute", one_more)
    until(lambda: finding(core) == "replica", "behind for what came after")


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
