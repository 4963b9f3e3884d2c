"""Following up an invitation: again, longer, taken back; and what its reader does."""

from datetime import timedelta

import pytest

from tests.builders import house, letters_to, visitor
from tests.invited import accept, carried, invite, look, lying, shown, token_of
from tests.letter_box import refusal
from tests.letters import lying as letter
from tests.witness import events, everything, person
from usercore.actions import invitations, outbox, users
from usercore.errors import InvitationClosed, InvitationExpired, NotFound

DAY = timedelta(days=1)
FOLLOW_UPS = (invitations.resend, invitations.revoke, invitations.extend)


def test_sent_again_it_has_a_new_link_its_whole_time_and_counts(core, ada, clock):
    invited = invite(core, ada)
    core.call(visitor(), invitations.opened, token=token_of(core, invited))
    carried(core, invited)
    clock.now += 5 * DAY

    core.call(house(), invitations.resend, invitation_id=invited.id)

    now = lying(core, invited.id)
    assert (now.times_sent, now.sent_at, now.ends_at) == (2, clock.now, clock.now + 7 * DAY)
    assert (now.opened_at, now.handed_over_at, now.inviter_id) == (None, None, ada.user_id)
    assert events(core)[-1] == "invitation:resent"
    assert refusal(lambda: accept(core, token_of(core, invited))) == ""


def test_one_that_ended_is_sent_again_and_good_again(core, clock):
    invited = invite(core)
    clock.now += 8 * DAY

    core.call(house(), invitations.resend, invitation_id=invited.id, lifetime=DAY)

    assert look(core, token_of(core, invited)).expires_at == clock.now + DAY


def test_more_time_is_for_the_link_that_counts_and_for_its_letter(core, clock):
    invited = invite(core, lifetime=DAY)
    older = token_of(core, invited)
    core.call(house(), invitations.resend, invitation_id=invited.id, lifetime=DAY)
    clock.now += DAY / 2

    core.call(house(), invitations.extend, invitation_id=invited.id, lifetime=2 * DAY)

    assert letter(core, lying(core, invited.id).letter_id).ends_at == clock.now + 2 * DAY
    clock.now += 2 * DAY - timedelta(seconds=1)
    assert refusal(lambda: accept(core, older)) == "InvitationReplaced"
    assert refusal(lambda: accept(core, token_of(core, invited))) == ""


def test_more_time_is_never_less(core, clock):
    invited = invite(core)

    core.call(house(), invitations.extend, invitation_id=invited.id, lifetime=timedelta(hours=1))

    assert lying(core, invited.id).ends_at == clock.now + 7 * DAY


def test_one_that_ended_is_not_extended(core, clock):
    invited = invite(core)
    clock.now += 7 * DAY
    before = everything(core)

    with pytest.raises(InvitationExpired):
        core.call(house(), invitations.extend, invitation_id=invited.id)

    assert everything(core) == before


def test_taken_back_its_letter_is_not_sent_and_its_person_stays_invited(core, ada):
    invited = invite(core)

    core.call(ada, invitations.revoke, invitation_id=invited.id)

    assert core.call(house(), outbox.claim, most=20) == ()
    assert (lying(core, invited.id).state, lying(core, invited.id).closed_by) == ("revoked", ada.user_id)
    assert person(core, invited.user_id).status == "invited"
    assert events(core)[-1] == "invitation:revoked"


def test_a_letter_taken_back_while_it_is_on_its_way_is_not_tried_again(core, ada, clock):
    invited = invite(core)
    (claimed,) = core.call(house(), outbox.claim, most=20)
    core.call(ada, invitations.revoke, invitation_id=invited.id)

    core.call(house(), outbox.failed, letter_id=claimed.id, said="450 later")
    clock.now += DAY

    assert core.call(house(), outbox.claim, most=20) == ()
    assert (letter(core, claimed.id).state, letter(core, claimed.id).sealed_token) == ("ended", None)


