"""Nobody invites above themselves, and whoever invites must still be able to when it is accepted."""

import json

import pytest
from sqlalchemy import text

from tests.builders import a_role, an_address, house, someone
from tests.invited import accept, an_inviter, invitations_of, invite, look, lying, shown, token_of
from tests.letter_box import refusal
from tests.witness import everything, person
from usercore.actions import invitations, users
from usercore.errors import NotBacked
from usercore.models.roles import is_staff
from usercore.permissions import BUILT_IN, Permission, covers, holds

CUSTOM = {
    "publisher": ("posts:publish",),
    "newsroom": ("posts:*",),
    "recruiter": ("users:invite",),
    "head": ("users:invite", "posts:*"),
    "people": ("users:*", "invitations:read"),
    "keeper": ("users:invite", "users:change-role", "posts:publish"),
    "jobs": ("house:run",),
}
HELD = {role.name: role.permissions for role in BUILT_IN} | CUSTOM


@pytest.fixture
def customised(core):
    for name, permissions in CUSTOM.items():
        a_role(core, name, *permissions)
    return core


def may_give(own, given):
    staff = is_staff(list(HELD[given]))
    invites, changes = (holds(HELD[own], word) for word in (Permission.INVITE_USERS, Permission.CHANGE_ROLES))
    return invites and covers(HELD[own], HELD[given]) and (changes or not staff)


@pytest.mark.parametrize("own", HELD)
def test_nobody_gives_by_invitation_what_they_may_not_give(customised, own):
    actor = someone(customised, own)
    for given in HELD:
        email = an_address("pair")
        before = everything(customised)

        refused = refusal(lambda email=email, given=given: invite(customised, actor, email=email, role=given))

        assert (refused == "") is may_give(own, given), (own, given)
        if refused:
            assert refused in ("NotAllowed", "AboveYou")
            assert everything(customised) == before


@pytest.mark.parametrize("later", HELD)
def test_what_was_offered_is_judged_again_by_what_the_inviter_is_when_it_is_accepted(customised, ada, later):
    inviter = someone(customised, "admin")
    offered = {given: invite(customised, inviter, role=given) for given in HELD if may_give("admin", given)}
    customised.call(house(), users.change_role, user_id=inviter.user_id, role=later)

    for given, invited in offered.items():
        good = may_give(later, given)
        token = token_of(customised, invited)
        assert (look(customised, token).state == "good") is good, (later, given)
        assert (shown(customised, ada, invited).status == "review") is not good, (later, given)
        assert refusal(lambda token=token: accept(customised, token)) == ("" if good else "NotBacked"), (later, given)


def roles_to(core, role, permissions):
    with core.engine.begin() as connection:
        told = {"p": json.dumps(permissions), "n": role}
        connection.execute(text("UPDATE roles SET permissions = :p WHERE name = :n"), told)


LOSSES = {
    "demoted": lambda core, who: core.call(house(), users.change_role, user_id=who, role="author"),
    "suspended": lambda core, who: core.call(house(), users.suspend, user_id=who, reason="a reason"),
    "in the trash": lambda core, who: core.call(house(), users.soft_delete, user_id=who),
    "gone for ever": lambda core, who: core.call(house(), users.hard_delete, user_id=who, reason="asked for it"),
    "without the right": lambda core, who: roles_to(core, "support", ["users:read", "invitations:read"]),
    "offering what grew": lambda core, who: roles_to(core, "author", ["audit:read"]),
}


@pytest.fixture(params=LOSSES, ids=LOSSES)
def unbacked(request, core):
    """An invitation whose inviter can no longer give what it offers."""
    inviter = an_inviter(core)
    invited = invite(core, inviter, name="Guest", message="from the one who left")
    LOSSES[request.param](core, inviter.user_id)
    return invited


def test_what_nobody_backs_lets_nobody_in_until_someone_with_the_right_sends_it_again(core, ada, unbacked):
    token = token_of(core, unbacked)
    before = everything(core)

    with pytest.raises(NotBacked):
        accept(core, token)

    assert everything(core) == before
    assert look(core, token).state == "review"
    assert shown(core, ada, unbacked).status == "review"
    core.call(ada, invitations.resend, invitation_id=unbacked.id)
    told = look(core, token_of(core, unbacked))
    assert (told.state, told.invited_by, told.message) == ("good", "Ada Admin", None)
    assert refusal(lambda: accept(core, token)) == "InvitationReplaced"
    assert refusal(lambda: accept(core, token_of(core, unbacked))) == ""


def test_its_reader_may_ask_for_another_once_and_staff_see_it(core, ada, unbacked):
    token = token_of(core, unbacked)
    assert look(core, token).may_ask

    core.call(house(), invitations.ask_again, token=token)

    assert shown(core, ada, unbacked).asked_again_at == core.now()
    assert not look(core, token).may_ask


def test_a_corrected_address_is_no_word_for_anyone(core, ada, unbacked):
    before = lying(core, unbacked.id)

    core.call(ada, users.update, user_id=unbacked.user_id, email="right@example.com")

    after = lying(core, unbacked.id)
    assert (after.inviter_id, after.letter_id, after.times_sent) == (before.inviter_id, before.letter_id, 1)
    assert shown(core, ada, unbacked).status == "review"


def test_who_is_suspended_for_a_while_backs_it_again_afterwards(core, clock):
    inviter = an_inviter(core)
    invited = invite(core, inviter)
    until = clock.now.replace(hour=12)
    core.call(house(), users.suspend, user_id=inviter.user_id, reason="a reason", until=until)
    assert refusal(lambda: accept(core, token_of(core, invited))) == "NotBacked"

    clock.now = until

    assert refusal(lambda: accept(core, token_of(core, invited))) == ""


def test_a_role_given_meanwhile_by_someone_who_may_stands_by_itself(core, ada):
    inviter = an_inviter(core)
    invited = invite(core, inviter)
    core.call(ada, users.change_role, user_id=invited.user_id, role="editor")
    core.call(house(), users.soft_delete, user_id=inviter.user_id)

    accept(core, token_of(core, invited))

    assert person(core, invited.user_id).role == "editor"
    assert [one.state for one in invitations_of(core, invited.user_id)] == ["accepted"]
