"""For staff a lost phone waits for a second person: who may confirm what was asked, and what ends the wait."""

from threading import Barrier, Thread

import pytest

from tests.actions.test_recoveries import SEEN, events
from tests.builders import a_role, a_user, an_address, house, someone
from tests.letter_box import refusal
from tests.second_factors import code, factors_of, turned_on
from tests.witness import everything
from usercore.actions import recoveries, tidying, two_factor, users
from usercore.errors import NoRecovery, SecondPerson
from usercore.frames import recoveries as lists


@pytest.fixture
def staff(core):
    """Someone from support whose phone is gone."""
    user_id = a_user(core, an_address(), name="Sally Support", role="support")
    turned_on(core, user_id)
    return user_id


@pytest.fixture
def other(core):
    """A second admin."""
    return someone(core, "admin")


def waiting(core, actor, **wanted):
    return core.call(actor, lists.waiting, **wanted)


def test_for_staff_it_waits_for_a_second_person(core, ada, other, staff):
    assert core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN, note="On video.") is False
    assert [factor.state for factor in factors_of(core, staff)] == ["active"]

    found = waiting(core, other).iloc[0]
    assert (found["name"], found.proofs, found.note, found.own) == ("Sally Support", SEEN, "On video.", False)
    core.call(other, recoveries.approve, recovery_id=found.id)

    assert factors_of(core, staff) == []
    assert waiting(core, other).empty
    asked, done = events(core, staff)[-2:]
    assert (asked.event, asked.actor_id) == ("two-factor:lost", ada.user_id)
    assert (done.event, done.actor_id) == ("two-factor:taken-away", other.user_id)
    assert done.facts["asked_by"] == str(ada.user_id)


@pytest.mark.parametrize("found", ["turned off", "replaced"])
def test_what_waits_is_over_once_they_help_themselves(core, ada, other, found):
    sally = someone(core, "support")
    codes = turned_on(core, sally.user_id, by=sally)
    core.call(ada, recoveries.ask, user_id=sally.user_id, proofs=SEEN)

    if found == "turned off":
        core.call(sally, two_factor.disable, user_id=sally.user_id, code=codes[0])
    else:
        secret = core.call(sally, two_factor.enable, user_id=sally.user_id, code=codes[0]).secret
        core.call(sally, two_factor.verify_setup, user_id=sally.user_id, code=code(core, secret))

    assert waiting(core, other).empty


def test_nobody_confirms_what_they_asked_for_themselves(core, ada, staff):
    core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN)
    found = waiting(core, ada, user_id=staff).iloc[0]
    assert found.own

    with pytest.raises(SecondPerson):
        core.call(ada, recoveries.approve, recovery_id=found.id)

    assert len(factors_of(core, staff)) == 1


def test_asked_again_by_another_it_is_theirs_and_the_first_may_confirm(core, ada, other, staff):
    core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN)
    core.call(other, recoveries.ask, user_id=staff, proofs=["document"])
    found = waiting(core, ada)

    assert len(found) == 1
    core.call(ada, recoveries.approve, recovery_id=found.iloc[0].id)
    assert factors_of(core, staff) == []


def test_declined_it_stays_as_it_is(core, ada, other, staff):
    core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN)
    recovery_id = waiting(core, other).iloc[0].id

    core.call(other, recoveries.decline, recovery_id=recovery_id)

    assert waiting(core, ada).empty
    assert events(core, staff)[-1].event == "two-factor:kept"
    assert refusal(lambda: core.call(other, recoveries.approve, recovery_id=recovery_id)) == "NoRecovery"


def test_after_a_day_it_waits_no_more(core, clock, ada, staff):
    core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN)
    other = someone(core, "admin")
    recovery_id = waiting(core, other).iloc[0].id
    clock.advance(days=1)
    fresh = someone(core, "admin")

    assert waiting(core, fresh).empty
    with pytest.raises(NoRecovery):
        core.call(fresh, recoveries.approve, recovery_id=recovery_id)
    core.call(house(), tidying.drop_what_ended)
    assert everything(core)["recoveries"] == []


def test_whoever_asked_must_still_be_someone_who_may(core, ada, other, staff):
    third = someone(core, "admin")
    core.call(third, recoveries.ask, user_id=staff, proofs=SEEN)
    recovery_id = waiting(core, other).iloc[0].id
    core.call(ada, users.suspend, user_id=third.user_id, reason="a reason")

    with pytest.raises(NoRecovery):
        core.call(other, recoveries.approve, recovery_id=recovery_id)


def test_whoever_asked_must_still_hold_all_that_the_person_holds(core, ada, sam, other, staff):
    core.call(sam, recoveries.ask, user_id=staff, proofs=SEEN)
    recovery_id = waiting(core, other).iloc[0].id
    core.call(ada, users.change_role, user_id=staff, role="admin")

    with pytest.raises(NoRecovery):
        core.call(other, recoveries.approve, recovery_id=recovery_id)

    assert len(factors_of(core, staff)) == 1


def test_whoever_holds_less_than_they_can_neither_ask_nor_confirm(core, ada, other):
    a_role(core, "keeper", "two-factor:recover", "users:read")
    keeper = someone(core, "keeper")
    turned_on(core, other.user_id, by=other)

    assert refusal(lambda: core.call(keeper, recoveries.ask, user_id=other.user_id, proofs=SEEN)) == "AboveYou"
    core.call(ada, recoveries.ask, user_id=other.user_id, proofs=SEEN)
    found = waiting(core, keeper).iloc[0]
    assert found.above_you
    assert refusal(lambda: core.call(keeper, recoveries.approve, recovery_id=found.id)) == "AboveYou"
    assert refusal(lambda: core.call(keeper, recoveries.decline, recovery_id=found.id)) == "AboveYou"


def test_of_two_who_confirm_at_once_one_is_told_that_it_was_answered(core, ada, other, staff):
    third, barrier, told = someone(core, "admin"), Barrier(2), []
    core.call(ada, recoveries.ask, user_id=staff, proofs=SEEN)
    recovery_id = waiting(core, other).iloc[0].id

    def confirm(who):
        barrier.wait()
        told.append(refusal(lambda: core.call(who, recoveries.approve, recovery_id=recovery_id)))

    both = [Thread(target=confirm, args=(who,)) for who in (other, third)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(map(str, told)) == ["", "NoRecovery"]
    assert [entry.event for entry in events(core, staff)].count("two-factor:taken-away") == 1