@pytest.mark.parametrize("deed", FOLLOW_UPS)
@pytest.mark.parametrize("closed", ["accepted", "revoked", "replaced"])
def test_one_that_was_answered_or_taken_back_is_over(core, ada, deed, closed):
    invited = invite(core, email="over@example.com")
    {
        "accepted": lambda: accept(core, token_of(core, invited)),
        "revoked": lambda: core.call(ada, invitations.revoke, invitation_id=invited.id),
        "replaced": lambda: invite(core, email="over@example.com"),
    }[closed]()
    before = everything(core)

    with pytest.raises(InvitationClosed, match=closed):
        core.call(ada, deed, invitation_id=invited.id)

    assert everything(core) == before


@pytest.mark.parametrize("deed", FOLLOW_UPS)
@pytest.mark.parametrize("invitation_id", ["nonsense", "019cadc6-0000-7000-8000-000000000000", "", None])
def test_what_is_not_there_is_not_found(core, ada, deed, invitation_id):
    with pytest.raises(NotFound):
        core.call(ada, deed, invitation_id=invitation_id)


# --- its reader --------------------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_opening_is_noted_once(core, clock):
    invited = invite(core)
    token = token_of(core, invited)
    before = everything(core, traces=True)
    for _ in range(2):
        assert not look(core, token).opened
    assert everything(core, traces=True) == before
    first = clock.now

    core.call(visitor(), invitations.opened, token=token)
    clock.advance(minutes=1)
    core.call(visitor(), invitations.opened, token=token)

    assert lying(core, invited.id).opened_at == first
    assert events(core).count("invitation:opened") == 1


def test_many_who_come_in_from_one_office_open_theirs(core):
    tokens = [token_of(core, invite(core)) for _ in range(31)]

    for token in tokens:
        core.call(visitor(), invitations.opened, token=token)

    assert refusal(lambda: accept(core, tokens[0], by=visitor())) == ""


def test_whoever_comes_too_late_asks_for_another_once_until_it_is_sent(core, ada, clock):
    invited = invite(core, ada)
    token = token_of(core, invited)
    clock.now += 7 * DAY
    asked = clock.now

    core.call(visitor(), invitations.ask_again, token=token)
    clock.advance(minutes=1)
    core.call(visitor(), invitations.ask_again, token=token)

    assert lying(core, invited.id).asked_again_at == asked
    assert events(core).count("invitation:asked-again") == 1
    assert len(letters_to(core, invited.user_id)) == 1
    core.call(house(), invitations.resend, invitation_id=invited.id)
    assert lying(core, invited.id).asked_again_at is None


NOTHING_TO_ASK = {
    "TokenVoid": lambda core, ada, one: None,
    "InvitationReplaced": lambda core, ada, one: core.call(ada, invitations.resend, invitation_id=one.id),
    "InvitationRevoked": lambda core, ada, one: core.call(ada, invitations.revoke, invitation_id=one.id),
    "InvitationUsed": lambda core, ada, one: accept(core, token_of(core, one)),
}


@pytest.mark.parametrize("why", NOTHING_TO_ASK)
def test_where_there_is_nothing_to_ask_for_nothing_is_asked(core, ada, why):
    invited = invite(core, ada)
    token = token_of(core, invited)
    NOTHING_TO_ASK[why](core, ada, invited)
    before = everything(core)

    assert refusal(lambda: core.call(visitor(), invitations.ask_again, token=token)) == why

    assert everything(core) == before


def test_the_mailbox_of_an_address_that_was_corrected_asks_for_nothing(core, clock):
    invited = invite(core)
    token = token_of(core, invited)
    clock.now += 8 * DAY
    core.call(house(), users.update, user_id=invited.user_id, email="right@example.com")

    assert refusal(lambda: core.call(visitor(), invitations.ask_again, token=token)) == "TokenVoid"


def test_accepted_the_letter_that_waited_is_not_sent_any_more(core, ada):
    invited = invite(core)

    accept(core, token_of(core, invited))

    assert core.call(house(), outbox.claim, most=20) == ()
    assert not shown(core, ada, invited).has_link
