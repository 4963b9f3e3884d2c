"""Who may set up whose second factor, how freshly they must have signed in, and how often codes are guessed."""

import pytest

from tests.builders import (
    ADA,
    a_role,
    house,
    someone,
    token_for,
)
from tests.letter_box import refusal
from tests.second_factors import (
    code_of,
    factors_of,
    states,
    turned_on,
)
from usercore.actions import two_factor, users
from usercore.errors import AboveYou, NotFresh, TwoFactorOn, WrongState
from usercore.models import UserSession

# --- who, and when -----------------------------------------------------------------------------------------------


EVERY_DEED = [
    (two_factor.enable, {}),
    (two_factor.show_again, {}),
    (two_factor.verify_setup, {"code": "123456"}),
    (two_factor.disable, {}),
    (two_factor.renew_recovery_codes, {}),
]
each_deed = pytest.mark.parametrize(("deed", "more"), EVERY_DEED, ids=lambda one: getattr(one, "name", ""))


@each_deed
def test_one_s_own_takes_one_who_just_signed_in(core, clock, maxim, deed, more):
    clock.now += core.settings.fresh_for_credentials

    with pytest.raises(NotFresh):
        core.call(maxim, deed, user_id=maxim.user_id, **more)


@each_deed
def test_another_s_takes_staff_who_signed_in_recently(core, maxim, deed, more):
    core._clock.now += core.settings.fresh_for
    stale = core.actor_for(token_for(core, ADA))  # as if this one had been begun before
    with core.engine.begin() as connection:
        wanted = UserSession.__table__.update().where(UserSession.id == stale.session_id)
        connection.execute(wanted.values(fresh_from=core.now() - core.settings.fresh_for))

    with pytest.raises(NotFresh):
        core.call(stale, deed, user_id=maxim.user_id, **more)


@pytest.mark.parametrize("how", EVERY_DEED[1:3], ids=lambda how: how[0].name)
def test_what_someone_began_in_place_of_their_own_is_theirs_alone(core, ada, maxim, clock, how):
    deed, more = how
    turned_on(core, maxim.user_id, by=maxim)
    clock.advance(minutes=1)
    core.call(maxim, two_factor.enable, user_id=maxim.user_id, code=code_of(core, maxim.user_id))
    before = states(core, maxim.user_id)

    for actor in (ada, house()):
        with pytest.raises(TwoFactorOn):
            core.call(actor, deed, user_id=maxim.user_id, **more)

    assert states(core, maxim.user_id) == before


@each_deed
def test_nobody_does_it_to_someone_who_holds_more(core, ada, deed, more):
    a_role(core, "keeper", "two-factor:set-up", "users:read")
    keeper = someone(core, "keeper")

    with pytest.raises(AboveYou):
        core.call(keeper, deed, user_id=ada.user_id, **more)


@each_deed
def test_nobody_does_it_to_someone_in_the_trash(core, ada, maxim, deed, more):
    core.call(ada, users.soft_delete, user_id=maxim.user_id)

    with pytest.raises(WrongState):
        core.call(ada, deed, user_id=maxim.user_id, **more)


def test_distrusting_is_for_those_one_may_act_upon(core, ada, sam):
    a_role(core, "keeper", "two-factor:set-up", "users:read")

    with pytest.raises(AboveYou):
        core.call(someone(core, "keeper"), two_factor.distrust, user_id=ada.user_id)
    core.call(ada, two_factor.distrust, user_id=sam.user_id)


# --- guessing ----------------------------------------------------------------------------------------------------


def test_codes_typed_in_a_session_have_a_budget_too(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)

    def guess():
        return refusal(lambda: core.call(maxim, two_factor.disable, user_id=maxim.user_id, code="a wrong one"))

    assert [guess() for _ in range(11)] == ["WrongCode"] * 9 + ["TooManyAttempts"] * 2


def test_nobody_uses_up_another_s_budget(core, sam, vera, maxim):
    turned_on(core, maxim.user_id, by=maxim)
    for _ in range(15):
        for stranger in (vera, sam):
            refusal(lambda who=stranger: core.call(who, two_factor.disable, user_id=maxim.user_id, code="x"))

    core.call(maxim, two_factor.disable, user_id=maxim.user_id, code=code_of(core, maxim.user_id, later=1))

    assert factors_of(core, maxim.user_id) == []
