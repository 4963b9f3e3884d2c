"""Whoever was invited and asks for a new password gets their invitation once more."""

import pytest

from tests.builders import MAX, house, letters_to, visitor
from tests.invited import accept, an_inviter, carried, invite, look, lying, token_of
from tests.letter_box import asked_for_a_reset, refusal
from tests.letters import change
from tests.letters import lying as letter
from tests.witness import at_once, entries, everything, person, statements
from usercore.actions import invitations, outbox, passwords, users

EMAIL = "asked@example.com"


@pytest.fixture
def invited(core):
    """Their letter has arrived."""
    made = invite(core, an_inviter(core), email=EMAIL, message="Welcome")
    core.tokens = [token_of(core, made)]
    carried(core, made)
    return made


def test_the_invitation_is_sent_once_more_with_no_more_time_and_the_older_link_dies(core, clock, invited):
    before = lying(core, invited.id)
    clock.advance(days=3)

    asked_for_a_reset(core, EMAIL.upper())

    (sent,) = core.call(house(), outbox.claim, most=20)
    now = lying(core, invited.id)
    assert (sent.kind, sent.to, sent.facts["message"], sent.ends_at) == ("invitation", EMAIL, "Welcome", before.ends_at)
    assert (now.ends_at, now.inviter_id, now.times_sent) == (before.ends_at, before.inviter_id, 1)
    assert refusal(lambda: accept(core, core.tokens[0])) == "InvitationReplaced"
    assert person(core, invited.user_id).email_verified_at is None
    clock.now = before.ends_at
    assert refusal(lambda: accept(core, token_of(core, invited))) == "InvitationExpired"


def test_it_is_written_down_that_it_was_sent(core, invited):
    asked_for_a_reset(core, EMAIL)

    entry = entries(core)[-1]
    assert (entry.event, entry.outcome, entry.subject_id) == ("password:reset-asked", "done", invited.user_id)
    assert (entry.facts["why"], entry.facts["sent"]) == ("invited", "invitation")


def test_the_newest_link_lets_them_in(core, invited):
    asked_for_a_reset(core, EMAIL)

    assert refusal(lambda: accept(core, token_of(core, invited))) == ""


@pytest.mark.parametrize("state", ["queued", "failing"])
def test_while_its_letter_still_comes_nobody_makes_its_link_die(core, state):
    made = invite(core, email=EMAIL)
    change(core, lying(core, made.id).letter_id, state=state)
    token = token_of(core, made)

    asked_for_a_reset(core, EMAIL)

    assert len(letters_to(core, made.user_id)) == 1
    assert refusal(lambda: accept(core, token)) == ""


def test_one_whose_letter_was_given_up_is_written_anew(core):
    made = invite(core, email=EMAIL)
    first = lying(core, made.id).letter_id
    change(core, first, state="given-up", next_try_at=None)

    asked_for_a_reset(core, EMAIL)

    assert (letter(core, first).state, letter(core, first).sealed_token) == ("ended", None)
    assert letter(core, lying(core, made.id).letter_id).state == "queued"


def ended(core, invited):
    core._clock.now += core.settings.invitation_lifetime


def taken_back(core, invited):
    core.call(house(), invitations.revoke, invitation_id=invited.id)


def nobody_s(core, invited):
    core.call(house(), users.hard_delete, user_id=lying(core, invited.id).inviter_id, reason="asked for it")


def in_the_trash(core, invited):
    core.call(house(), users.soft_delete, user_id=invited.user_id)


def asked_too_often(core, invited):
    for _ in range(5):
        carried(core, invited)
        asked_for_a_reset(core, EMAIL)
    carried(core, invited)


@pytest.mark.parametrize(
    "happened", [ended, taken_back, nobody_s, in_the_trash, asked_too_often], ids=lambda one: one.__name__
)
def test_what_would_let_nobody_in_is_not_sent(core, invited, happened):
    happened(core, invited)
    before = len(letters_to(core, invited.user_id))

    asked_for_a_reset(core, EMAIL)

    assert len(letters_to(core, invited.user_id)) == before
    assert (entries(core)[-1].outcome, entries(core)[-1].facts["sent"]) == ("refused", None)


def test_asking_does_and_says_the_same_whatever_became_of_an_invitation(core, ada):
    emails = {name: f"{name.replace(' ', '-')}@example.com" for name in ("waits", "comes", "ended", "back", "in")}
    made = {name: invite(core, ada, email=email) for name, email in emails.items()}
    carried(core, made["waits"])
    core.call(ada, invitations.revoke, invitation_id=made["back"].id)
    accept(core, token_of(core, made["in"]))
    done = {}
    for name, email in (emails | {"known": MAX, "unknown": "nobody@example.com"}).items():
        with statements(core) as sent:
            said = core.call(visitor(address=""), passwords.request_reset, email=email)
        done[name] = (said, tuple(sent))

    assert len(set(done.values())) == 1
    assert sorted(letter.state for letter in letters_to(core, made["waits"].user_id)) == ["queued", "sent"]


def test_asked_for_while_they_come_in_it_ends_in_one_or_the_other(core):
    for number in range(4):
        email = f"both{number}@example.com"
        made = invite(core, email=email)
        token = token_of(core, made)
        carried(core, made)

        came_in, asked = at_once(
            lambda token=token: accept(core, token), lambda email=email: asked_for_a_reset(core, email)
        )

        assert asked is None
        if type(came_in).__name__ == "SignedIn":
            assert lying(core, made.id).state == "accepted"
        else:
            assert type(came_in).__name__ == "InvitationReplaced"
            assert refusal(lambda made=made: accept(core, token_of(core, made))) == ""


def test_looking_at_it_afterwards_shows_the_same_invitation(core, invited):
    seen = look(core, core.tokens[0])
    before = everything(core)["invitations"]

    asked_for_a_reset(core, EMAIL)

    now = look(core, token_of(core, invited))
    assert (now.email, now.message, now.expires_at) == (seen.email, seen.message, seen.expires_at)
    assert len(everything(core)["invitations"]) == len(before)
