"""A phone is lost: what was seen is written down, the factor goes, the owner is told, and a new one comes first."""

import pytest

from tests.builders import MAX, SAM, house, letters_to, link_to, signed_in, visitor
from tests.letter_box import refusal
from tests.second_factors import codes_of, factors_of, turned_on
from tests.witness import entries, everything, values
from usercore.actions import emails, recoveries, users
from usercore.errors import InvalidReason, NoProof, NotFresh, NotSignedIn, NoTwoFactor
from usercore.frames import users as people

SEEN = ["seen", "called-back"]


@pytest.fixture
def lost(core, maxim):
    """A person of the application whose phone is gone."""
    turned_on(core, maxim.user_id, by=maxim)
    return maxim.user_id


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
