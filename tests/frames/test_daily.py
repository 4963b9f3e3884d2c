"""Day by day: the same numbers as plain counting, in the viewer's days, beside as many days before."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import a_user, an_address, forget_attempts, house, token_for, visitor
from tests.witness import entries, statements
from usercore.actions import sign_in, users
from usercore.frames import daily
from usercore.frames import users as people
from usercore.frames.users import UserQuery

DAY = timedelta(days=1)
EVERY = (daily.accounts, daily.sign_ins, daily.failures)
PLACES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin")  # Berlin's clocks change meanwhile


@pytest.fixture
def busy(core, clock):
    """Four weeks in which something happens every seven hours."""
    clock.now = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    email = an_address("busy")
    a_user(core, email)
    for number in range(100):
        clock.advance(hours=7)
        if number % 4 == 0:
            a_user(core, password=None)
        if number % 2:
            token_for(core, email)
        if number % 3 == 0:
            core.call(visitor(address=""), sign_in.with_password, email=an_address("no"), password="wrong it is")
        forget_attempts(core)
    clock.advance(minutes=1)
    return core


def moments(core, event):
    return [entry.at for entry in entries(core) if entry.event == event]


def plainly(moments, now, zone, days):
    """How many on each of the last days, counted one by one."""
    today = now.astimezone(zone).date()
    wanted = [today - ago * DAY for ago in reversed(range(days))]
    fell = [at.astimezone(zone).date() for at in moments]
    return [(day, fell.count(day)) for day in wanted]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("deed", "event"), [(daily.sign_ins, "sign-in:done"), (daily.failures, "sign-in:refused")],
                         ids=["sign_ins", "failures"])  # fmt: skip
def test_entries_by_day_are_as_counted_plainly(busy, deed, event, place):
    found = busy.call(house(), deed, days=20, zone=place)

    assert [tuple(row) for row in found.to_numpy()] == plainly(moments(busy, event), busy.now(), ZoneInfo(place), 20)


@pytest.mark.parametrize("place", PLACES)
def test_accounts_by_day_are_the_ones_in_the_list_of_that_day(busy, place):
    gone = busy.call(house(), people.search, query=UserQuery(limit=1)).iloc[0].id
    busy.call(house(), users.soft_delete, user_id=gone)

    found = busy.call(house(), daily.accounts, days=10, zone=place)

    for day, many in found.to_numpy():
        since = datetime.combine(day, time.min, ZoneInfo(place))
        until = datetime.combine(day + DAY, time.min, ZoneInfo(place))
        assert many == busy.call(house(), people.counts, query=UserQuery(created_from=since, created_before=until))
    assert found["many"].sum() > 0


def test_the_time_before_is_as_many_days_up_to_the_same_hour(busy):
    now, seen = busy.now(), moments(busy, "sign-in:done")
    start = datetime.combine(now.date() - 6 * DAY, time.min, UTC)

    found = busy.call(house(), daily.sign_ins, days=7)

    assert found.attrs["before"] == sum(start - 7 * DAY <= at < now - 7 * DAY for at in seen) > 0
    assert found["many"].sum() == sum(start <= at for at in seen)


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.name)
def test_a_house_that_was_not_open_then_has_nothing_to_compare(core, deed):
    found = core.call(house(), deed, days=7)

    assert found.attrs["before"] is None
    assert len(found) == 7


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.name)
def test_any_number_of_days_is_one_statement_beside_the_look_up_of_who_asks(core, ada, deed):
    for days in (7, 90, 100_000):
        with statements(core) as seen:
            found = core.call(ada, deed, days=days)
        assert len(seen) == 2, seen
        assert len(found) == min(days, daily.MOST_DAYS)


@pytest.mark.parametrize("deed", EVERY, ids=lambda deed: deed.name)
def test_nobody_is_on_record_for_looking(core, ada, deed):
    before = len(entries(core))

    core.call(ada, deed)

    assert len(entries(core)) == before
