"""Invitations are offered by letter, backed by their inviter until they are accepted, and closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import (
    InvalidLifetime,
    InvitationExpired,
    InvitationReplaced,
    InvitationRevoked,
    InvitationUsed,
    NotBacked,
    Refusal,
    TokenSpent,
    TokenVoid,
    in_words,
)
from usercore.events import Event
from usercore.mail import letters
from usercore.models import Invitation, InvitationState, LetterState, OneTimeToken, OutboxLetter, Role, Status, User
from usercore.models.roles import is_staff
from usercore.permissions import Permission, covers, holds
from usercore.steps import links, tokens
from usercore.work import Kind, Work

Inviter = aliased(User, name="inviter")
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
    withdraw_letter(work, invitation)
    wanted = {"invitation": str(invitation.id)}
    token, _ = links.offer(work, Purpose.INVITATION, invitation.ends_at - work.now, user, wanted)
    letter = letters.invitation(
        to=user.email,
        name=user.name,
        inviter=invitation.inviter_id,
        message=invitation.message or "",
        token=token,
        ends_at=invitation.ends_at,
    )
    invitation.letter_id = work.post(letter, about=user)
    return token


def send_again(work: Work, user: User, invitation: Invitation, *, until: datetime) -> str:
    """Another letter with another link. Whoever sends it stands behind it, if nobody else can any more."""
    if not is_backed(work, invitation, user):
        vouch(work, user, invitation)
    invitation.ends_at, invitation.sent_at = until, work.now
    invitation.times_sent += 1
    invitation.opened_at = invitation.handed_over_at = invitation.asked_again_at = None
    token = offer(work, user, invitation)
    told, times = str(invitation.id), invitation.times_sent
    work.record(Event.INVITATION_RESENT, about=user, invitation=told, times=times, until=until.isoformat())
    return token


def follow(work: Work, user: User) -> None:
    """The address was corrected: an invitation that waits goes to the new one, for as long as it still had."""
    invitation = open_one(work, user)
    if invitation and invitation.ends_at > work.now:
        send_again(work, user, invitation, until=invitation.ends_at)


def remind(work: Work, user: User) -> bool:
    """Someone asked for a new password at the address of an invitation that waits: it goes there once more, with no
    more time than it had. Whether there is one.
    """
    invitation = open_one(work, user)
    if invitation is None or invitation.ends_at <= work.now:
        return False
    offer(work, user, invitation)
    return True


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
    read(work, token)  # says best why it is dead
    row, user = links.use(work, token, Purpose.INVITATION)
    invitation = work.get(Invitation, (row.wanted or {}).get("invitation"), "invitation")
    if refusal := why_dead(work, row, invitation, user, spent=False):
        raise refusal
    return user, invitation


def asking(work: Work, token: str) -> tuple[User, Invitation]:
    """The invitation that someone who holds a dead link may ask for again."""
    found = known(work, token)
    if found is None or found[1].state != InvitationState.OPEN or found[2].status != Status.INVITED:
        raise TokenVoid
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
        return InvitationReplaced()
    if not links.counts(work, row, user):
        return TokenVoid()
    if min(row.expires_at, invitation.ends_at) <= work.now:
        return InvitationExpired(on=invitation.ends_at)
    return None if is_backed(work, invitation, user) else NotBacked()


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
    letter = work.db.get(OutboxLetter, invitation.letter_id) if invitation.letter_id else None
    if letter and letter.state not in (LetterState.SENT, LetterState.ENDED):
        letter.state, letter.sealed_token, letter.next_try_at = LetterState.ENDED, None, None


def is_backed(work: Work, invitation: Invitation, user: User) -> bool:
    """Whether the inviter may still give what was promised; a role that someone else gave meanwhile stands by itself
    (ASVS 8.2.1).
    """
    if user.role != invitation.role or invitation.program is not None:
        return True
    inviter = work.db.get(User, invitation.inviter_id) if invitation.inviter_id else None
    if inviter is None or not inviter.may_sign_in(work.now):
        return False
    given = work.db.get(Role, invitation.role)
    return given is not None and _may_give(work.db.get_one(Role, inviter.role), given)


def backed(work: Work) -> ColumnElement[bool]:
    """`is_backed`, in SQL, over invitations joined with `User` and outer-joined with `Inviter`."""
    roles: Mapping[str, Role] = {role.name: role for role in work.db.scalars(select(Role))}
    allowed = [
        and_(
            Inviter.role == name, Invitation.role.in_([other.name for other in roles.values() if _may_give(own, other)])
        )
        for name, own in roles.items()
    ]
    vouched = and_(Inviter.who_may_sign_in(work.now), or_(false(), *allowed))
    return or_(User.role != Invitation.role, Invitation.program.is_not(None), and_(Inviter.id.is_not(None), vouched))


def _may_give(own: Role, given: Role) -> bool:
    held = own.permissions
    may = holds(held, Permission.INVITE_USERS) and covers(held, given.permissions)
    return may and (holds(held, Permission.CHANGE_ROLES) or not is_staff(given.permissions))
