"""Create people, change them, send them away and bring them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from usercore.crypto.passwords import generated
from usercore.errors import EmailMismatch, InvalidMoment, UnknownRole, WrongState
from usercore.events import Event
from usercore.limits import held
from usercore.models import InvitationState, Role, Status, UserSession
from usercore.models.roles import is_staff
from usercore.permissions import Permission, covers
from usercore.settings import Settings
from usercore.spelling import Email, canonical_email, clean_name, clean_reason, email_key, typed_key
from usercore.steps import accounts, addresses, erasure, holds, invitations, passwords, profiles, sessions, standing
from usercore.steps.conflicts import not_edited_since
from usercore.steps.credentials import put_out
from usercore.steps.erasure import Certificate
from usercore.work import Actor, Attempt, Kind, Work, needs

REMOVED = (Status.DELETED,)


@dataclass(frozen=True, slots=True)
class Created:
    """The new person; `password` is the generated one, to be shown once."""

    id: UUID
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """`asked` is the new address that must be confirmed first, if there is one."""

    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    email: Email
    name: str
    password: str | None
    password_hash: str | None


def prepare_create(
    reading: Any,
    *,
    email: str,
    name: str = "",
    role: str = "author",
    password: str | None = None,
    generate_password: bool = False,
    came_back: bool = False,
) -> Prepared:
    address, name = canonical_email(email), clean_name(name)
    password = generated() if generate_password else password
    if password is None:
        return Prepared(address, name, None, None)
    with reading() as work:
        found = work.db.get(Role, str(role))
        if found is None:
            raise UnknownRole(role=role[:40])
        staff, settings = is_staff(found.permissions), work.settings
    passwords.check(password, settings, long=staff, email=address.address, name=name)
    return Prepared(address, name, password, passwords.hashed(password, settings))


@needs(Permission.CREATE_USERS, prepare=prepare_create)
def create(
    work: Work,
    *,
    email: str,
    name: str = "",
    role: str = "author",
    password: str | None = None,
    generate_password: bool = False,
    came_back: bool = False,
    prepared: Prepared,
) -> Created:
    """A new person. With a password they are active, and if a person typed or generated it, it is temporary;
    without one they are `invited`, and no letter is sent. `came_back`: whoever was erased asks for an account again.

    Raises `InvalidEmail`, `EmailTaken`, `ErasedBefore`, `InvalidName`, `UnknownRole`, `InvalidPassword`, `AboveYou`, and
    `NotFresh` for a role with dashboard rights.
    """
    granted = standing.may_grant(work, role)
    if is_staff(granted.permissions):
        work.must_be_fresh()
    user = accounts.newcomer(
        work,
        email=prepared.email,
        name=prepared.name,
        role=granted.name,
        password_hash=prepared.password_hash,
        temporary=work.actor.kind is not Kind.SYSTEM,
        came_back=came_back,
    )
    accounts.put_in(work, user)
    told = {"email": user.email, "name": user.name}
    work.record(Event.USER_CREATED, about=user, personal=told, role=role, status=user.status)
    return Created(user.id, prepared.password if generate_password else None)


def asks(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Letters to a new address are limited, for who asks and for where they go."""
    if wanted.get("email") is not None and actor.kind is not Kind.SYSTEM:
        yield Attempt("email:session", held(actor))
        yield Attempt("email:address", typed_key(wanted["email"]))


@needs(Permission.UPDATE_USERS, own="user_id", limits=asks)
def update(
    work: Work,
    *,
    user_id: UUID,
    name: str | None = None,
    email: str | None = None,
    time_zone: str | None = None,
    version: int | None = None,
) -> Updated:
    """Change name, address or time zone (IANA; "" for the browser's); what is omitted stays. A new address counts at
    once when a program gives it, or for someone who is only invited; otherwise once it was confirmed by letter.

    Raises `EditedMeanwhile` if `version` is given and is not the row's any more; `EmailTaken`, `InvalidEmail`,
    `InvalidName`, `InvalidTimeZone`; `NotFresh` for a new address; `TooManyAttempts`.
    """
    user = standing.locked(work, user_id)
    accounts.not_in(user, work.now, REMOVED)
    not_edited_since(work, user, version)
    told = profiles.edit(work, user, name=name, time_zone=time_zone)
    asked = None
    if email is not None and email.strip(" ") != user.email:
        asked, moved = addresses.change(work, user, canonical_email(email))
        told |= moved
    if told:
        user.version += 1
        work.record(Event.USER_UPDATED, about=user, personal=told, fields=sorted({word.split(".")[0] for word in told}))
    return Updated(asked)


