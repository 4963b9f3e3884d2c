"""A second factor is replaced and taken away, recovery codes are renewed, and the owner is told."""

import pytest

from tests.builders import (
    MAX,
    PASSPHRASE,
    SAM,
    a_role,
    house,
    letter_to,
    letters_to,
    link_to,
    signed_in,
    someone,
    token_for,
    visitor,
)
from tests.letter_box import refusal
from tests.second_factors import (
    code,
    code_of,
    codes_of,
    factors_of,
    secret_of,
    states,
    step,
    turned_on,
    typed,
)
from tests.witness import entries, everything, values
from usercore.actions import alarms, passwords, sign_in, two_factor
from usercore.actions.sign_in import Refused, SecondStep, SignedIn
from usercore.errors import InvalidPassword, NotSignedIn, OnlyTheirs, TokenSpent, TwoFactorOn, WrongCode
from usercore.frames import two_factor as lists
from usercore.frames import users as people

# --- replacing ---------------------------------------------------------------------------------------------------


def test_one_s_own_is_replaced_with_a_code_of_the_old_one(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)
    old = secret_of(core, maxim.user_id)

    new = core.call(maxim, two_factor.enable, user_id=maxim.user_id, code=code(core, old, later=1)).secret
    assert sorted(states(core, maxim.user_id)) == ["active", "pending"]
    core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=code(core, new))

    assert states(core, maxim.user_id) == ["active"]
    assert secret_of(core, maxim.user_id) == new != old


def test_until_the_new_one_is_confirmed_the_old_one_is_asked_for(core, clock, maxim):
    turned_on(core, maxim.user_id, by=maxim)
    old = secret_of(core, maxim.user_id)
    clock.advance(seconds=30)
    new = core.call(maxim, two_factor.enable, user_id=maxim.user_id, code=code(core, old)).secret
    clock.advance(seconds=30)
    challenge = step(core, MAX).challenge

    assert isinstance(typed(core, challenge, code(core, new)), Refused)
    assert isinstance(typed(core, challenge, code(core, old)), SignedIn)


@pytest.mark.parametrize("given", [None, "", "000000x", "a wrong one"])
def test_without_a_code_of_the_old_one_there_is_no_new_one(core, maxim, given):
    turned_on(core, maxim.user_id, by=maxim)
    before = everything(core)

    assert refusal(lambda: core.call(maxim, two_factor.enable, user_id=maxim.user_id, code=given)) == (
        "TwoFactorOn" if given is None else "WrongCode"
    )
    assert everything(core) == before


def test_staff_take_it_away_before_they_set_up_another(core, clock, ada, maxim):
    turned_on(core, maxim.user_id)
    clock.advance(seconds=30)

    for given in (None, code_of(core, maxim.user_id)):
        with pytest.raises(TwoFactorOn):
            core.call(ada, two_factor.enable, user_id=maxim.user_id, code=given)


@pytest.mark.parametrize("deed", [two_factor.disable, two_factor.renew_recovery_codes])
def test_staff_neither_take_another_s_away_nor_read_their_new_codes(core, ada, maxim, deed):
    turned_on(core, maxim.user_id)
    before = everything(core)

    with pytest.raises(OnlyTheirs):
        core.call(ada, deed, user_id=maxim.user_id, code=code_of(core, maxim.user_id, later=1))

    assert everything(core) == before


# --- taking away, renewing ---------------------------------------------------------------------------------------


def test_one_s_own_is_taken_away_with_a_code(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)

    core.call(maxim, two_factor.disable, user_id=maxim.user_id, code=code_of(core, maxim.user_id, later=1))

    assert (factors_of(core, maxim.user_id), codes_of(core, maxim.user_id)) == ([], [])
    assert core.call(maxim, lists.of_user, user_id=maxim.user_id).empty
    assert signed_in(core, MAX).signed_in


def test_one_s_own_is_taken_away_with_a_recovery_code(core, maxim):
    codes = turned_on(core, maxim.user_id, by=maxim)

    core.call(maxim, two_factor.disable, user_id=maxim.user_id, code=codes[3].lower())

    assert factors_of(core, maxim.user_id) == []


@pytest.mark.parametrize("deed", [two_factor.disable, two_factor.renew_recovery_codes])
@pytest.mark.parametrize("off", [None, 0, 3, -3])
def test_without_a_right_code_one_s_own_stays(core, maxim, deed, off):
    turned_on(core, maxim.user_id, by=maxim)
    before = everything(core)
    given = None if off is None else code_of(core, maxim.user_id, later=off)

    with pytest.raises(WrongCode) as refused:
        core.call(maxim, deed, user_id=maxim.user_id, code=given)

    assert everything(core) == before
    assert "seconds" not in str(refused.value)  # a guess of the minutes to come is told nothing


def test_a_program_takes_it_away_without_a_code_and_all_sessions_end(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)

    core.call(house(), two_factor.disable, user_id=maxim.user_id)

    assert factors_of(core, maxim.user_id) == []
    with pytest.raises(NotSignedIn):
        core.call(maxim, lists.of_user, user_id=maxim.user_id)


