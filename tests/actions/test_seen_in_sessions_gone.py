"""Whoever used a session for long was here, also once the rule for ended sessions took its row."""

from datetime import timedelta

import pytest

from tests.builders import house, letters_to, signed_in, someone
from tests.keeping import (
    YEAR,
    an_ended_session,
    goes_after_a_second_letter,
    hand_over,
    look,
    only,
    run,
    sessions_of,
    set_rule,
    with_a_year_s_session,
)
from tests.witness import people_in, person, statements
from usercore.actions import rules, sign_in
from usercore.frames import retention as lists


@pytest.fixture
def stays_in(core):
    return with_a_year_s_session(core)


def keep(core, *, sessions=1, **dormant):
    """Both rules, and no others."""
    only(core, "dormant", action="delete", **dormant)
    set_rule(core, "sessions", days=sessions)


def leave(core, clock, who):
    """Here once more, and out; the row of their session goes."""
    look(core, who)
    core.call(who, sign_in.out)
    clock.advance(days=1)
    run(core)
    assert sessions_of(core, who.user_id) == 0


def test_they_are_neither_warned_nor_gone_before_their_time_since_then(core, clock, stays_in):
    keep(core, days=365, warn_days=30)
    clock.advance(days=200)
    leave(core, clock, stays_in)

    for days in (134, 30, 169):  # in all 335, 365 and 534
        clock.advance(days=days)
        run(core)
        assert letters_to(core, stays_in.user_id) == []
    clock.advance(days=1)
    run(core)
    assert len(letters_to(core, stays_in.user_id)) == 1
    hand_over(core, stays_in.user_id)
    clock.advance(days=30, seconds=-1)
    run(core)
    assert stays_in.user_id in people_in(core)

    clock.advance(seconds=1)
    run(core)
    assert stays_in.user_id not in people_in(core)


def test_a_letter_from_before_it_counts_no_more(core, clock, stays_in):
    keep(core, days=180, warn_days=30)
    clock.advance(days=150)
    run(core)
    hand_over(core, stays_in.user_id)
    clock.advance(days=10)
    leave(core, clock, stays_in)

    clock.advance(days=149, seconds=-1)
    run(core)
    assert len(letters_to(core, stays_in.user_id)) == 1
    clock.advance(days=30, seconds=1)  # 180 since they were here
    run(core)

    goes_after_a_second_letter(core, clock, stays_in.user_id)


def test_staff_are_not_suggested_as_unused(core, clock, sam):
    core.call(house(), rules.change_sessions, role="admin", idle=YEAR, absolute=YEAR, most=None)
    ada = someone(core, "admin")
    keep(core, days=365, warn_days=0)
    clock.advance(days=100)
    leave(core, clock, ada)
    clock.advance(days=100)

    found = core.call(house(), lists.effect, category="dormant", days=180)

    assert found.attrs["staff"] == 2  # Ada, the first one, and Sam


def test_the_latest_of_their_sessions_counts_in_whatever_order_the_rows_go(core, clock, stays_in):
    email = person(core, stays_in.user_id).email
    longer, newest, unused = stays_in, signed_in(core, email), signed_in(core, email)
    other = someone(core)
    keep(core, sessions=10, days=365, warn_days=30)
    for who in (other, longer, newest):
        clock.advance(days=2)
        look(core, who)
        core.call(who, sign_in.out)
    latest = clock()
    clock.advance(days=20)
    run(core)
    told = [person(core, one.user_id).last_seen_at for one in (stays_in, other)]
    assert told == [latest, latest - timedelta(days=4)]

    core.call(unused, sign_in.out)
    clock.advance(days=10)
    run(core)

    assert sessions_of(core, stays_in.user_id) == 0
    assert person(core, stays_in.user_id).last_seen_at == latest


def test_whoever_signed_in_since_is_not_written_to_and_nobody_by_themselves(core, clock, stays_in):
    ended = [an_ended_session(core) for _ in range(5)]
    clock.advance(days=2)
    look(core, stays_in)
    core.call(stays_in, sign_in.out)
    signed_in(core, person(core, stays_in.user_id).email)
    clock.advance(days=2)
    keep(core, days=365, warn_days=30)

    with statements(core) as sent:
        run(core)

    assert [person(core, one.user_id).last_seen_at for one in (stays_in, *ended)] == [None] * 6
    assert len([one for one in sent if one.startswith("UPDATE users")]) == 1


def test_nothing_of_it_is_left_of_whoever_was_made_nameless(core, clock, stays_in):
    only(core, "dormant", days=100, warn_days=0)
    set_rule(core, "sessions", days=1)
    clock.advance(days=50)
    leave(core, clock, stays_in)
    assert person(core, stays_in.user_id).last_seen_at == clock() - timedelta(days=1)

    clock.advance(days=99)
    run(core)

    left = person(core, stays_in.user_id)
    assert (left.suspended_reason, left.last_seen_at) == ("anonymised", None)
