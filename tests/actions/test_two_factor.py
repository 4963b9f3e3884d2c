"""Two-factor sign-in is set up and confirmed by a first code, by oneself or by staff."""

import base64
from datetime import timedelta

import pytest

from tests.builders import (
    MAX,
    PASSPHRASE,
    house,
    signed_in,
    token_for,
    visitor,
)
from tests.letter_box import refusal
from tests.second_factors import (
    code,
    code_of,
    codes_of,
    factors_of,
    states,
    step,
    turned_on,
    typed,
)
from tests.witness import everything
from usercore.actions import sign_in, tidying, two_factor
from usercore.actions.sign_in import Refused, SignedIn
from usercore.errors import NotSignedIn, NoTwoFactor, TokenSpent, WrongCode
from usercore.frames import two_factor as lists

HOUR = timedelta(hours=1)


def wrong(core, user_id):
    """Six digits that are no code of any minute near."""
    near = {code_of(core, user_id, later=off) for off in range(-12, 13)}
    return next(f"{number:06}" for number in range(100) if f"{number:06}" not in near)


# --- setting up --------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_as_text_address_and_picture(core, maxim):
    shown = core.call(maxim, two_factor.enable, user_id=maxim.user_id)

    assert len(base64.b32decode(shown.secret)) == 20
    assert shown.uri.startswith("otpauth://totp/")
    assert shown.secret in shown.uri
    assert shown.qr_code.startswith(b"\x89PNG")
    assert shown.secret not in repr(shown)


def test_what_waits_for_its_first_code_gates_nothing(core, maxim):
    core.call(maxim, two_factor.enable, user_id=maxim.user_id)

    outcome = core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE)

    assert isinstance(outcome, SignedIn)
    assert states(core, maxim.user_id) == ["pending"]
    assert codes_of(core, maxim.user_id) == []


def test_it_is_shown_again_as_it_was_while_it_waits(core, maxim):
    first = core.call(maxim, two_factor.enable, user_id=maxim.user_id)

    assert core.call(maxim, two_factor.show_again, user_id=maxim.user_id) == first


def test_begun_anew_there_is_another_secret_and_the_first_is_good_for_nothing(core, maxim):
    first = core.call(maxim, two_factor.enable, user_id=maxim.user_id).secret
    second = core.call(maxim, two_factor.enable, user_id=maxim.user_id).secret

    assert first != second
    assert len(factors_of(core, maxim.user_id)) == 1
    with pytest.raises(WrongCode):
        core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=code(core, first))


@pytest.mark.parametrize(("seconds", "good"), [(3599, True), (3600, False)])
def test_what_waits_ends_after_an_hour(core, clock, maxim, seconds, good):
    secret = core.call(house(), two_factor.enable, user_id=maxim.user_id).secret
    clock.advance(seconds=seconds)
    again = signed_in(core, MAX)

    assert (refusal(lambda: core.call(again, two_factor.show_again, user_id=maxim.user_id)) == "") is good
    done = refusal(lambda: core.call(again, two_factor.verify_setup, user_id=maxim.user_id, code=code(core, secret)))
    assert done == ("" if good else "NoTwoFactor")


def test_a_secret_that_nobody_confirmed_is_tidied_away(core, clock, maxim):
    core.call(maxim, two_factor.enable, user_id=maxim.user_id)
    clock.now += HOUR - timedelta(seconds=1)
    core.call(house(), tidying.drop_what_ended)
    assert states(core, maxim.user_id) == ["pending"]
    clock.advance(seconds=1)

    core.call(house(), tidying.drop_what_ended)

    assert states(core, maxim.user_id) == []


def test_tidying_leaves_what_is_on(core, clock, maxim):
    turned_on(core, maxim.user_id)
    clock.advance(days=400)

    core.call(house(), tidying.drop_what_ended)

    assert states(core, maxim.user_id) == ["active"]


@pytest.mark.parametrize("deed", [two_factor.show_again, two_factor.disable, two_factor.renew_recovery_codes])
def test_without_a_factor_there_is_nothing_to_do(core, maxim, deed):
    with pytest.raises(NoTwoFactor):
        core.call(maxim, deed, user_id=maxim.user_id)


def test_without_a_set_up_there_is_nothing_to_confirm(core, maxim):
    with pytest.raises(NoTwoFactor):
        core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code="123456")


# --- the first code ----------------------------------------------------------------------------------------------


def test_the_first_code_turns_it_on(core, maxim):
    secret = core.call(maxim, two_factor.enable, user_id=maxim.user_id).secret

    codes = core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=code(core, secret))

    assert states(core, maxim.user_id) == ["active"]
    assert len(set(codes)) == 10
    assert len(codes_of(core, maxim.user_id)) == 10
    assert step(core, MAX).challenge


def test_a_wrong_first_code_changes_nothing(core, maxim):
    core.call(maxim, two_factor.enable, user_id=maxim.user_id)
    before = everything(core)

    with pytest.raises(WrongCode, match="The code is not right"):
        core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=wrong(core, maxim.user_id))

    assert everything(core) == before


def test_a_late_first_code_is_explained(core, maxim):
    secret = core.call(maxim, two_factor.enable, user_id=maxim.user_id).secret

    with pytest.raises(WrongCode, match="120 seconds late: the clock of your phone is behind"):
        core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=code(core, secret, later=-4))


def test_the_first_code_is_used_up_by_it(core, maxim):
    turned_on(core, maxim.user_id)

    outcome = typed(core, step(core, MAX).challenge, code_of(core, maxim.user_id))

    assert outcome == Refused("This code was used already. Wait for the next one.")


def test_other_sessions_end_and_the_one_that_turned_it_on_stays(core, maxim):
    other = core.actor_for(token_for(core, MAX))

    turned_on(core, maxim.user_id, by=maxim)

    assert core.call(maxim, lists.of_user, user_id=maxim.user_id).state.tolist() == ["active"]
    with pytest.raises(NotSignedIn):
        core.call(other, lists.of_user, user_id=maxim.user_id)


def test_turned_on_by_staff_all_sessions_end_but_theirs(core, ada, maxim):
    turned_on(core, maxim.user_id, by=ada)

    assert core.call(ada, lists.of_user, user_id=maxim.user_id).state.tolist() == ["active"]
    with pytest.raises(NotSignedIn):
        core.call(maxim, lists.of_user, user_id=maxim.user_id)


def test_a_ticket_of_before_is_good_for_nothing(core, maxim):
    ticket = core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket

    turned_on(core, maxim.user_id, by=maxim)

    with pytest.raises(TokenSpent):
        core.call(visitor(address=""), sign_in.redeem, ticket=ticket)
