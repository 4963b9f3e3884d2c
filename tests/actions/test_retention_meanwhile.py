"""What a run was planned for is what it takes, however late it goes on, and whatever its rule has become meanwhile."""

import pytest

from tests.builders import a_user, house, letters_to
from tests.keeping import (
    a_failed_try,
    an_ended_session,
    in_the_trash,
    last_seen,
    never_accepted,
    only,
    report,
    rule,
    set_rule,
    to_the_end,
)
from tests.witness import entries, people_in, values
from usercore.actions import retention
from usercore.frames import retention as lists


@pytest.fixture
def begun(core):
    """A run that stops before its first batch, as when its process ends."""

    def begin(category, **wanted):
        only(core, category, **wanted)
        return core.call(house(), retention.start)

    return begin


def test_whoever_became_due_while_a_run_lay_still_waits_for_the_next_and_its_cap(core, clock, begun):
    first = [in_the_trash(core) for _ in range(3)]
    clock.advance(days=1)
    later = [in_the_trash(core) for _ in range(25)]
    clock.advance(days=29)
    run_id = begun("trash", cap_percent=20)

    clock.advance(days=21)
    to_the_end(core)

    left = set(people_in(core))
    assert (left.isdisjoint(first), left.issuperset(later)) == (True, True)
    assert report(core, run_id)[0]["trash"]["done"] == 3
    core.call(house(), retention.daily)
    to_the_end(core)
    newest = core.call(house(), lists.runs).iloc[0]
    assert (newest["outcome"], newest["plan"][0]["due"]) == ("stopped", 25)
    assert set(people_in(core)).issuperset(later)


def test_whoever_became_due_while_the_run_was_planned_waits_for_the_next_too(core, clock):
    only(core, "trash", cap_percent=20)
    in_the_trash(core)
    clock.advance(days=30)
    moments = []

    def meanwhile():
        moments.append(1)
        if len(moments) == 2:  # planned; then it begins
            core._clock = clock
            clock.advance(days=-30, minutes=2)
            later.extend(in_the_trash(core) for _ in range(25))
            clock.advance(days=30, minutes=3)
        return clock()

    later = []
    core._clock = meanwhile
    run_id = core.call(house(), retention.start)
    core._clock = clock
    to_the_end(core)

    assert report(core, run_id)[0]["trash"]["done"] == 1
    assert set(people_in(core)).issuperset(later)


def sessions(core):
    an_ended_session(core)
    return lambda: core.call(house(), lists.effect, category="sessions", days=0).attrs["total"]


def tries(core):
    a_failed_try(core, a_user(core))
    return lambda: sum(value.value == "203.0.113.9" for value in values(core))


def invitations(core):
    never_accepted(core)
    return lambda: len(people_in(core))


def dormant(core):
    user_id = a_user(core)
    last_seen(core, user_id, core.now())
    return lambda: len(letters_to(core, user_id)) == 0


def audit(core):
    return lambda: min(entry.segment for entry in entries(core))


@pytest.mark.parametrize(
    ("made", "days"), [(sessions, 90), (tries, 90), (invitations, 90), (dormant, 700), (audit, 365)]
)
def test_it_takes_nothing_of_any_kind_that_was_not_due_when_it_began(core, clock, begun, made, days):
    left = made(core)
    clock.advance(days=days - 1)
    a_user(core)  # so that the log is in another month
    begun(made.__name__)
    before = left()

    clock.advance(days=60)
    to_the_end(core)

    assert left() == before


def test_a_rule_that_warns_no_more_takes_nobody_in_a_run_that_was_planned_with_warnings(core, clock, begun):
    for _ in range(5):
        a_user(core)
    clock.advance(days=800)
    run_id = begun("dormant", warn_days=30, cap_percent=100)

    set_rule(core, "dormant", warn_days=0, cap_percent=2)
    to_the_end(core)

    assert "user:anonymised" not in [entry.event for entry in entries(core)]
    assert report(core, run_id)[0]["dormant"]["state"] == "off"


def test_a_rule_for_more_kinds_of_entries_takes_none_in_a_run_that_was_planned_for_fewer(core, clock, begun):
    a_user(core, name="Someone Kept")
    clock.advance(days=200)
    run_id = begun("values", kinds=["sign-in"])

    set_rule(core, "values", kinds=["sign-in", "user"])
    to_the_end(core)

    assert "Someone Kept" in {value.value for value in values(core)}
    assert report(core, run_id)[0]["values"]["state"] == "off"
    assert rule(core, "values")["on"]
