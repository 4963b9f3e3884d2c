"""What else happens to someone who was invited, and to whoever invited them."""

from datetime import timedelta

from sqlalchemy import update

from tests.builders import ANOTHER, house
from tests.invited import accept, an_inviter, carried, invitations_of, invite, look, lying, token_of
from tests.letter_box import refusal
from tests.letters import change
from tests.security.test_erasure_leaves_nothing import everything_kept
from tests.witness import person, rows
from usercore.actions import invitations, outbox, passwords, tidying, users
from usercore.models import User

DAY = timedelta(days=1)
CANARY = "Kanarienvogel"


def test_an_address_that_is_corrected_gets_the_invitation_for_as_long_as_it_had(core, ada, clock):
    invited = invite(core, ada)
    ends_at = lying(core, invited.id).ends_at
    clock.advance(minutes=30)

    core.call(ada, users.update, user_id=invited.user_id, email="right@example.com")

    (sent,) = core.call(house(), outbox.claim, most=20)
    assert (sent.to, sent.ends_at, lying(core, invited.id).ends_at) == ("right@example.com", ends_at, ends_at)
    accept(core, token_of(core, invited))
    assert person(core, invited.user_id).email_verified_at == clock.now


def test_a_password_that_staff_set_closes_the_invitation(core, ada):
    invited = invite(core)

    core.call(ada, passwords.change, user_id=invited.user_id, new_password=ANOTHER)

    assert (lying(core, invited.id).state, lying(core, invited.id).closed_by) == ("replaced", ada.user_id)
    assert [one.kind for one in core.call(house(), outbox.claim, most=20)] == ["password-changed"]


def test_out_of_the_trash_someone_is_invited_anew(core, ada):
    invited = invite(core, email="back@example.com")
    core.call(ada, users.soft_delete, user_id=invited.user_id)
    core.call(ada, users.restore, user_id=invited.user_id)

    again = invite(core, ada, email="back@example.com")

    assert sorted(one.state for one in invitations_of(core, invited.user_id)) == ["open", "revoked"]
    assert refusal(lambda: accept(core, token_of(core, again))) == ""


def test_with_its_person_everything_about_it_goes(core, ada):
    invited = invite(core, email="canary@example.com", message="canary words")
    core.call(ada, invitations.resend, invitation_id=invited.id)

    core.call(ada, users.hard_delete, user_id=invited.user_id, reason="asked for it")

    assert (rows(core, "invitations"), rows(core, "letters")) == ([], [])
    assert {row[1] for row in rows(core, "one_time_tokens")} <= {"ticket"}


def test_a_dead_link_is_known_for_ninety_days(core, clock):
    invited = invite(core)
    token = token_of(core, invited)
    clock.now += 7 * DAY + 90 * DAY
    core.call(house(), tidying.drop_what_ended)
    assert look(core, token).state == "expired"

    clock.advance(seconds=1)
    core.call(house(), tidying.drop_what_ended)

    assert look(core, token).state == "unknown"


def test_whoever_is_in_is_not_let_in_by_an_invitation_left_open(core):
    invited = invite(core)
    with core.engine.begin() as connection:
        connection.execute(update(User).where(User.id == invited.user_id).values(status="suspended"))

    assert refusal(lambda: accept(core, token_of(core, invited))) == "TokenVoid"


def test_a_letter_that_was_given_up_is_not_tried_again_once_another_was_sent(core, ada):
    invited = invite(core)
    first = lying(core, invited.id).letter_id
    change(core, first, state="given-up", next_try_at=None)

    core.call(ada, invitations.resend, invitation_id=invited.id)

    assert refusal(lambda: core.call(ada, outbox.retry, letter_id=first)) == "WrongLetterState"


def test_whoever_invited_and_was_erased_is_named_nowhere(core, ada):
    inviter = an_inviter(core)
    core.call(house(), users.update, user_id=inviter.user_id, name=CANARY, email=f"{CANARY}@example.com")
    open_one, carried_one, revoked_one, accepted_one, taken_over = (
        invite(core, inviter, message=f"Yours, {CANARY}") for _ in range(5)
    )
    carried(core, carried_one)
    core.call(ada, invitations.revoke, invitation_id=revoked_one.id)
    accept(core, token_of(core, accepted_one))
    core.call(house(), users.suspend, user_id=inviter.user_id, reason="a reason")
    core.call(ada, invitations.resend, invitation_id=taken_over.id)
    assert CANARY.lower() in everything_kept(core).decode("latin-1").lower()

    core.call(ada, users.hard_delete, user_id=inviter.user_id, reason="asked for it")

    assert CANARY.lower() not in everything_kept(core).decode("latin-1").lower()
    waiting = core.call(house(), outbox.claim, most=20)
    assert sorted(letter.facts["inviter"] for letter in waiting) == ["", "Ada Admin"]
    assert look(core, token_of(core, open_one)).state == "review"
    assert person(core, accepted_one.user_id).status == "active"
