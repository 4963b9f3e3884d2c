"""Looking up finds no more than the actor may read, and nobody by what they may not see."""

import pytest

from tests.builders import a_role, a_user, house, letter_to, signed_in, someone, token_for, visitor
from tests.frames.test_lookup import AWAY, found, person, why
from tests.witness import entries
from usercore.actions import invitations, users
from usercore.errors import NotAllowed
from usercore.frames import lookup
from usercore.frames.lookup import Match

KINDS = {
    "session": "sessions:read",
    "invitation": "invitations:read",
    "letter": "outbox:read",
    "entry": "audit:read",
    "call": "audit:read",
}


@pytest.fixture
def things(core, ada):
    """Everything that can be looked up by its id, of one person who was invited and came in."""
    made = core.call(ada, invitations.send, email="asked@example.com", role="author")
    entry = entries(core)[-1]
    a_user(core, "signed@example.com")
    session = signed_in(core, "signed@example.com").session_id
    letter = letter_to(core, made.user_id).id
    return {"session": session, "invitation": made.id, "letter": letter, "entry": entry.id, "call": entry.call_id}


@pytest.fixture
def iris(core):
    return someone(core, "auditor", email="iris@example.com")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_looked_up_only_by_whoever_may_read_it(core, things, kind):
    others = {permission for name, permission in KINDS.items() if permission != KINDS[kind]}
    without = someone(core, a_role(core, "without", "users:read", "users:reveal", *others))
    only = someone(core, a_role(core, "only", "users:read", KINDS[kind]))

    assert why(core, without, things[kind]) == []
    assert len(why(core, only, things[kind])) >= 1


def test_a_network_asks_for_both_rights(core):
    a_user(core, "away@example.com")
    token_for(core, "away@example.com", by=visitor(address=AWAY))
    for held, many in ((("sessions:read",), 0), (("users:reveal",), 0), (("sessions:read", "users:reveal"), 1)):
        actor = someone(core, a_role(core, f"r{len(held)}{held[0][:4]}", "users:read", *held))
        assert len(found(core, actor, AWAY)) == many


def test_whoever_may_not_read_people_looks_nobody_up(core, maxim):
    with pytest.raises(NotAllowed):
        core.call(maxim, lookup.anything, text="ada@example.com")


def test_an_auditor_finds_by_a_whole_address_and_sees_it_masked(core, iris, ada):
    row = found(core, iris, "ada@example.com").iloc[0]

    assert (row.id, row.email) == (ada.user_id, "a•••@example.com")
    assert found(core, iris, "iris@example.com").iloc[0].email == "iris@example.com"


def test_an_auditor_finds_nobody_by_what_is_hidden_from_them(core, iris, ada, maxim):
    user_id = a_user(core, "hidden.away@example.com", name="Una")
    token_for(core, "hidden.away@example.com", by=visitor(address=AWAY))
    core.call(house(), users.update, user_id=user_id, email="moved@example.com")

    for text in (
        "hidden",
        "example",
        "@example.com",
        "moved@exam",
        "oved@example.com",
        AWAY,
        "hidden.away@example.com",
    ):
        assert why(core, iris, text) == [], text
    assert why(core, iris, "una") == [person(user_id, Match.NAME)]
    assert why(core, iris, "un") == [person(user_id, Match.PART_OF_NAME)]


def test_nobody_s_address_stands_among_the_reasons_of_an_auditor(core, iris, ada):
    user_id = a_user(core, "secret@example.com", name="Una")
    core.call(ada, users.suspend, user_id=user_id, reason="left")

    for text in (user_id, entries(core)[-1].id, "una"):
        assert "secret@" not in found(core, iris, str(text)).to_string()
