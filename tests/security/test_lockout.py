"""Guessing is limited, for one address and from one network, before any password is checked."""

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, SAM, a_user, settings, signed_in, token_for, visitor
from tests.security.guessing import BUDGET, guess, spend
from tests.witness import at_once, entries, hashes_checked, rows
from usercore import open_core
from usercore.actions import passwords, sign_in, users
from usercore.actions.sign_in import Refused, SignedIn
from usercore.errors import NotSignedIn, TooManyAttempts, WrongPassword


def test_the_eleventh_try_is_refused_even_with_the_right_password(core):
    spend(core)

    with pytest.raises(TooManyAttempts, match=r"Too many tries. Wait 5 minutes, then try again\."):
        guess(core, password=PASSPHRASE)


def test_the_tenth_try_with_the_right_password_lets_in(core):
    spend(core, times=BUDGET - 1)

    assert isinstance(guess(core, password=PASSPHRASE), SignedIn)


def test_an_address_without_an_account_has_the_same_budget(core):
    spend(core, "nobody@example.com")

    with pytest.raises(TooManyAttempts, match="Wait 5 minutes"):
        guess(core, "nobody@example.com")


@pytest.mark.parametrize(
    "spelling", ["MAX@EXAMPLE.COM", "  max@example.com ", "ｍａｘ@example.com", "max@ｅxample.com"]
)
def test_every_spelling_of_an_address_is_one_account(core, spelling):
    spend(core)

    with pytest.raises(TooManyAttempts):
        guess(core, spelling)


def test_another_account_is_not_locked_with_it(core):
    spend(core)

    assert isinstance(guess(core, SAM, PASSPHRASE), SignedIn)


def test_the_window_passes(core, clock):
    spend(core)
    clock.advance(minutes=5)

    assert isinstance(guess(core, password=PASSPHRASE), SignedIn)


def test_tries_during_the_window_do_not_lengthen_it(core, clock):
    spend(core)
    clock.advance(minutes=4, seconds=59)
    with pytest.raises(TooManyAttempts, match="Wait one second"):
        guess(core)

    clock.advance(seconds=1)

    assert isinstance(guess(core, password=PASSPHRASE), SignedIn)


def test_the_count_survives_a_restart(core, url, clock):
    spend(core)
    core.close()

    again = open_core(settings=settings(url), clock=clock)

    with pytest.raises(TooManyAttempts):
        guess(again, password=PASSPHRASE)
    again.close()


def test_a_try_counts_even_if_its_call_fails(core):
    for _ in range(BUDGET):
        with pytest.raises(TypeError):
            core.call(visitor(), sign_in.with_password, email=MAX, password="x", role="admin")

    with pytest.raises(TooManyAttempts):
        guess(core)


def test_one_network_has_a_budget_over_all_addresses(core):
    for number in range(50):
        guess(core, f"nobody{number}@example.com")

    with pytest.raises(TooManyAttempts):
        guess(core, SAM, PASSPHRASE)
    assert isinstance(guess(core, SAM, PASSPHRASE, address="203.0.113.9"), SignedIn)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("198.51.100.4", "::ffff:198.51.100.4"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002:0000:0000:0000:0001"),
        ("2001:db8:1:2::1", "2001:db8:1:2::1%eth0"),
        ("nonsense", "other nonsense"),
    ],
)
def test_every_spelling_of_a_network_is_one_source(core, one, same):
    for number in range(50):
        guess(core, f"nobody{number}@example.com", address=one)

    with pytest.raises(TooManyAttempts):
        guess(core, SAM, address=same)


def test_the_next_network_is_another_source(core):
    for number in range(50):
        guess(core, f"nobody{number}@example.com", address="2001:db8:1:2::1")

    assert guess(core, SAM, address="2001:db8:1:3::1") == Refused("The address or the password is not right.")


def test_guesses_made_at_once_reach_the_password_no_oftener_than_the_budget(core, monkeypatch):
    checked = hashes_checked(monkeypatch)

    results = at_once(*[lambda: guess(core)] * 32)

    assert len(checked) == BUDGET
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 32 - BUDGET


def test_a_flood_is_noted_once_a_window(core):
    spend(core)
    for _ in range(5):
        with pytest.raises(TooManyAttempts):
            guess(core)

    limited = [entry for entry in entries(core) if entry.event == "access:limited"]
    assert [entry.facts for entry in limited] == [{"limit": "sign-in:account"}]


def test_no_address_stands_in_the_counters(core):
    guess(core)

    kept = str(rows(core, "limit_counters"))
    assert MAX not in kept
    assert "198.51.100.4" not in kept


@pytest.mark.parametrize("deed", ["change", "confirm"])
def test_guessing_the_current_password_from_an_open_session_is_limited_too(core, maxim, deed):
    def once(password):
        if deed == "confirm":
            return core.call(maxim, sign_in.confirm, proof=password)
        wanted = {"user_id": maxim.user_id, "new_password": ANOTHER}
        return core.call(maxim, passwords.change, current_password=password, **wanted)

    for _ in range(BUDGET):
        with pytest.raises(WrongPassword):
            once("wrong")

    with pytest.raises(TooManyAttempts):
        once(PASSPHRASE)


def test_visitors_who_confirm_nothing_use_up_nobody_s_budget(core, maxim):
    for _ in range(BUDGET + 1):
        with pytest.raises((NotSignedIn, TooManyAttempts)):
            core.call(visitor(), sign_in.confirm, proof="x")

    core.call(maxim, sign_in.confirm, proof=PASSPHRASE)


def test_a_password_set_by_staff_does_not_count_as_a_guess(core, sam, maxim):
    for number in range(BUDGET + 2):
        core.call(sam, passwords.change, user_id=maxim.user_id, new_password=f"{ANOTHER} {number}")

    assert entries(core)[-1].event == "password:changed"


def test_a_limit_ends_no_session(core, maxim):
    spend(core)

    core.call(maxim, users.update, user_id=maxim.user_id, name="Still here")

    assert signed_in(core, SAM).signed_in
    assert core.call(maxim, sign_in.confirm, proof=PASSPHRASE) is None


def test_someone_else_s_flood_does_not_lock_a_new_account_s_first_day(core):
    spend(core, "later@example.com")
    core._clock.advance(minutes=5)
    a_user(core, "later@example.com")

    assert token_for(core, "later@example.com")
