"""Sixty-four at once spend no more than the budget: a limit counts before anything expensive or telling happens."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.builders import ANOTHER, MAX, PASSPHRASE, letters_to, signed_in, visitor
from tests.witness import at_once, hashes_checked, rows
from usercore.actions import emails, passwords, sign_in, users
from usercore.errors import Refusal, TooManyAttempts
from usercore.limits import BY_NAME
from usercore.models import LimitRule

WAVE, BUDGET = 64, 8
HOUR = int(timedelta(hours=1).total_seconds())


def only(core, name):
    """Give one limit a budget of eight, and put every other out of reach."""
    with core.engine.begin() as connection:
        for other in BY_NAME:
            times = BUDGET if other == name else 100_000
            connection.execute(insert(LimitRule).values(name=other, times=times, within_seconds=HOUR))


@pytest.fixture
def checked(monkeypatch):
    """One entry for each password that was really checked."""
    return hashes_checked(monkeypatch)


def wave(deed):
    """Sixty-four at the same moment, each told its number; how many were refused by the limit."""
    results = at_once(*[lambda number=number: deed(number) for number in range(WAVE)])
    broken = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert broken == []
    return sum(isinstance(one, TooManyAttempts) for one in results)


@pytest.mark.parametrize(
    "name", ["sign-in:account", "sign-in:account-hour", "sign-in:account-day", "sign-in:account-row"]
)
@pytest.mark.parametrize("email", [MAX, "nobody@example.com"], ids=["known", "unknown"])
def test_guesses_at_one_address_from_as_many_networks(core, checked, name, email):
    only(core, name)

    def guess(number):
        actor = visitor(address=f"192.0.2.{number}")
        return core.call(actor, sign_in.with_password, email=email, password=f"guess {number}")

    assert wave(guess) == WAVE - BUDGET
    assert len(checked) == BUDGET


@pytest.mark.parametrize("name", ["sign-in:source", "sign-in:everyone"])
def test_guesses_at_as_many_addresses(core, checked, name):
    only(core, name)

    def guess(number):
        actor = visitor(address="2001:db8:1:2::" + str(number))
        return core.call(actor, sign_in.with_password, email=f"nobody{number}@example.com", password="a guess")

    assert wave(guess) == WAVE - BUDGET
    assert len(checked) == BUDGET


@pytest.mark.parametrize("deed", ["confirm", "change", "both"])
def test_guesses_at_the_current_password_in_one_open_session(core, checked, deed):
    only(core, "password:current")
    held = signed_in(core, MAX)
    checked.clear()

    def guess(number):
        if deed == "confirm" or (deed == "both" and number % 2):
            return core.call(held, sign_in.confirm, proof=f"guess {number}")
        wanted = {"user_id": held.user_id, "new_password": ANOTHER, "current_password": f"guess {number}"}
        return core.call(held, passwords.change, **wanted)

    assert wave(guess) == WAVE - BUDGET
    assert len(checked) == BUDGET


def test_right_passwords_among_the_wave_let_in_no_more_than_the_budget(core, checked):
    only(core, "sign-in:source")

    def enter(number):
        return core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE if number % 2 else "wrong")

    assert wave(enter) == WAVE - BUDGET
    assert len(checked) == BUDGET


def test_letters_to_one_address_whose_reply_stays_the_same(core, maxim):
    only(core, "reset:address")

    refused = wave(lambda number: core.call(visitor(address=f"192.0.2.{number}"), passwords.request_reset, email=MAX))

    assert refused == 0
    assert len([one for one in letters_to(core, maxim.user_id) if one.kind == "reset"]) == BUDGET


def test_letters_asked_for_from_one_network(core, maxim):
    only(core, "reset:source")

    assert wave(lambda _: core.call(visitor(), passwords.request_reset, email=MAX)) == WAVE - BUDGET
    assert len([one for one in letters_to(core, maxim.user_id) if one.kind == "reset"]) == BUDGET


@pytest.mark.parametrize("name", ["email:session", "email:address"])
def test_letters_to_a_new_address(core, maxim, name):
    only(core, name)
    before = len(rows(core, "letters"))

    def ask(number):
        email = "new@example.com" if name == "email:address" else f"new{number}@example.com"
        return core.call(maxim, users.update, user_id=maxim.user_id, email=email)

    assert wave(ask) == WAVE - BUDGET
    kinds = [one.kind for one in letters_to(core, maxim.user_id)]
    assert kinds.count("email-confirm") == BUDGET
    assert len(rows(core, "letters")) - before <= 2 * BUDGET


def test_links_guessed_from_one_network(core):
    only(core, "link:source")

    assert wave(lambda number: core.call(visitor(), emails.confirm, token=f"guess {number}")) == WAVE - BUDGET
