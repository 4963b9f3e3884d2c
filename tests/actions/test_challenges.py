"""Between password and code: a challenge for ten minutes and one browser, and one budget for both."""

from datetime import timedelta

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, house, letter_to, letters_to, link_to, settings, visitor
from tests.letter_box import refusal
from tests.second_factors import code_of, step, turned_on, typed
from tests.witness import entries, everything
from usercore import open_core
from usercore.actions import passwords, sign_in, users
from usercore.actions.sign_in import SignedIn
from usercore.errors import TokenExpired, TokenSpent, TooManyAttempts
from usercore.frames import rules

HERE, ELSEWHERE = visitor(address="", browser="this browser"), visitor(address="", browser="another browser")


# --- the challenge -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "good"), [(599, True), (600, False)])
def test_a_challenge_is_good_for_ten_minutes(core, clock, shown, seconds, good):
    challenge = step(core, MAX).challenge
    clock.advance(seconds=seconds)

    if good:
        assert isinstance(typed(core, challenge, shown()), SignedIn)
    else:
        with pytest.raises(TokenExpired):
            typed(core, challenge, shown())


@pytest.mark.parametrize("by", [ELSEWHERE, visitor(address="")])
def test_a_challenge_is_good_in_the_browser_that_got_it(core, shown, by):
    challenge = step(core, MAX, by=HERE).challenge

    with pytest.raises(TokenSpent):
        typed(core, challenge, shown(), by=by)
    assert isinstance(typed(core, challenge, shown(), by=HERE), SignedIn)


def test_a_challenge_is_good_once(core, clock, shown):
    challenge = step(core, MAX).challenge
    typed(core, challenge, shown())
    clock.advance(seconds=30)

    with pytest.raises(TokenSpent):
        typed(core, challenge, shown())


@pytest.mark.parametrize("token", ["", "challenge_made-up", "\0", "\ud800", "x" * 100_000])
def test_a_made_up_challenge_is_refused(core, shown, token):
    with pytest.raises(TokenSpent):
        typed(core, token, shown())


def test_no_other_token_is_a_challenge(core, shown, maxim):
    ticket = typed(core, step(core, MAX).challenge, shown()).ticket
    core.call(visitor(address=""), passwords.request_reset, email=MAX)

    for token in (ticket, link_to(core, maxim.user_id, "reset")):
        with pytest.raises(TokenSpent):
            typed(core, token, shown(1))
    with pytest.raises(TokenSpent):
        core.call(visitor(address=""), sign_in.redeem, ticket=step(core, MAX).challenge)


def changed(core, ada, who):
    core.call(ada, passwords.change, user_id=who, new_password=ANOTHER)


def suspended(core, ada, who):
    core.call(ada, users.suspend, user_id=who, reason="a reason")


def deleted(core, ada, who):
    core.call(ada, users.soft_delete, user_id=who)


def spoilt(core, ada, who):
    core.call(ada, passwords.force_reset, user_id=who, compromised=True)


@pytest.mark.parametrize("happened", [changed, suspended, deleted, spoilt], ids=lambda one: one.__name__)
def test_a_challenge_dies_with_what_it_was_given_for(core, ada, maxim, shown, happened):
    challenge, code = step(core, MAX).challenge, shown()
    happened(core, ada, maxim.user_id)
    before = everything(core)

    with pytest.raises(TokenSpent):
        typed(core, challenge, code)
    assert everything(core) == before


def test_a_challenge_stays_dead_when_the_suspension_is_over(core, ada, maxim, shown):
    challenge = step(core, MAX).challenge
    suspended(core, ada, maxim.user_id)
    core.call(ada, users.reinstate, user_id=maxim.user_id)

    with pytest.raises(TokenSpent):
        typed(core, challenge, shown())


def test_between_the_steps_nothing_is_kept_but_a_digest(core, codes):
    challenge = step(core, MAX, by=HERE).challenge

    kept = str(everything(core, traces=True))
    assert challenge not in kept
    assert PASSPHRASE not in kept


# --- the budget --------------------------------------------------------------------------------------------------


def test_password_and_codes_share_one_budget_and_a_new_challenge_does_not_refill_it(core, shown, wrong):
    for _ in range(5):
        typed(core, step(core, MAX).challenge, wrong)

    for deed in (lambda: step(core, MAX), lambda: core.call(visitor(), sign_in.with_password, email=MAX, password="x")):
        assert refusal(deed) == "TooManyAttempts"


def test_the_right_password_alone_forgets_no_failures(core, codes):
    for _ in range(10):
        step(core, MAX)

    with pytest.raises(TooManyAttempts):
        step(core, MAX)


def test_a_closed_budget_refuses_the_right_code_too(core, clock, shown, wrong):
    challenge = step(core, MAX).challenge
    for _ in range(9):
        typed(core, challenge, wrong)

    with pytest.raises(TooManyAttempts):
        typed(core, challenge, shown())
    clock.advance(minutes=5)
    assert isinstance(typed(core, challenge, shown()), SignedIn)


def test_many_wrong_codes_mark_the_account_and_tell_the_owner(core, maxim, wrong):
    challenge = step(core, MAX).challenge
    for _ in range(9):
        typed(core, challenge, wrong)

    assert entries(core)[-1].event == "user:locked"
    assert "locked" in [letter.kind for letter in letters_to(core, maxim.user_id)]


def test_being_in_forgets_the_failures(core, clock, shown, wrong):
    for _ in range(3):
        for _ in range(3):
            typed(core, step(core, MAX).challenge, wrong)
        assert isinstance(typed(core, step(core, MAX).challenge, shown()), SignedIn)
        clock.advance(seconds=30)


def test_a_made_up_challenge_counts_against_nobody_but_its_network(core, codes):
    for _ in range(15):
        refusal(lambda: typed(core, "challenge_made-up", "123456"))

    assert step(core, MAX).challenge


def test_whoever_is_in_again_hears_of_many_failures(core, maxim, shown, wrong):
    challenge = step(core, MAX).challenge
    for _ in range(6):
        typed(core, challenge, wrong)
    typed(core, challenge, shown())

    assert letter_to(core, maxim.user_id, "many-failures").facts["failures"] == 6


def test_a_temporary_password_is_still_temporary_after_the_code(core, ada, maxim, shown):
    core.call(ada, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    assert typed(core, step(core, MAX, ANOTHER).challenge, shown()).must_change


@pytest.mark.parametrize("with_factor", [False, True])
def test_a_password_grown_too_old_must_be_changed_at_once(url, clock, maxim, with_factor):
    core = open_core(settings=settings(url, password_longest_age=timedelta(days=30)), clock=clock)
    if with_factor:
        turned_on(core, maxim.user_id)
    clock.advance(days=30)

    outcome = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)
    if with_factor:
        outcome = typed(core, outcome.challenge, code_of(core, maxim.user_id), by=visitor())

    assert outcome.must_change
    core.close()


def test_a_limit_tried_on_the_past_clears_nothing_for_the_password_alone(core, clock, shown):
    clock.advance(days=31)
    for _ in range(3):
        step(core, MAX)
    typed(core, step(core, MAX).challenge, shown())

    found = core.call(house(), rules.replay, name="sign-in:account", times=3, within=timedelta(minutes=5), days=30)

    assert found.set_index("rule").loc["new", ["tries", "kept_out", "wrongly"]].tolist() == [5, 2, 2]
