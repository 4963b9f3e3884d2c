"""Counters of attempts, and what one source is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.witness import at_once, rows
from usercore import limits
from usercore.cannot_start import BadSetting
from usercore.counters import SqlCounters, shared_counters
from usercore.database import writing
from usercore.limits import BY_NAME, LIMITS, network
from usercore.work import Attempt

NETWORK, ADDRESS, EVERYONE = "sign-in:source", "sign-in:account", "sign-in:everyone"
SOMEONE = Attempt(ADDRESS, "someone")
RULES = {
    limit.name: replace(limit, times=times, within=timedelta(minutes=5))
    for limit, times in ((BY_NAME[NETWORK], 5), (BY_NAME[ADDRESS], 3), (BY_NAME[EVERYONE], 8))
}


def count(core, *attempts):
    now = core.now()
    with writing(core.engine) as connection:
        return limits.count(SqlCounters(connection, now), attempts, RULES, now, b"pepper")


def over(core, *attempts):
    return [one.limit for one in count(core, *attempts) if one.over]


def test_a_limit_is_used_up_at_its_number_and_over_at_one_more(empty_core):
    counted = [count(empty_core, SOMEONE)[0] for _ in range(5)]

    assert [one.used_up for one in counted] == [False, False, True, True, True]
    assert [one.over for one in counted] == [False, False, False, True, True]


def test_whoever_is_over_is_told_the_count_and_the_end(empty_core, clock):
    ends_at = clock.now + timedelta(minutes=5)
    for _ in range(3):
        count(empty_core, SOMEONE)
    clock.advance(minutes=4)

    (counted,) = count(empty_core, SOMEONE)

    assert (counted.limit, counted.count, counted.times, counted.ends_at) == (ADDRESS, 4, 3, ends_at)


def test_a_window_begins_with_its_first_attempt_and_ends_for_good(empty_core, clock):
    for _ in range(4):
        count(empty_core, SOMEONE)
    clock.advance(minutes=5)

    assert over(empty_core, SOMEONE) == []
    assert len(rows(empty_core, "limit_counters")) == 1


@pytest.mark.parametrize("attempt", [Attempt(NETWORK, "someone"), Attempt(ADDRESS, "else")])
def test_each_limit_and_each_key_has_its_own_counter(empty_core, attempt):
    for _ in range(3):
        count(empty_core, SOMEONE)

    assert over(empty_core, attempt) == []


def test_attempts_at_once_are_all_counted(empty_core):
    counted = at_once(*[lambda: count(empty_core, SOMEONE)[0].count] * 12)

    assert sorted(counted) == list(range(1, 13))


def test_what_the_network_s_limit_refuses_uses_up_nothing_of_the_account_or_of_everyone(empty_core):
    attempts = (Attempt(EVERYONE, ""), SOMEONE, Attempt(NETWORK, "198.51.100.4"))
    elsewhere = [Attempt(ADDRESS, f"someone else {number}") for number in range(5)]
    for one in elsewhere:
        count(empty_core, Attempt(EVERYONE, ""), one, Attempt(NETWORK, "198.51.100.4"))

    refused = [count(empty_core, *attempts) for _ in range(20)]

    assert {tuple(one.limit for one in counted) for counted in refused} == {(NETWORK,)}
    assert [(one.limit, one.count) for one in count(empty_core, SOMEONE, Attempt(EVERYONE, ""))] == [
        (ADDRESS, 1),
        (EVERYONE, 6),
    ]


def test_what_the_account_s_limit_refuses_uses_up_nothing_of_everyone_s(empty_core):
    for _ in range(50):
        count(empty_core, SOMEONE, Attempt(EVERYONE, ""))

    assert over(empty_core, Attempt(ADDRESS, "another"), Attempt(EVERYONE, "")) == []


def test_the_narrowest_source_is_counted_first_and_everyone_last():
    kinds = [limit.whose for limit in LIMITS if limit.name.startswith("sign-in:")]

    assert kinds == ["network", "address", "address", "address", "address", "everyone"]


def test_each_limit_has_a_name_of_its_own():
    assert len(BY_NAME) == len(LIMITS)


@pytest.mark.parametrize("url", ["nonsense://here", "redis://host:port/0", "redis"])
def test_an_address_that_names_no_counter_is_refused_at_the_start(url):
    with pytest.raises(BadSetting, match="USERCORE_RATE_LIMIT_URL must be like redis://localhost:6379/0"):
        shared_counters(url)


@pytest.mark.parametrize("key", ["\0", "\ud800", "x" * 1_000_000, ""])
def test_any_text_is_a_key(empty_core, key):
    assert over(empty_core, Attempt(ADDRESS, key)) == []


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


def test_a_limit_that_closes_while_one_waits_for_its_row_uses_up_nothing_behind_it(empty_core):
    def one():
        return count(empty_core, Attempt(NETWORK, "198.51.100.4"), SOMEONE, Attempt(EVERYONE, ""))

    for _ in range(4):
        count(empty_core, Attempt(NETWORK, "198.51.100.4"))

    counted = at_once(*[one] * 8)

    assert sum(len(each) == 3 for each in counted) == 1
    assert [each[-1].limit for each in counted if len(each) < 3] == [NETWORK] * 7
    assert [(each.limit, each.count) for each in count(empty_core, SOMEONE, Attempt(EVERYONE, ""))] == [
        (ADDRESS, 2),
        (EVERYONE, 2),
    ]