def test_a_challenge_of_before_it_was_taken_away_asks_to_begin_again(core, ada, maxim):
    codes = turned_on(core, maxim.user_id)
    challenge = step(core, MAX).challenge
    core.call(house(), two_factor.disable, user_id=maxim.user_id)

    with pytest.raises(TokenSpent):
        typed(core, challenge, codes[0])


def test_new_recovery_codes_void_the_old_ones(core, maxim):
    old = turned_on(core, maxim.user_id, by=maxim)
    new = core.call(
        maxim, two_factor.renew_recovery_codes, user_id=maxim.user_id, code=code_of(core, maxim.user_id, later=1)
    )
    challenge = step(core, MAX).challenge

    assert not set(old) & set(new)
    assert len(codes_of(core, maxim.user_id)) == 10
    assert isinstance(typed(core, challenge, old[0]), Refused)
    assert isinstance(typed(core, challenge, new[0]), SignedIn)


def test_the_owner_is_told_of_new_recovery_codes(core, maxim):
    turned_on(core, maxim.user_id)

    core.call(house(), two_factor.renew_recovery_codes, user_id=maxim.user_id)

    core.call(visitor(), alarms.by_letter, token=link_to(core, maxim.user_id, "recovery-codes"))


def test_turned_on_again_the_codes_and_the_app_of_before_are_good_for_nothing(core, clock, maxim):
    old, secret = turned_on(core, maxim.user_id), secret_of(core, maxim.user_id)
    core.call(house(), two_factor.disable, user_id=maxim.user_id)
    turned_on(core, maxim.user_id)
    clock.advance(minutes=1)
    challenge = step(core, MAX).challenge

    assert isinstance(typed(core, challenge, old[0]), Refused)
    assert isinstance(typed(core, challenge, code(core, secret)), Refused)


# --- told, and written down --------------------------------------------------------------------------------------


def test_the_owner_is_told_when_it_is_on_and_when_it_is_off(core, ada, maxim):
    turned_on(core, maxim.user_id, by=maxim)
    on = letter_to(core, maxim.user_id, "two-factor")
    core.call(house(), two_factor.disable, user_id=maxim.user_id)
    off = [letter for letter in letters_to(core, maxim.user_id) if letter.kind == "two-factor" and letter.id != on.id]

    assert (on.facts["on"], on.facts["address"]) == (1, "192.0.2.3")
    assert [letter.facts["on"] for letter in off] == [0]
    assert "192.0.2.1" not in str(off[0].facts)  # where staff sit is nobody's business


def test_what_was_done_is_written_down_without_what_must_stay_secret(core, ada, maxim):
    setup = core.call(maxim, two_factor.enable, user_id=maxim.user_id)
    core.call(maxim, two_factor.show_again, user_id=maxim.user_id)
    first = code(core, setup.secret)
    codes = core.call(maxim, two_factor.verify_setup, user_id=maxim.user_id, code=first)
    later = code_of(core, maxim.user_id, later=1)
    more = core.call(maxim, two_factor.renew_recovery_codes, user_id=maxim.user_id, code=later)
    core.call(maxim, two_factor.distrust, user_id=maxim.user_id)
    core.call(house(), two_factor.disable, user_id=maxim.user_id)

    mine = [entry for entry in entries(core) if entry.event.startswith("two-factor:")]
    assert [(entry.event.removeprefix("two-factor:"), entry.actor_id) for entry in mine] == [
        ("offered", maxim.user_id),
        ("offered", maxim.user_id),
        ("on", maxim.user_id),
        ("codes-renewed", maxim.user_id),
        ("distrusted", maxim.user_id),
        ("off", None),
    ]
    assert {entry.subject_id for entry in mine} == {maxim.user_id}
    kept = " ".join(str(entry.facts) for entry in mine) + " ".join(str(value.value) for value in values(core))
    assert not [one for one in (setup.secret, setup.uri, first, later, *codes, *more) if one in kept]


# --- the password beside it --------------------------------------------------------------------------------------

SHORT = "violet kayaks"


def test_with_a_second_factor_a_dashboard_role_may_have_a_shorter_password(core, sam):
    with pytest.raises(InvalidPassword, match="15 are the fewest"):
        core.call(sam, passwords.change, user_id=sam.user_id, new_password=SHORT, current_password=PASSPHRASE)
    turned_on(core, sam.user_id, by=sam)

    core.call(sam, passwords.change, user_id=sam.user_id, new_password=SHORT, current_password=PASSPHRASE)

    assert isinstance(core.call(visitor(), sign_in.with_password, email=SAM, password=SHORT), SecondStep)


def test_the_field_for_it_knows(core, ada, sam):
    asked = core.call(ada, people.by_id, user_id=sam.user_id).iloc[0].long_password
    assert asked and core.actor_for(token_for(core, SAM)).long_password  # noqa: PT018 - one fact, in two places

    turned_on(core, sam.user_id)

    assert not core.call(ada, people.by_id, user_id=sam.user_id).iloc[0].long_password
    ticket = typed(core, step(core, SAM).challenge, code_of(core, sam.user_id, later=1)).ticket
    assert not core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=ticket)).long_password


def test_rights_of_the_application_alone_ask_for_no_longer_password(core):
    writer = someone(core, a_role(core, "writer", "posts:*"))

    assert not writer.long_password
    core.call(writer, passwords.change, user_id=writer.user_id, new_password=SHORT, current_password=PASSPHRASE)
