"""What one may do with others' invitations: nothing above oneself, no staff role by a detour, and no word given for them."""

import pytest

from tests.builders import PASSPHRASE, a_role, a_user, an_address, house, signed_in, someone
from tests.invited import an_inviter, invite, look, lying, token_of
from tests.letter_box import refusal
from tests.witness import everything, person
from usercore.actions import invitations, outbox, passwords, users
from usercore.errors import AboveYou, NotAllowed, NotFresh
from usercore.frames import invitations as lists


@pytest.mark.parametrize("deed", [invitations.resend, invitations.revoke, invitations.extend])
def test_nobody_touches_the_invitation_of_someone_above_them(core, ada, sam, deed):
    invited = invite(core, ada, role="admin")
    before = everything(core)

    with pytest.raises(AboveYou):
        core.call(sam, deed, invitation_id=invited.id)

    assert everything(core) == before


def test_support_sends_no_staff_role_again_that_an_admin_offered(core, ada, sam):
    invited = invite(core, ada, role="support")

    with pytest.raises(NotAllowed):
        core.call(sam, invitations.resend, invitation_id=invited.id)


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (users.update, lambda invited: {"user_id": invited.user_id, "email": "mine@example.com"}),
        (passwords.change, lambda invited: {"user_id": invited.user_id, "new_password": PASSPHRASE}),
        (invitations.extend, lambda invited: {"invitation_id": invited.id}),
    ],
    ids=["another address", "a password", "more time"],
)
def test_support_helps_nobody_into_a_staff_role(core, ada, sam, deed, wanted):
    invited = invite(core, ada, role="support")
    before = everything(core)

    with pytest.raises(NotAllowed):
        core.call(sam, deed, **wanted(invited))

    assert everything(core) == before
    core.call(ada, deed, **wanted(invited))


def test_support_copies_no_link_into_a_staff_role(core, ada, sam):
    """With a second account in another name whoever asks for a second person's word gives it, too."""
    invited = invite(core, ada, role="support")
    letter_id = lying(core, invited.id).letter_id
    before = everything(core)

    with pytest.raises(NotAllowed):
        core.call(sam, outbox.copy_link, letter_id=letter_id)

    assert everything(core) == before
    assert core.call(ada, outbox.copy_link, letter_id=letter_id).endswith(token_of(core, invited))


def test_an_author_s_invitation_sent_again_by_support_stays_the_admin_s(core, ada, sam):
    invited = invite(core, ada, message="from Ada")

    core.call(sam, invitations.resend, invitation_id=invited.id)

    now = lying(core, invited.id)
    assert (now.inviter_id, now.message, now.times_sent) == (ada.user_id, "from Ada", 2)


@pytest.mark.parametrize("role", ["support", "auditor", "admin"])
def test_inviting_someone_anew_takes_no_staff_role_from_them_without_the_right(core, ada, sam, role):
    invited = invite(core, ada, email="staff@example.com", role=role)
    before = everything(core)

    with pytest.raises(NotAllowed):
        invite(core, sam, email="staff@example.com", role="author")

    assert everything(core) == before
    assert person(core, invited.user_id).role == role


def test_inviting_someone_with_an_account_or_in_the_trash_changes_nothing(core, sam):
    for email, deed in (("in@example.com", None), ("trash@example.com", users.soft_delete)):
        user_id = a_user(core, email)
        if deed:
            core.call(house(), deed, user_id=user_id)
        before = everything(core)

        assert refusal(lambda email=email: invite(core, sam, email=email.upper())) in ("EmailTaken", "EmailInTrash")
        assert everything(core) == before


def test_a_staff_role_is_offered_and_offered_again_by_whoever_signed_in_just_now(core, ada, clock):
    email = an_address("admin")
    a_user(core, email, role="admin")
    invited, busy = invite(core, ada, role="support"), signed_in(core, email)
    clock.advance(minutes=40)
    core.call(busy, lists.pending)
    clock.advance(minutes=30)

    for deed in (
        lambda: invite(core, busy, role="auditor"),
        lambda: core.call(busy, invitations.resend, invitation_id=invited.id),
    ):
        with pytest.raises(NotFresh):
            deed()
    assert refusal(lambda: invite(core, busy)) == ""


def test_whoever_may_only_correct_an_address_becomes_nobody_s_inviter(core, ada):
    a_role(core, "clerk", "users:read", "users:update")
    clerk = someone(core, "clerk")
    backed, left = invite(core, ada), invite(core, inviter := an_inviter(core))
    core.call(house(), users.suspend, user_id=inviter.user_id, reason="a reason")

    for number, invited in enumerate((backed, left)):
        core.call(clerk, users.update, user_id=invited.user_id, email=f"right{number}@example.com")

    assert (lying(core, backed.id).inviter_id, lying(core, left.id).inviter_id) == (ada.user_id, inviter.user_id)
    assert look(core, token_of(core, backed)).invited_by == "Ada Admin"
    with pytest.raises(NotAllowed):
        core.call(clerk, invitations.resend, invitation_id=left.id)
