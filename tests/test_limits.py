"""Counters of attempts, and what one source is."""

from datetime import timedelta

import pytest

from tests.witness import at_once, rows
from usercore import limits
from usercore.database import writing
from usercore.limits import network
from usercore.work import Attempt

THREE = Attempt("example", "someone", times=3, within=timedelta(minutes=5))


def hit(core, *attempts):
    with writing(core.engine) as db:
        return limits.hit(db, attempts, core._clock(), b"pepper")


def test_a_limit_is_over_at_one_more_than_its_number(empty_core):
    assert [len(hit(empty_core, THREE)) for _ in range(5)] == [0, 0, 0, 1, 1]


def test_whoever_is_over_is_told_the_count_and_the_end(empty_core, clock):
    ends_at = clock.now + timedelta(minutes=5)
    for _ in range(3):
        hit(empty_core, THREE)
    clock.advance(minutes=4)

    assert hit(empty_core, THREE) == [(THREE, 4, ends_at)]


def test_a_window_begins_with_its_first_attempt_and_ends_for_good(empty_core, clock):
    for _ in range(4):
        hit(empty_core, THREE)
    clock.advance(minutes=5)

    assert hit(empty_core, THREE) == []
    assert len(rows(empty_core, "limit_counters")) == 1


@pytest.mark.parametrize(
    "attempt", [Attempt("other", "someone", 3, timedelta(1)), Attempt("example", "else", 3, timedelta(1))]
)
def test_each_limit_and_each_key_has_its_own_counter(empty_core, attempt):
    for _ in range(3):
        hit(empty_core, THREE)

    assert hit(empty_core, attempt) == []


def test_attempts_at_once_are_all_counted(empty_core):
    over = at_once(*[lambda: hit(empty_core, THREE)] * 12)

    assert sorted(len(found) for found in over) == [0] * 3 + [1] * 9


def test_two_limits_are_hit_together(empty_core):
    other = Attempt("other", "someone", times=1, within=timedelta(minutes=5))
    hit(empty_core, THREE, other)

    assert [attempt.limit for attempt, *_ in hit(empty_core, THREE, other)] == ["other"]


@pytest.mark.parametrize("key", ["\0", "\ud800", "x" * 1_000_000, ""])
def test_any_text_is_a_key(empty_core, key):
    assert hit(empty_core, Attempt("example", key, 3, timedelta(minutes=5))) == []


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.4", "198.51.100.4"),
        ("::ffff:198.51.100.4", "198.51.100.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", "unknown"),
        ("198.51.100.4, 10.0.0.1", "unknown"),
        ("0198.51.100.4", "unknown"),
    ],
)
def test_what_one_source_is(address, source):
    assert network(address) == source
