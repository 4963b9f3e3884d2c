"""Invitations are offered by letter, backed by their inviter until they are accepted, and closed."""

from datetime import datetime, timedelta

from sqlalchemy import select

from usercore import limits
from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import (
    InvalidLifetime,
    InvitationClosed,
    InvitationExpired,
    InvitationReplaced,
    InvitationRevoked,
    InvitationUsed,
    NotBacked,
    Refusal,
    TokenSpent,
    TokenVoid,
    TooManyAttempts,
    in_words,
)
from usercore.events import Event
from usercore.mail import letters
from usercore.mail.letters import Letter
from usercore.models import Invitation, InvitationState, LetterState, OneTimeToken, OutboxLetter, Status, User
from usercore.models.roles import is_staff
from usercore.steps import links, standing, tokens
from usercore.steps.backing import is_backed
from usercore.work import Attempt, Kind, Work

SHORTEST = timedelta(hours=1)


def end(work: Work, lifetime: timedelta | None) -> datetime:
    """When one that is sent now ends: never later than the setting says. Raises `InvalidLifetime`."""
    most = work.settings.invitation_lifetime
    if lifetime is not None and not min(SHORTEST, most) <= lifetime <= most:
        raise InvalidLifetime(most=in_words(most))
    return work.now + (most if lifetime is None else lifetime)


def begin(work: Work, user: User, *, message: str, until: datetime) -> tuple[Invitation, str]:
    """A new invitation into the role they have, and the token in its letter; the actor is its inviter."""
    invitation = Invitation(id=work.new_id(), user_id=user.id, message=message or None, created_at=work.now)
    invitation.state, invitation.sent_at, invitation.times_sent = InvitationState.OPEN, work.now, 1
    invitation.ends_at = until
    vouch(work, user, invitation)
    token = offer(work, user, work.add(invitation))
    work.record(
        Event.INVITATION_SENT, about=user, invitation=str(invitation.id), role=user.role, until=until.isoformat()
    )
    return invitation, token


def vouch(work: Work, user: User, invitation: Invitation) -> None:
    """The actor stands behind it from now on, for the role they have now."""
    invitation.role = user.role
    invitation.inviter_id = work.actor.user_id
    invitation.program = work.actor.name if work.actor.kind is Kind.SYSTEM else None


def offer(work: Work, user: User, invitation: Invitation) -> str:
    """Send its letter with a new link; older links die, and so do letters that still wait. Returns the token."""
    wanted = {"invitation": str(invitation.id)}
    token, _ = links.offer(work, Purpose.INVITATION, invitation.ends_at - work.now, user, wanted)
    invitation.letter_id = work.post(letter(user, invitation, token), about=user)
    return token


def letter(user: User, invitation: Invitation, token: str) -> Letter:
    return letters.invitation(
        to=user.email,
        name=user.name,
        inviter=invitation.inviter_id,
        message=invitation.message or "",
        token=token,
        ends_at=invitation.ends_at,
    )


def given(work: Work, role: str) -> standing.Granted:
    """The role, if it is the actor's to give; one with dashboard rights takes who freshly signed in."""
    found = standing.may_grant(work, role)
    if is_staff(found.permissions):
        work.must_be_fresh()
    return found


def must_give_what_waits(work: Work, user: User) -> None:
    """Whoever helps an invited person in gives them their role, as whoever asked them in did. Raises as `given`."""
    if user.status == Status.INVITED:
        given(work, user.role)


def must_be_open(invitation: Invitation) -> None:
    """Raise `InvitationClosed` if it was answered, taken back or replaced."""
    if invitation.state != InvitationState.OPEN:
        raise InvitationClosed(state=invitation.state)


def resend(work: Work, user: User, invitation: Invitation, *, until: datetime) -> str:
    """Send it again as staff ask for it, if they may give the role and few letters went to that address today."""
    given(work, user.role)
    count_letter(work, user)
    return send_again(work, user, invitation, until=until)


def send_again(work: Work, user: User, invitation: Invitation, *, until: datetime) -> str:
    """Another letter and link. If nobody else can stand behind it any more, who sends it does, without the other's words."""
    if not is_backed(work, invitation, user):
        vouch(work, user, invitation)
        invitation.message = None
    invitation.ends_at, invitation.sent_at = until, work.now
    invitation.times_sent += 1
    invitation.opened_at = invitation.handed_over_at = invitation.asked_again_at = None
    token = offer(work, user, invitation)
    told, times = str(invitation.id), invitation.times_sent
    work.record(Event.INVITATION_RESENT, about=user, invitation=told, times=times, until=until.isoformat())
    return token


def count_letter(work: Work, user: User) -> None:
    """Letters to one address are limited, whichever way they are sent (ASVS 2.4.1). Raises `TooManyAttempts`."""
    if work.actor.kind is Kind.SYSTEM:
        return
    letter = Attempt(limits.INVITE_ADDRESS, user.email_key)
    (counted,) = limits.count(work.counters, [letter], limits.rules(work.connection), work.now, work.key("limits"))
    if counted.over:
        raise TooManyAttempts(again_in=counted.ends_at - work.now)


