"""Ask people in, follow up, and let them in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import EmailTaken, InvitationExpired, NotFound
from usercore.events import Event
from usercore.limits import INVITE_ADDRESS, by_link
from usercore.models import Invitation, InvitationState, OutboxLetter, Role, Status, User
from usercore.models.roles import is_staff
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.spelling import Email, canonical_email, clean_message, clean_name, typed_key
from usercore.steps import accounts, credentials, invitations, links, passwords, standing
from usercore.steps.entry import SecondStep, SignedIn, first_step
from usercore.work import Actor, Attempt, Kind, Work, needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The invitation and its person. `link` is to be shown once, where no mail server would carry the letter."""

    id: UUID
    user_id: UUID
    link: str | None = field(default=None, repr=False)


def asks(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Letters to one address are limited, whoever invites it (ASVS 2.4.1)."""
    if actor.kind is not Kind.SYSTEM:
        yield Attempt(INVITE_ADDRESS, typed_key(wanted["email"]))


@needs(Permission.INVITE_USERS, limits=asks)
def send(
    work: Work,
    *,
    email: str,
    role: str = "author",
    name: str = "",
    message: str = "",
    lifetime: timedelta | None = None,
    came_back: bool = False,
) -> Invited:
    """Ask someone in by letter: they get an account, status `invited`, and choose its password themselves. Who is
    invited already gets another letter, and the older link dies. `lifetime` is the setting's if omitted, and never more.
    `came_back`: whoever was erased asks for an account again.

    Raises `EmailTaken`, `ErasedBefore`, `InvalidEmail`, `InvalidName`, `InvalidMessage`, `InvalidLifetime`,
    `UnknownRole`; `AboveYou` or `NotAllowed` for a role that is not the actor's to give; `NotFresh` for a staff role;
    `NotFound` if whoever was invited already was deleted for ever meanwhile; `TooManyAttempts`.
    """
    address, name, message = canonical_email(email), clean_name(name), clean_message(message)
    until = invitations.end(work, lifetime)
    given = invitations.given(work, role)
    found = work.db.execute(select(User.id, User.status).where(User.email_key == address.key)).one_or_none()
    if found and found.status == Status.INVITED:
        user = _still_invited(work, found.id, address)
        invitations.close(work, user, InvitationState.REPLACED)
        _change(work, user, name or user.name, given.name)
    else:
        user = accounts.invited(work, email=address, name=name, role=given.name, came_back=came_back)
    return _told(work, *invitations.begin(work, user, message=message, until=until))


@needs(Permission.INVITE_USERS)
def resend(work: Work, *, invitation_id: UUID, lifetime: timedelta | None = None) -> Invited:
    """Send an unanswered invitation again, ended or not: the older link dies. Who sends it again stands behind it if
    its inviter no longer can; then without the inviter's message.

    Raises `InvitationClosed`, `InvalidLifetime`, `NotFound`, `AboveYou`, `NotAllowed`; `NotFresh` for a staff role;
    `TooManyAttempts`.
    """
    user, invitation = _theirs(work, invitation_id)
    token = invitations.resend(work, user, invitation, until=invitations.end(work, lifetime))
    return _told(work, invitation, token)


@needs(Permission.INVITE_USERS)
def revoke(work: Work, *, invitation_id: UUID) -> None:
    """Take an unanswered invitation back: its link dies at once. The account stays, `invited`, until it is deleted.

    Raises `InvitationClosed`, `NotFound`, `AboveYou`.
    """
    user, invitation = _theirs(work, invitation_id)
    invitations.close(work, user, InvitationState.REVOKED)
    work.record(Event.INVITATION_REVOKED, about=user, invitation=str(invitation.id))


@needs(Permission.INVITE_USERS)
def extend(work: Work, *, invitation_id: UUID, lifetime: timedelta | None = None) -> None:
    """Give the same link more time, counted from now, never less than it had; nothing is sent. Raises
    `InvitationExpired` if it has ended already; `InvitationClosed`, `InvalidLifetime`, `NotFound`, `AboveYou`, and for a
    role with dashboard rights `NotAllowed`, `NotFresh`.
    """
    user, invitation = _theirs(work, invitation_id)
    invitations.must_give_what_waits(work, user)
    if invitation.ends_at <= work.now:
        raise InvitationExpired(on=invitation.ends_at)
    before = invitation.ends_at
    invitation.ends_at = max(before, invitations.end(work, lifetime))
    for row in links.open_ones(work, user, Purpose.INVITATION):
        row.expires_at = invitation.ends_at
    letter = work.db.get(OutboxLetter, invitation.letter_id) if invitation.letter_id else None
    if letter and letter.sealed_token:
        letter.ends_at = invitation.ends_at
    told, until = str(invitation.id), invitation.ends_at.isoformat()
    work.record(Event.INVITATION_EXTENDED, about=user, invitation=told, before=before.isoformat(), until=until)


@needs(Permission.PUBLIC, with_temporary_password=True)
def opened(work: Work, *, token: str) -> None:
    """The accept page ran in a browser: the invitation says so from now on. Raises as `accept` does. It counts against
    no limit, so that many who come in from one office leave each other their tries.
    """
    user, invitation = invitations.read(work, token)
    if work.claim(Invitation, invitation.id, Invitation.opened_at.is_(None), opened_at=work.now):
        work.record(Event.INVITATION_OPENED, about=user, invitation=str(invitation.id))


def prepare_accept(reading: Any, *, token: str, password: str, name: str | None = None) -> str:
    with reading() as work:
        user, _ = invitations.read(work, token)  # nobody without the link makes us compute
        staff = is_staff(work.db.get_one(Role, user.role).permissions)
        called, email, settings = user.name, user.email, work.settings
    called = called if name is None else clean_name(name)
    passwords.check(password, settings, long=staff, email=email, name=called)
    return passwords.hashed(password, settings)


@needs(Permission.PUBLIC, with_temporary_password=True, prepare=prepare_accept, limits=by_link)
def accept(work: Work, *, token: str, password: str, name: str | None = None, prepared: str) -> SignedIn | SecondStep:
    """Come in: the account is active, its address counts as verified, and the ticket is swapped for a session. Address
    and role are the inviter's to choose, and the inviter must still be able to give that role (ASVS 8.2.1, 15.3.3).

    Raises `InvitationExpired`, `InvitationUsed`, `InvitationRevoked`, `InvitationReplaced`, `NotBacked`, `TokenSpent`,
    `TokenVoid`, `InvalidPassword`, `InvalidName`.
    """
    user, invitation = invitations.use(work, token)
    if name is not None:
        user.set_name(clean_name(name))
    passwords.put(work, user, prepared, temporary=False)
    user.status, user.email_verified_at = Status.ACTIVE, work.now
    user.version += 1
    credentials.unlock(work, user)  # whoever tried to sign in before does not keep them out (ASVS 6.1.1)
    invitations.withdraw_letter(work, invitation)
    invitation.state, invitation.closed_at, invitation.closed_by = InvitationState.ACCEPTED, work.now, user.id
    told = {"name": user.name}
    work.record(Event.INVITATION_ACCEPTED, about=user, personal=told, invitation=str(invitation.id), role=user.role)
    return first_step(work, user)


@needs(Permission.PUBLIC, with_temporary_password=True, limits=by_link)
def ask_again(work: Work, *, token: str) -> None:
    """Whoever holds a link that has ended, or whose inviter is gone, asks for another one: staff see it in the list.
    Raises `TokenVoid` while the link is good, and as `accept` does where there is nothing to ask for.
    """
    user, invitation = invitations.asking(work, token)
    if work.claim(Invitation, invitation.id, Invitation.asked_again_at.is_(None), asked_again_at=work.now):
        work.record(Event.INVITATION_ASKED, about=user, invitation=str(invitation.id))


def _still_invited(work: Work, user_id: UUID, address: Email) -> User:
    """The person, locked; they may have come in, or been given another address, since they were looked up."""
    user = standing.locked(work, user_id)
    if user.status != Status.INVITED or user.email_key != address.key:
        raise EmailTaken
    return user


def _change(work: Work, user: User, name: str, role: str) -> None:
    """A newer invitation may correct what the older one said; a role that is taken away must be one's to give, too."""
    if name != user.name:
        told = {"name.before": user.name, "name.after": name}
        user.set_name(name)
        work.record(Event.USER_UPDATED, about=user, personal=told, fields=["name"])
    if role != user.role:
        invitations.given(work, user.role)
        work.record(Event.ROLE_CHANGED, about=user, before=user.role, after=role, sessions_ended=0)
        user.role = role
    user.version += 1


def _theirs(work: Work, invitation_id: UUID) -> tuple[User, Invitation]:
    """The open invitation and its person, locked, if the actor may act upon them."""
    whose = work.db.scalar(select(Invitation.user_id).where(Invitation.id == as_uuid(invitation_id)))
    if whose is None:
        raise NotFound(thing="invitation")
    user = standing.locked(work, whose)
    invitation = work.get(Invitation, invitation_id, "invitation")
    invitations.must_be_open(invitation)
    return user, invitation


def _told(work: Work, invitation: Invitation, token: str) -> Invited:
    by_hand = work.settings.smtp_url is None
    link = f"{work.settings.home}/open/{token}" if by_hand else None
    return Invited(id=invitation.id, user_id=invitation.user_id, link=link)
