"""Who may do what is what the table says: every deed, every role, one's own and another's; a refusal changes nothing."""

import pytest

from tests.builders import (
    a_role,
    house,
    visitor,
)
from tests.security.every_deed import DEEDS, WANTED, asked, attempt
from tests.security.who_may import EXPECTED, LETTERS, ROLES
from tests.witness import entries, everything
from usercore import Permission
from usercore.actions import users
from usercore.errors import NotAllowed
from usercore.permissions import BUILT_IN


def letter(core, actor, name, target):
    try:
        attempt(core, actor, name, target)
    except tuple(LETTERS) as refusal:
        return LETTERS[next(kind for kind in LETTERS if isinstance(refusal, kind))]
    return "y"


def test_every_deed_has_its_row():
    assert {name for name, _ in EXPECTED} == set(DEEDS) == set(WANTED)


def test_every_deed_with_something_of_one_s_own_has_a_row_for_it():
    own = {name for name, deed in DEEDS.items() if deed.needs.own}

    assert {(name, "own") for name in own} <= set(EXPECTED)


def test_the_roles_are_the_built_in_ones_and_nobody():
    assert (*[role.name for role in BUILT_IN], "visitor") == ROLES


@pytest.mark.parametrize(("name", "whose"), EXPECTED)
def test_who_may(crowded, crowd, name, whose):
    found = ""
    for place, role in enumerate(ROLES):
        actor = crowd.get(role) or visitor()
        found += letter(crowded, actor, name, actor if whose == "own" and actor.signed_in else crowd[place])

    assert found == EXPECTED[name, whose]


@pytest.mark.parametrize("name", [name for name in DEEDS if DEEDS[name].permission is not Permission.PUBLIC])
def test_a_refused_call_changes_nothing_and_leaves_one_entry(crowded, crowd, name):
    actor = crowd["author"]
    wanted = asked(crowded, actor, name, crowd[0])
    before, seen = everything(crowded), len(entries(crowded))

    with pytest.raises(NotAllowed):
        (crowded.stream if name.startswith("exports.") else crowded.call)(actor, DEEDS[name], **wanted)

    denied = entries(crowded)[seen:]
    assert everything(crowded) == before
    assert [(entry.event, entry.outcome, entry.actor_id) for entry in denied] == [
        ("access:denied", "refused", actor.user_id)
    ]
    assert denied[0].facts == {"permission": str(DEEDS[name].permission), "deed": DEEDS[name].name}


@pytest.mark.parametrize("name", [name for name in DEEDS if name.startswith("actions.")])
def test_the_right_to_read_is_no_right_to_act(crowded, crowd, name):
    reads = [word for word in Permission if word.value.endswith((":read", ":reveal"))]
    a_role(crowded, "reader", *reads)
    crowded.call(house(), users.change_role, user_id=crowd["viewer"].user_id, role="reader")

    found = letter(crowded, crowd["viewer"], name, crowd[0])

    assert found == EXPECTED[name, "other"][ROLES.index("viewer")]