def follow(work: Work, user: User) -> None:
    """The address was corrected: an invitation that waits goes to the new one, for as long as it still had. One that
    nobody stands behind waits for someone who sends it again; correcting an address is no word for anyone.
    """
    invitation = open_one(work, user)
    if invitation is None:
        return
    if invitation.ends_at > work.now and is_backed(work, invitation, user):
        send_again(work, user, invitation, until=invitation.ends_at)
    else:
        withdraw_letter(work, invitation)


def known(work: Work, token: str) -> tuple[OneTimeToken, Invitation, User] | None:
    """What a link, good or dead, is about."""
    row = tokens.known(work, token, Purpose.INVITATION)
    invitation = work.db.get(Invitation, as_uuid((row.wanted or {}).get("invitation"))) if row else None
    return (row, invitation, work.db.get_one(User, invitation.user_id)) if row and invitation else None


def read(work: Work, token: str) -> tuple[User, Invitation]:
    """The person and the invitation, if the link still counts; changes nothing.

    Raises `InvitationExpired`, `InvitationUsed`, `InvitationRevoked`, `InvitationReplaced`, `NotBacked`, `TokenSpent`,
    `TokenVoid`.
    """
    found = known(work, token)
    if found is None:
        raise TokenSpent
    row, invitation, user = found
    if refusal := why_dead(work, row, invitation, user):
        raise refusal
    return user, invitation


def use(work: Work, token: str) -> tuple[User, Invitation]:
    """The same, the link spent now and by nobody else, and both locked."""
    _, invitation = read(work, token)
    standing.locked_owner(work, invitation.user_id)
    work.db.expire_all()  # whoever was here first may have accepted it, or taken it back: say so
    read(work, token)
    row, user = links.use(work, token, Purpose.INVITATION)
    invitation = work.get(Invitation, invitation.id, "invitation")
    if refusal := why_dead(work, row, invitation, user, spent=False):
        raise refusal
    return user, invitation


def asking(work: Work, token: str) -> tuple[User, Invitation]:
    """The invitation that someone who holds its last link may ask for again: it came too late, or nobody stands behind
    it any more. Raises as `read` does for other dead ones, and `TokenVoid` for a good one.
    """
    found = known(work, token)
    if found is None:
        raise TokenSpent
    dead = why_dead(work, *found)
    if not isinstance(dead, InvitationExpired | NotBacked):
        raise dead or TokenVoid
    return found[2], found[1]


def why_dead(
    work: Work, row: OneTimeToken, invitation: Invitation, user: User, *, spent: bool | None = None
) -> Refusal | None:
    """Why the link does not count, if it does not; `spent` overrides what the row says."""
    if invitation.state == InvitationState.ACCEPTED:
        return InvitationUsed()
    if invitation.state == InvitationState.REVOKED:
        return InvitationRevoked()
    if invitation.state == InvitationState.REPLACED or (row.spent_at if spent is None else spent):
        return _replaced(user)
    if not links.counts(work, row, user):
        # Whoever came in between two of our statements had just not been in yet when the invitation was read.
        return InvitationUsed() if user.status == Status.ACTIVE else TokenVoid()
    if min(row.expires_at, invitation.ends_at) <= work.now:
        return InvitationExpired(on=invitation.ends_at)
    return None if is_backed(work, invitation, user) else NotBacked()


def _replaced(user: User) -> Refusal:
    """There is a later letter to open only as long as they are not in."""
    if user.status == Status.INVITED:
        return InvitationReplaced()
    return InvitationRevoked() if user.status == Status.DELETED else InvitationUsed()


def open_one(work: Work, user: User) -> Invitation | None:
    """The invitation of theirs that was not answered yet, ended or not; there is one at most."""
    wanted = select(Invitation).where(Invitation.user_id == user.id, Invitation.state == InvitationState.OPEN)
    return work.db.scalars(wanted.order_by(Invitation.id.desc()).limit(1).with_for_update()).one_or_none()


def close(work: Work, user: User, state: InvitationState) -> Invitation | None:
    """The open invitation, if there is one, is over: its link dies and a letter that waits is not sent."""
    links.void(work, user, Purpose.INVITATION)
    invitation = open_one(work, user)
    if invitation is None:
        return None
    withdraw_letter(work, invitation)
    invitation.state, invitation.closed_at, invitation.closed_by = state, work.now, work.actor.user_id
    return invitation


def handed_over(work: Work, letter: OutboxLetter) -> None:
    """The mail server took the letter of an invitation."""
    for invitation in work.db.scalars(select(Invitation).where(Invitation.letter_id == letter.id).with_for_update()):
        invitation.handed_over_at = work.now


def withdraw_letter(work: Work, invitation: Invitation) -> None:
    """What still waits in the outbox would arrive with a dead link."""
    letter_id = invitation.letter_id
    letter = work.db.get(OutboxLetter, letter_id, with_for_update=True) if letter_id else None
    if letter and letter.state not in (LetterState.SENT, LetterState.ENDED):
        letter.state, letter.sealed_token, letter.next_try_at = LetterState.ENDED, None, None
