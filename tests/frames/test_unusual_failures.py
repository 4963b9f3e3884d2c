"""When failed sign-ins are unusual: by a plain rule, over the same hours of the weeks before."""

from datetime import date, timedelta

import pytest

from tests.builders import MORNING, an_address, forget_attempts, house, settings, visitor
from usercore import open_core
from usercore.actions import sign_in
from usercore.frames import audit, today
from usercore.frames.audit import AuditQuery

DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 10)


@pytest.fixture
def old(core, clock):
    """The house was opened on a Monday morning; it is Tuesday now, at nine."""
    clock.advance(days=1)
    return core


def fail(core, times):
    """So many tries, each at another address without an account."""
    for _ in range(times):
        core.call(visitor(address=""), sign_in.with_password, email=an_address("nobody"), password="a wrong guess here")
    forget_attempts(core)


def look(core, zone="UTC"):
    return core.call(house(), today.failures, zone=zone).iloc[0]


def listed(core, since, until):
    """As the audit log counts the same days."""
    first = MORNING.replace(hour=0) + (since - MORNING.date())
    query = AuditQuery(events=("sign-in:refused",), since=first, until=first + (until - since) + DAY)
    return core.call(house(), audit.counts, query=query)


@pytest.mark.parametrize(("before", "now", "unusual"), [(2, 21, False), (2, 22, True), (22, 44, False), (22, 45, True)])
def test_more_than_twice_the_most_and_twenty_more_is_unusual(old, clock, before, now, unusual):
    fail(old, before)
    clock.advance(days=7, hours=1)
    fail(old, now)
    clock.advance(minutes=1)

    found = look(old)

    assert found.many == (now if unusual else 0)
    if unusual:
        assert (found.since, found.until, found.most) == (TUESDAY, TUESDAY, before)
        assert found.many == listed(old, found.since, found.until)


def test_the_busiest_of_the_four_weeks_counts_and_only_up_to_this_hour(old, clock):
    fail(old, 3)
    clock.advance(hours=6)
    fail(old, 40)  # later that day: not in the hours that are compared
    clock.advance(days=21, hours=-5)
    fail(old, 30)
    clock.advance(minutes=1)

    found = look(old)

    assert (found.many, found.most) == (30, 3)


def test_a_night_is_still_told_of_the_next_morning(old, clock):
    fail(old, 1)
    clock.advance(days=7, hours=10)
    fail(old, 30)
    clock.advance(hours=13)

    found = look(old)

    assert (found.many, found.since, found.until) == (30, TUESDAY, TUESDAY)
    clock.advance(days=1)
    assert look(old).many == 0


def test_days_are_those_of_the_viewer(old, clock):
    fail(old, 1)
    clock.advance(days=7, hours=14)  # 23:00 on Tuesday in UTC, and Wednesday in Auckland
    fail(old, 30)
    clock.advance(minutes=1)

    assert look(old).since == TUESDAY
    assert look(old, "Pacific/Auckland").since == TUESDAY + DAY
    assert look(old, "No/Such").since == TUESDAY


def test_a_house_too_young_to_compare_says_nothing(core, clock):
    fail(core, 100)
    clock.advance(days=6)
    fail(core, 100)

    assert look(core).many == 0


def test_whenever_the_admins_were_alerted_it_is_told(url, clock):
    core = open_core(settings=settings(url, alert_failures=6), clock=clock)
    for _ in range(7):
        core.call(visitor(address=""), sign_in.with_password, email=an_address("nobody"), password="a wrong guess here")
    clock.advance(minutes=1)

    found = look(core)

    assert (found.many, found.alerted, found.most) == (7, 1, None)
    assert (found.since, found.until) == (date(2026, 3, 1), date(2026, 3, 2))
    clock.advance(days=2)
    assert (look(core).many, look(core).alerted) == (0, 0)
    core.close()
