"""Whoever accepts is what the inviter chose, at the address it was sent to, and can change nothing of it."""

import inspect

import pytest

from tests.builders import PASSPHRASE, may_enter, signed_in, visitor
from tests.invited import accept, an_inviter, invite, look, token_of
from tests.letter_box import a_link, refusal, use
from tests.witness import everything, person
from usercore.actions import invitations, sign_in
from usercore.errors import InvalidPassword, TokenSpent


def test_whoever_accepts_chooses_a_name_and_a_password_and_nothing_else(core):
    told = set(inspect.signature(invitations.accept.function).parameters) - {"work", "prepared"}
    token = token_of(core, invite(core))
    before = everything(core)

    assert told == {"token", "password", "name"}
    for more in ({"role": "admin"}, {"email": "mine@example.com"}, {"status": "active"}, {"prepared": "a hash"}):
        with pytest.raises(TypeError):
            accept(core, token, **more)
    assert everything(core) == before


def test_whoever_accepts_is_what_the_inviter_chose_at_the_address_it_was_sent_to(core):
    invited = invite(core, email="New@Example.com", role="editor", name="Given")

    accept(core, token_of(core, invited), name="Chosen")

    now = person(core, invited.user_id)
    assert (now.email, now.role, now.name, now.status) == ("New@example.com", "editor", "Chosen", "active")
    assert (now.email_verified_at, now.must_change_password) == (core.now(), False)
    assert may_enter(core, "new@example.com")


def test_accepted_by_someone_who_is_signed_in_it_is_the_invited_person_s(core, maxim):
    invited = invite(core)
    before = person(core, maxim.user_id)

    ticket = accept(core, token_of(core, invited), by=maxim).ticket

    assert core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=ticket)).user_id == invited.user_id
    assert person(core, maxim.user_id).password_hash == before.password_hash


def test_a_reset_is_no_invitation_and_an_invitation_no_reset(core, maxim):
    reset, invitation = a_link(core, "reset", maxim), token_of(core, invite(core))
    before = everything(core)

    with pytest.raises(TokenSpent):
        accept(core, reset)
    assert [refusal(lambda purpose=purpose: use(core, purpose, invitation)) for purpose in ("reset", "email", "undo")] == [
        "TokenSpent"
    ] * 3  # fmt: skip
    assert look(core, reset).state == "unknown"
    assert everything(core) == before


@pytest.mark.parametrize("token", ["", "invitation_", "invitation_x", "\0", "\ud800", "invitation_" + "x" * 10_000])
def test_a_made_up_link_is_refused_and_tells_nothing(core, token, monkeypatch):
    monkeypatch.setattr("nacl.pwhash.argon2id.str", lambda *_, **__: pytest.fail("computed"))

    for deed in (invitations.opened, invitations.ask_again):
        assert refusal(lambda deed=deed: core.call(visitor(), deed, token=token)) == "TokenSpent"
    assert refusal(lambda: accept(core, token)) == "TokenSpent"
    told = look(core, token)
    assert (told.state, told.email, told.invited_by, told.may_ask) == ("unknown", None, None, False)


def test_a_member_of_staff_needs_as_long_a_password_as_anywhere(core, ada):
    token = token_of(core, invite(core, ada, role="support"))
    before = everything(core)

    with pytest.raises(InvalidPassword, match="15 are the fewest"):
        accept(core, token, password="a kettle sang")

    assert everything(core) == before
    assert refusal(lambda: accept(core, token)) == ""


def test_whoever_tried_to_sign_in_before_keeps_nobody_out(core):
    invited = invite(core, email="early@example.com")
    for _ in range(10):
        assert not may_enter(core, "early@example.com", "wrong")

    accept(core, token_of(core, invited))

    assert may_enter(core, "early@example.com", PASSPHRASE)


def test_the_ticket_is_for_the_browser_that_accepted(core):
    ticket = accept(core, token_of(core, invite(core)), by=visitor(browser="this one")).ticket

    with pytest.raises(TokenSpent):
        core.call(visitor(browser="another"), sign_in.redeem, ticket=ticket)


def test_an_inviter_s_own_session_does_not_become_the_invited_person_s(core):
    inviter = an_inviter(core)
    invited = invite(core, inviter, email="guest@example.com")

    accept(core, token_of(core, invited), by=inviter)

    assert signed_in(core, "guest@example.com").user_id == invited.user_id
    assert inviter.user_id != invited.user_id
