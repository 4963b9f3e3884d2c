"""Suspended until a moment, or until reinstated."""

from datetime import datetime, timedelta

import pytest

from tests.builders import MAX, a_user, house, may_enter
from tests.witness import asked, at_once, entries, events, everything, explained, person
from usercore.actions import tidying, users
from usercore.errors import InvalidMoment, InvalidReason, WrongState
from usercore.frames import users as people
from usercore.frames.users import UserQuery


@pytest.fixture
def suspended(core, ada, maxim, clock):
    """Max, for an hour."""
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="cooling off", until=clock.now + timedelta(hours=1))
    return maxim.user_id


def test_a_suspended_person_does_not_get_in(core, suspended):
    assert not may_enter(core, MAX)


def test_a_suspension_that_has_ended_lets_in_by_itself(core, suspended, clock):
    clock.advance(hours=1)

    assert may_enter(core, MAX)


def test_a_suspension_that_has_ended_counts_as_over_in_every_list(core, suspended, clock, sam):
    clock.advance(minutes=59)
    assert core.call(house(), people.counts, query=UserQuery(statuses=("suspended",))) == 1
    clock.advance(minutes=1)

    assert core.call(house(), people.by_id, user_id=suspended)["status"].tolist() == ["active"]
    assert core.call(house(), people.counts, query=UserQuery(statuses=("suspended",))) == 0
    assert core.call(house(), people.counts, query=UserQuery(statuses=("active",))) == 3


def test_the_end_of_a_suspension_is_written_down_once(core, suspended, clock):
    clock.advance(hours=1)

    assert core.call(house(), tidying.lift_ended_suspensions) == 1
    assert core.call(house(), tidying.lift_ended_suspensions) == 0
    assert events(core).count("user:suspension-ended") == 1
    assert person(core, suspended).suspended_reason is None


def test_the_end_of_a_suspension_is_written_down_once_by_two_at_once(core, ada, clock):
    for _ in range(10):
        core.call(ada, users.suspend, user_id=a_user(core), reason="x", until=clock.now + timedelta(hours=1))
    clock.advance(hours=1)

    lifted = at_once(*[lambda: core.call(house(), tidying.lift_ended_suspensions)] * 2)

    assert sum(lifted) == 10
    assert events(core).count("user:suspension-ended") == 10


def test_a_suspension_still_running_is_not_lifted(core, suspended, clock):
    clock.advance(minutes=59)

    assert core.call(house(), tidying.lift_ended_suspensions) == 0


def test_a_suspension_without_an_end_does_not_end(core, ada, maxim, clock):
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="for good")
    clock.advance(days=4000)

    assert core.call(house(), tidying.lift_ended_suspensions) == 0
    assert not may_enter(core, MAX)


def test_reinstating_lets_in_at_once(core, suspended, sam):
    core.call(sam, users.reinstate, user_id=suspended)

    assert may_enter(core, MAX)


def test_someone_who_is_not_suspended_cannot_be_reinstated(core, sam, maxim):
    with pytest.raises(WrongState, match="This account is active"):
        core.call(sam, users.reinstate, user_id=maxim.user_id)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\u202eb", "a\0b", "\ud800"])
def test_a_suspension_needs_a_reason_that_can_be_read(core, sam, maxim, reason):
    before = everything(core)

    with pytest.raises(InvalidReason):
        core.call(sam, users.suspend, user_id=maxim.user_id, reason=reason)

    assert everything(core) == before


@pytest.mark.parametrize("hours", [0, -1])
def test_a_suspension_ends_in_the_future(core, sam, maxim, clock, hours):
    with pytest.raises(InvalidMoment):
        core.call(sam, users.suspend, user_id=maxim.user_id, reason="x", until=clock.now + timedelta(hours=hours))


def test_a_suspension_s_end_knows_its_time_zone(core, sam, maxim):
    with pytest.raises(InvalidMoment):
        core.call(sam, users.suspend, user_id=maxim.user_id, reason="x", until=datetime(2030, 1, 1))  # noqa: DTZ001


def test_the_reason_stands_in_the_log(core, suspended):
    entry = next(entry for entry in entries(core) if entry.event == "user:suspended")

    assert set(entry.sealed) >= {"reason"}
    assert entry.facts["until"].startswith("2026-03-02T10:00")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True, scope="session")
def test_the_ended_ones_are_found_by_their_end(core, suspended):
    with asked(core) as seen:
        core.call(house(), tidying.lift_ended_suspensions)

    (plan,) = explained(core, seen, "FROM users")
    assert "ix_users_suspended_until" in plan
