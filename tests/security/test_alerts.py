"""When guessing begins somewhere, the admins and the owners hear of it, and not too often."""

from contextlib import suppress

import pytest

from tests.builders import (
    ADA,
    MAX,
    PASSPHRASE,
    SAM,
    a_user,
    an_address,
    house,
    letters_to,
    settings,
    token_for,
    visitor,
)
from tests.witness import at_once, entries, rows
from usercore import open_core
from usercore.actions import sign_in, users
from usercore.errors import TooManyAttempts

THRESHOLD = 6


@pytest.fixture
def watchful(url, clock):
    """A house that tells its admins after six failed sign-ins within ten minutes."""
    core = open_core(settings=settings(url, alert_failures=THRESHOLD), clock=clock)
    yield core
    core.close()


def guess(core, email=None, times=1, password="wrong"):
    for _ in range(times):
        with suppress(TooManyAttempts):
            core.call(visitor(address=""), sign_in.with_password, email=email or an_address("no"), password=password)


def kinds(core, user_id):
    return [letter.kind for letter in letters_to(core, user_id)]


def alerts(core):
    return [entry.facts for entry in entries(core) if entry.event == "house:admins-alerted"]


# --- to the admins -------------------------------------------------------------------------------------------------


def test_so_many_failures_in_the_window_send_every_admin_who_can_sign_in_a_letter(watchful, ada, sam):
    second = a_user(watchful, an_address("second"), role="admin")
    gone = a_user(watchful, an_address("gone"), role="admin")
    watchful.call(ada, users.suspend, user_id=gone, reason="left")

    guess(watchful, times=THRESHOLD)

    assert [kinds(watchful, who).count("alert") for who in (ada.user_id, second, gone, sam.user_id)] == [1, 1, 0, 0]
    assert alerts(watchful) == [{"failures": THRESHOLD, "minutes": 10}]


def test_one_failure_less_sends_nothing(watchful, ada):
    guess(watchful, times=THRESHOLD - 1)

    assert "alert" not in kinds(watchful, ada.user_id)
    assert alerts(watchful) == []


def test_a_window_tells_once_and_the_next_one_again(watchful, ada, clock):
    guess(watchful, times=THRESHOLD * 3)
    assert kinds(watchful, ada.user_id).count("alert") == 1

    clock.advance(minutes=10)
    guess(watchful, times=THRESHOLD)

    assert kinds(watchful, ada.user_id).count("alert") == 2


def test_failures_spread_over_more_than_the_window_do_not_add_up(watchful, ada, clock):
    for _ in range(THRESHOLD * 2):
        guess(watchful)
        clock.advance(minutes=3)

    assert "alert" not in kinds(watchful, ada.user_id)


def test_successes_do_not_count(watchful, ada):
    for _ in range(THRESHOLD):
        token_for(watchful, SAM)

    assert "alert" not in kinds(watchful, ada.user_id)


def test_failures_at_once_are_told_once(watchful, ada):
    at_once(*[lambda: guess(watchful)] * (THRESHOLD * 2))

    assert kinds(watchful, ada.user_id).count("alert") == 1


def test_the_letter_names_nobody_and_no_network(watchful, ada):
    guess(watchful, MAX, times=THRESHOLD)

    (letter,) = [one for one in letters_to(watchful, ada.user_id) if one.kind == "alert"]
    assert MAX not in str(letter.facts)
    assert set(letter.facts) <= {"failures", "minutes"}


# --- to the owner --------------------------------------------------------------------------------------------------


def test_the_owner_hears_of_a_lock(core, maxim):
    guess(core, MAX, times=10)

    assert kinds(core, maxim.user_id) == ["locked"]


def test_whoever_guesses_all_day_fills_nobody_s_mailbox(core, maxim, clock):
    for _ in range(20):
        guess(core, MAX, times=12)
        clock.advance(minutes=61)
        if len(kinds(core, maxim.user_id)) > 1:
            break

    assert kinds(core, maxim.user_id) == ["locked"]
    assert core.now().day == 3


def test_an_unknown_address_gets_no_letter_and_leaves_the_same_rows(core, maxim):
    email = an_address("nobody")
    guess(core, email, times=10)
    unknown = rows(core, "letters")

    guess(core, MAX, times=10)

    assert len(rows(core, "letters")) == 2 * len(unknown) == 2
    assert email not in str(unknown)


def test_the_owner_who_gets_in_after_many_failures_hears_of_them(core, maxim):
    guess(core, MAX, times=6)
    token_for(core, MAX)

    assert "many-failures" in kinds(core, maxim.user_id)


def test_a_few_mistypings_are_nobody_s_business(core, maxim):
    guess(core, MAX, times=4)
    token_for(core, MAX)

    assert "many-failures" not in kinds(core, maxim.user_id)


def test_a_suspended_admin_is_not_written_to_and_no_admin_at_all_is_no_error(watchful, ada):
    watchful.call(house(), users.create, email=an_address("other"), role="admin", password=PASSPHRASE)
    watchful.call(house(), users.suspend, user_id=ada.user_id, reason="away")

    guess(watchful, ADA, times=THRESHOLD)

    assert "alert" not in kinds(watchful, ada.user_id)
