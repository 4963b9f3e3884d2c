"""The second step: a code of the app after the password, or a recovery code; each is good once."""

import base64
from datetime import UTC, datetime

import pytest

from tests.builders import MAX, PASSPHRASE, house, letters_to, visitor
from tests.second_factors import code_of, codes_of, step, trusted_by, turned_on, typed, with_secret
from tests.witness import entries
from usercore.actions import sign_in
from usercore.actions.sign_in import Refused, SecondStep, SignedIn
from usercore.errors import TooManyAttempts
from usercore.frames import two_factor as lists

# --- the code ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["admin", "support", "author"])
def test_whoever_has_a_factor_gets_no_ticket_for_the_password(core, ada, sam, maxim, role):
    who = {"admin": ada, "support": sam, "author": maxim}[role]
    turned_on(core, who.user_id)

    outcome = core.call(visitor(), sign_in.with_password, email=who.email, password=PASSPHRASE)

    assert isinstance(outcome, SecondStep)
    assert outcome.challenge.startswith("challenge_")


def test_the_right_code_lets_in(core, shown, maxim):
    outcome = typed(core, step(core, MAX).challenge, shown())

    actor = core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket))
    assert actor.user_id == maxim.user_id
    assert entries(core)[-1].facts["method"] == "password+code"


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_one_step_late_or_early_is_right(core, shown, off):
    assert isinstance(typed(core, step(core, MAX).challenge, shown(off)), SignedIn)


@pytest.mark.parametrize("off", [-10, -2, 2, 10])
def test_a_code_up_to_ten_steps_away_is_explained_and_refused(core, shown, off):
    outcome = typed(core, step(core, MAX).challenge, shown(off))

    assert f"{abs(off) * 30} seconds {'late' if off < 0 else 'early'}" in outcome.sentence
    assert (entries(core)[-1].event, entries(core)[-1].facts["why"]) == ("sign-in:refused", "clock")


def test_a_code_from_further_away_is_only_wrong(core, shown):
    for off in (-11, 11):
        assert typed(core, step(core, MAX).challenge, shown(off)).sentence.startswith("The code is not right.")


def test_a_late_code_counts_as_a_failure(core, shown):
    challenge = step(core, MAX).challenge
    for _ in range(9):
        typed(core, challenge, shown(-3))

    with pytest.raises(TooManyAttempts):
        typed(core, challenge, shown())


def test_a_code_that_was_told_to_be_early_is_not_good_when_its_time_comes(core, clock, shown):
    challenge, guessed = step(core, MAX).challenge, shown(4)
    assert "early" in typed(core, challenge, guessed).sentence
    clock.advance(minutes=2)

    assert typed(core, challenge, guessed) == Refused("This code was used already. Wait for the next one.")
    assert isinstance(typed(core, challenge, shown(1)), SignedIn)


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{0[0]} {0[1]}{0[2]}{0[3]}{0[4]}{0[5]}"])
def test_a_used_code_is_refused_however_it_is_spelt(core, shown, spelling):
    assert isinstance(typed(core, step(core, MAX).challenge, shown()), SignedIn)

    again = typed(core, step(core, MAX).challenge, spelling.format(shown()))

    assert again == Refused("This code was used already. Wait for the next one.")


def test_a_used_code_in_full_width_digits_is_refused(core, shown):
    typed(core, step(core, MAX).challenge, shown())
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in shown())

    assert isinstance(typed(core, step(core, MAX).challenge, wide), Refused)


def test_no_code_from_before_the_last_one_is_good(core, shown):
    typed(core, step(core, MAX).challenge, shown(1))

    assert [type(typed(core, step(core, MAX).challenge, shown(off))) for off in (-1, 0, 1)] == [Refused] * 3


def test_a_wrong_code_leaves_the_challenge_good(core, shown, wrong):
    challenge = step(core, MAX).challenge

    assert isinstance(typed(core, challenge, wrong), Refused)
    assert isinstance(typed(core, challenge, shown()), SignedIn)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_rfc_6238_through_the_whole_sign_in(core, clock, maxim, seconds, code):
    with_secret(core, maxim.user_id, base64.b32encode(b"12345678901234567890").decode())
    clock.now = datetime.fromtimestamp(seconds, UTC)

    outcome = typed(core, step(core, MAX).challenge, code)

    assert core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket)).email == MAX


# --- recovery codes ----------------------------------------------------------------------------------------------


def test_a_recovery_code_lets_in_once(core, codes):
    challenge = step(core, MAX).challenge
    outcome = typed(core, challenge, codes[0])
    again = typed(core, step(core, MAX).challenge, codes[0])

    assert isinstance(outcome, SignedIn)
    assert again == Refused("This recovery code is not right, or was used already.")
    core.call(visitor(address=""), sign_in.redeem, ticket=outcome.ticket)
    assert entries(core)[-1].facts["method"] == "password+backup"


@pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\n"])
def test_a_recovery_code_is_read_however_it_is_spelt(core, codes, spelling):
    assert isinstance(typed(core, step(core, MAX).challenge, spelling(codes[5])), SignedIn)


def test_the_owner_is_told_and_how_many_are_left(core, codes, maxim):
    for used in codes[:3]:
        typed(core, step(core, MAX).challenge, used)

    told = [letter.facts["left"] for letter in letters_to(core, maxim.user_id) if letter.kind == "recovery-code"]
    assert sorted(told) == [7, 8, 9]
    left = [entry.facts["left"] for entry in entries(core) if entry.event == "two-factor:code-used"]
    assert left == [9, 8, 7]


def test_the_third_wrong_code_after_the_right_password_tells_the_owner_once(core, codes, maxim):
    challenge = step(core, MAX).challenge
    for tries in range(1, 5):
        typed(core, challenge, "000000")
        told = [letter for letter in letters_to(core, maxim.user_id) if letter.kind == "wrong-codes"]
        assert len(told) == (tries >= 3)
    assert told[0].facts["tries"] == 3


def test_the_recovery_code_of_another_is_wrong(core, codes, sam):
    of_sam = turned_on(core, sam.user_id)

    assert isinstance(typed(core, step(core, MAX).challenge, of_sam[0]), Refused)
    assert all(row.used_at is None for row in codes_of(core, sam.user_id))


def test_what_the_screen_shows_of_it(core, codes, maxim):
    by = visitor(address="", browser="max's browser")
    typed(core, step(core, MAX).challenge, codes[0])
    typed(core, step(core, MAX, by=by).challenge, code_of(core, maxim.user_id, later=1), by=by, trust_browser=True)

    shown = core.call(house(), lists.of_user, user_id=maxim.user_id).iloc[0]

    assert (shown.state, shown.kind, shown.codes_left) == ("active", "totp", 9)
    assert len(core.call(house(), lists.trusted, user_id=maxim.user_id)) == len(trusted_by(core, maxim.user_id)) == 1
