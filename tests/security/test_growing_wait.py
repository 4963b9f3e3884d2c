"""Whoever goes on guessing waits longer and longer, until only a new password opens the account."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.builders import ANOTHER, MAX, PASSPHRASE, SAM, link_to, visitor
from tests.security.guessing import guess, spend
from usercore.actions import passwords
from usercore.actions.sign_in import SignedIn
from usercore.errors import TooManyAttempts
from usercore.models import LimitRule


def wait_after(core, tries):
    """Guess so many times more; the last is refused, with the wait it names."""
    spend(core, times=tries, address="")
    with pytest.raises(TooManyAttempts) as refused:
        guess(core, password=PASSPHRASE, address="")
    return refused.value.again_in


def test_the_wait_grows_from_minutes_to_an_hour_to_a_day_and_then_needs_a_reset(core, clock):
    waits = []
    for tries in (10, 10, 5) * 4:
        waits.append(wait_after(core, tries))
        clock.advance(seconds=waits[-1].total_seconds())

    minutes, hour, day = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
    for first in (0, 3, 6, 9):
        assert waits[first : first + 2] == [minutes, minutes]
    assert [hour - 2 * minutes == waits[place] for place in (2, 8)] == [True, True]
    assert day - 2 * hour < waits[5] < day  # counted from the first of the fifty
    assert waits[11] > timedelta(days=300)  # a hundred without one success


def test_a_flood_on_a_closed_account_does_not_make_its_wait_longer(core, clock):
    spend(core)
    for _ in range(150):
        with pytest.raises(TooManyAttempts):
            guess(core)

    clock.advance(minutes=5)

    assert isinstance(guess(core, password=PASSPHRASE), SignedIn)


def test_one_network_s_flood_closes_neither_everyone_s_door_nor_an_account_s_for_long(core, clock):
    for number in range(1_100):
        try:
            guess(core, SAM if number % 2 else MAX)
        except TooManyAttempts:
            continue

    assert isinstance(guess(core, "ada@example.com", PASSPHRASE, address="203.0.113.9"), SignedIn)
    clock.advance(minutes=5)
    assert isinstance(guess(core, MAX, PASSPHRASE, address="203.0.113.9"), SignedIn)


def test_the_owner_s_success_clears_every_step_of_the_account(core, clock):
    for _ in range(12):
        spend(core, times=9)
        clock.advance(minutes=5)
        assert isinstance(guess(core, password=PASSPHRASE), SignedIn)


def test_a_hundred_in_a_row_are_ended_by_a_reset_through_a_letter(core, maxim, clock):
    with core.engine.begin() as connection:
        connection.execute(insert(LimitRule).values(name="sign-in:account-row", times=3, within_seconds=31_536_000))
    spend(core, times=3)
    clock.advance(days=90)
    with pytest.raises(TooManyAttempts):
        guess(core, password=PASSPHRASE)

    core.call(visitor(), passwords.request_reset, email=MAX)
    core.call(visitor(), passwords.reset, token=link_to(core, maxim.user_id, "reset"), new_password=ANOTHER)

    assert isinstance(guess(core, password=ANOTHER), SignedIn)