@needs(Permission.CHANGE_ROLES)
def change_role(work: Work, *, user_id: UUID, role: str, version: int | None = None) -> None:
    """Give a person another role. Losing rights ends their sessions; gained ones count at their next click.

    Raises `NotYourself`, `LastAdmin`, `AboveYou`, `UnknownRole`, `EditedMeanwhile`; `NotFresh` for staff roles.
    """
    user = standing.locked(work, user_id)
    accounts.not_in(user, work.now, REMOVED)
    new = standing.may_grant(work, role)
    if role != "admin":
        standing.not_last_admin(work, user)
    standing.not_yourself(work, user)
    old = work.db.get_one(Role, user.role)
    if old.name == role:
        return
    not_edited_since(work, user, version)
    if old.has_dashboard_rights or is_staff(new.permissions):
        work.must_be_fresh()
    sessions.write_down_expired(work, UserSession.user_id == user.id)  # a role with a longer rule must not revive them
    user.role, user.second_factor_asked_at = role, None
    user.version += 1
    ended = 0 if covers(new.permissions, old.permissions) else sessions.end_all(work, user.id, "role-lost")
    work.record(Event.ROLE_CHANGED, about=user, before=old.name, after=role, sessions_ended=ended)


@needs(Permission.SUSPEND_USERS)
def suspend(work: Work, *, user_id: UUID, reason: str, until: datetime | None = None) -> None:
    """Keep a person out, until a moment (aware) or until reinstated; their sessions and links end now.

    Raises `NotYourself`, `LastAdmin`, `AboveYou`, `WrongState`, `InvalidReason`, `InvalidMoment`.
    """
    user = standing.locked(work, user_id)
    accounts.not_in(user, work.now, (*REMOVED, Status.INVITED))
    standing.not_last_admin(work, user)
    standing.not_yourself(work, user)
    reason = clean_reason(reason)
    if until is not None and (until.tzinfo is None or until <= work.now):
        raise InvalidMoment
    accounts.keep_out(user, work.now, reason, until)
    ended = put_out(work, user, "suspended")
    until_text = until.isoformat() if until else None
    work.record(Event.USER_SUSPENDED, about=user, personal={"reason": reason}, until=until_text, sessions_ended=ended)


@needs(Permission.SUSPEND_USERS)
def reinstate(work: Work, *, user_id: UUID) -> None:
    """Let a suspended person in again. Raises `WrongState`, `AboveYou`."""
    user = standing.locked(work, user_id)
    if user.status != Status.SUSPENDED:
        raise WrongState(status=str(user.status_at(work.now)))
    accounts.lift(user)
    work.record(Event.USER_REINSTATED, about=user)


@needs(Permission.DELETE_USERS)
def soft_delete(work: Work, *, user_id: UUID, reason: str = "") -> None:
    """Put a person in the trash: sessions and links end, the address stays taken, everything else can be restored.

    Raises `NotYourself`, `LastAdmin`, `AboveYou`, `WrongState`.
    """
    user = standing.locked(work, user_id)
    accounts.not_in(user, work.now, REMOVED)
    standing.not_last_admin(work, user)
    standing.not_yourself(work, user)
    invitations.close(work, user, InvitationState.REVOKED)
    user.status_before_deletion, user.status = user.status, Status.DELETED
    user.deleted_at = work.now
    user.version += 1
    ended = put_out(work, user, "deleted")
    told = {"reason": clean_reason(reason)} if reason.strip() else {}
    work.record(Event.USER_DELETED, about=user, personal=told, sessions_ended=ended)


@needs(Permission.DELETE_USERS)
def restore(work: Work, *, user_id: UUID) -> None:
    """Take a person out of the trash, as they were. Raises `WrongState`, `AboveYou`."""
    user = standing.locked(work, user_id)
    if user.status != Status.DELETED:
        raise WrongState(status=str(user.status_at(work.now)))
    user.status = Status(user.status_before_deletion or Status.ACTIVE)
    user.status_before_deletion = user.deleted_at = None
    user.version += 1
    work.record(Event.USER_RESTORED, about=user, status=str(user.status))


@needs(Permission.ERASE_USERS)
def hard_delete(work: Work, *, user_id: UUID, reason: str, typed_email: str | None = None) -> Certificate:
    """Delete a person for ever; the audit log keeps its entries, without their values.

    Raises `EmailMismatch` if `typed_email` is given and is not theirs; `NotYourself`, `LastAdmin`, `AboveYou`,
    `NotFresh`, `InvalidReason`, `OnHold`.
    """
    user = standing.locked(work, user_id)
    standing.not_last_admin(work, user)
    standing.not_yourself(work, user)
    holds.refuse_if_held(work, user)
    work.must_be_fresh()
    reason = clean_reason(reason)
    if typed_email is not None and email_key(typed_email) != user.email_key:
        raise EmailMismatch
    certificate = erasure.delete_for_ever(work, user)
    work.record(Event.USER_ERASED, about=certificate.user_id, personal={"reason": reason}, **certificate.told())
    return certificate
