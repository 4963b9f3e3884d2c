"""A phone is lost: what was seen is written down, a second person confirms it for staff, and a new factor comes first."""

from threading import Barrier, Thread

import pytest

from tests.builders import (
    MAX,
    SAM,
    a_role,
    a_user,
    an_address,
    house,
    letters_to,
    link_to,
    signed_in,
    someone,
    visitor,
)
from tests.letter_box import refusal
from tests.second_factors import code, codes_of, factors_of, turned_on
from tests.witness import entries, everything, values
from usercore.actions import emails, recoveries, tidying, two_factor, users
from usercore.errors import InvalidReason, NoProof, NoRecovery, NotFresh, NotSignedIn, NoTwoFactor, SecondPerson
from usercore.frames import recoveries as lists
from usercore.frames import users as people

SEEN = ["seen", "called-back"]


@pytest.fixture
def lost(core, maxim):
    """A person of the application whose phone is gone."""
    turned_on(core, maxim.user_id, by=maxim)
    return maxim.user_id


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


def events(core, user_id):
    return [entry for entry in entries(core) if entry.subject_id == user_id and entry.event.startswith("two-factor:")]


def test_support_takes_it_away_from_those_who_only_use_the_application(core, sam, maxim, lost):
    assert core.call(sam, recoveries.ask, user_id=lost, proofs=SEEN, note="Read me the last invoice.") is True

    assert (factors_of(core, lost), codes_of(core, lost)) == ([], [])
    with pytest.raises(NotSignedIn):
        core.call(maxim, people.by_id, user_id=lost)
    assert signed_in(core, MAX).must_enrol
    last = events(core, lost)[-1]
    assert (last.event, last.actor_id) == ("two-factor:taken-away", sam.user_id)
    assert last.facts["proofs"] == SEEN
    assert "Read me the last invoice." in [one.value for one in values(core) if one.entry_id == last.id]


def test_a_new_one_set_up_is_all_that_was_missing(core, sam, lost):
    core.call(sam, recoveries.ask, user_id=lost, proofs=SEEN)

    turned_on(core, lost, by=signed_in(core, MAX))

    assert core.call(house(), people.by_id, user_id=lost).iloc[0].status == "active"
    assert [factor.state for factor in factors_of(core, lost)] == ["active"]


def test_the_owner_is_told_at_the_older_address_too_while_it_may_be_taken_back(core, sam, maxim):
    core.call(maxim, users.update, user_id=maxim.user_id, email="max.new@example.com")
    core.call(visitor(), emails.confirm, token=link_to(core, maxim.user_id, "email-confirm"))
    turned_on(core, maxim.user_id)

    core.call(sam, recoveries.ask, user_id=maxim.user_id, proofs=SEEN)

    told = [letter for letter in letters_to(core, maxim.user_id) if letter.kind == "two-factor-lost"]
    assert sorted(letter.to_address for letter in told) == sorted([MAX, "max.new@example.com"])
    assert all("192.0.2" not in str(letter.facts) for letter in told)


@pytest.mark.parametrize(
    ("proofs", "note"), [([], ""), ([], "a note"), (["other"], "  "), (["seen", "other"], ""), (["a hunch"], "")]
)
def test_without_anything_seen_nothing_is_done(core, sam, lost, proofs, note):
    before = everything(core)

    with pytest.raises(NoProof):
        core.call(sam, recoveries.ask, user_id=lost, proofs=proofs, note=note)

    assert everything(core) == before


def test_a_note_is_a_paragraph(core, sam, lost):
    with pytest.raises(InvalidReason):
        core.call(sam, recoveries.ask, user_id=lost, proofs=SEEN, note="x" * 501)


def test_without_a_factor_there_is_nothing_to_lose(core, sam, maxim):
    with pytest.raises(NoTwoFactor):
        core.call(sam, recoveries.ask, user_id=maxim.user_id, proofs=SEEN)


def test_a_sign_in_that_is_old_is_confirmed_first(core, clock, lost):
    sam = signed_in(core, SAM)
    clock.now += core.settings.fresh_for

    assert refusal(lambda: core.call(sam, recoveries.ask, user_id=lost, proofs=SEEN)) in (
        NotFresh.__name__,
        "NotSignedIn",
    )


# --- the second person -------------------------------------------------------------------------------------------


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
