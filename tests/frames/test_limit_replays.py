"""A rule for signing in tried on the past: whom it would have kept out, rightly or not, as the limit itself would have."""

from datetime import timedelta

import pytest

from tests.builders import ADA, MAX, PASSPHRASE, SAM, an_address, forget_attempts, house
from tests.frames.test_limits import MINUTES, NAME, guess
from tests.witness import statements
from usercore.actions import rules
from usercore.errors import TooManyAttempts
from usercore.frames import rules as lists
from usercore.steps import replaying


def replayed(core, times, within=MINUTES, name=NAME, days=30):
    """The rule of now and the new one, as dictionaries."""
    found = core.call(house(), lists.replay, name=name, times=times, within=within, days=days)
    return found.to_dict("records")


@pytest.fixture
def quiet(core, clock):
    """A month after everyone last signed in."""
    clock.advance(days=31)
    return core


def test_a_stricter_rule_shows_whom_it_would_have_kept_out_and_who_of_them_was_right(quiet):
    forgetful = an_address("forgetful")  # has no account: counts as a person all the same
    for number in range(4):
        guess(quiet, MAX, f"192.0.2.{number % 2}")
    guess(quiet, MAX, "192.0.2.1", PASSPHRASE)
    for _ in range(4):
        guess(quiet, forgetful, "198.51.100.4")

    now, new = replayed(quiet, times=3)

    assert (now["rule"], now["tries"], now["kept_out"], now["people"]) == ("now", 9, 0, 0)
    assert (new["rule"], new["tries"], new["capped"]) == ("new", 9, False)
    assert (new["kept_out"], new["people"], new["networks"]) == (3, 2, 2)
    assert (new["wrongly"], new["wronged"]) == (1, 1)


def test_the_owner_s_success_clears_the_account_in_the_replay_too(quiet):
    for _ in range(3):
        guess(quiet)
        guess(quiet)
        guess(quiet, password=PASSPHRASE)

    assert replayed(quiet, times=3)[1]["kept_out"] == 0
    assert replayed(quiet, times=2)[1]["wrongly"] == 3


def test_a_success_does_not_clear_the_network_s_counter(quiet):
    for email in (MAX, SAM, ADA):
        guess(quiet, email, "192.0.2.1", PASSPHRASE)

    _, new = replayed(quiet, times=2, name="sign-in:source")

    assert (new["kept_out"], new["wronged"], new["networks"]) == (1, 1, 1)


def test_a_window_that_passed_begins_again_in_the_replay(quiet, clock):
    for _ in range(4):
        guess(quiet)
        clock.advance(minutes=3)

    assert replayed(quiet, times=2)[1]["kept_out"] == 0
    assert replayed(quiet, times=2, within=timedelta(hours=1))[1]["kept_out"] == 2


def test_everyone_s_limit_counts_all_tries_together(quiet):
    for email in (MAX, SAM, "nobody@example.com"):
        guess(quiet, email, f"192.0.2.{len(email)}")

    _, new = replayed(quiet, times=1, name="sign-in:everyone")

    assert (new["kept_out"], new["people"]) == (2, 2)


def test_the_replay_says_the_same_as_the_limit_really_does(quiet):
    for _ in range(9):
        guess(quiet)
    guess(quiet, password=PASSPHRASE)
    _, foretold = replayed(quiet, times=4)
    quiet.call(house(), rules.change_limit, name=NAME, times=4, within=MINUTES)
    forget_attempts(quiet)

    refused = [isinstance(guess(quiet), TooManyAttempts) for _ in range(9)]
    refused.append(isinstance(guess(quiet, password=PASSPHRASE), TooManyAttempts))

    assert (foretold["kept_out"], foretold["wrongly"]) == (sum(refused), int(refused[-1]))


def test_only_the_last_days_are_looked_at(quiet, clock):
    guess(quiet)
    clock.advance(days=8)
    guess(quiet)

    assert replayed(quiet, times=3, days=7)[1]["tries"] == 1
    assert replayed(quiet, times=3, days=30)[1]["tries"] == 2


def test_it_looks_at_so_many_tries_at_most_the_newest_and_says_so(quiet, clock, monkeypatch):
    monkeypatch.setattr(replaying, "MOST_TRIES", 3)
    for _ in range(5):
        guess(quiet)
        clock.advance(minutes=1)

    _, new = replayed(quiet, times=2)

    assert (new["tries"], new["capped"], new["kept_out"]) == (3, True, 1)
    assert quiet.now() - new["since"] == timedelta(minutes=3)


@pytest.mark.parametrize("name", ["reset:source", "password:current", "nonsense", ""])
def test_a_limit_on_anything_else_cannot_be_replayed(quiet, name):
    assert replayed(quiet, times=1, name=name) == []


def test_a_house_where_nobody_tried_has_nothing_to_replay(empty_core):
    now, new = replayed(empty_core, times=1)

    assert (now["tries"], new["tries"], new["since"]) == (0, 0, None)


def test_both_rules_are_tried_on_the_same_tries_read_once(quiet):
    guess(quiet)

    with statements(quiet) as seen:
        replayed(quiet, times=2)

    assert sum("audit_entries" in statement for statement in seen) == 1
