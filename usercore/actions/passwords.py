"""Passwords change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from usercore.errors import WrongPassword, WrongState
from usercore.events import Event
from usercore.models import Role, Status, User
from usercore.models.roles import is_staff
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.steps import passwords, sessions, standing
from usercore.steps.entry import let_in
from usercore.work import Actor, Attempt, Kind, Work, needs


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """After one's own change, `ticket` is swapped for a new session token; the others have ended."""

    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    old_hash: str | None
    new_hash: str


def tries(actor: Actor, settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Guessing the current password from an open session counts like guessing it at the door."""
    if wanted.get("current_password") is not None:
        whose = str(actor.session_id or (actor.token_digest or b"").hex())
        yield Attempt("password:current", whose, settings.sign_ins_per_account, settings.sign_in_window)


def prepare_change(reading: Any, *, user_id: UUID, new_password: str, current_password: str | None = None) -> Prepared:
    with reading() as work:
        user = work.get(User, user_id)
        role = work.db.get_one(Role, user.role)
        old_hash, email, name, must_change = user.password_hash, user.email, user.name, user.must_change_password
        own, settings = user.id == work.actor.user_id, work.settings
    # A temporary password was typed to get in; asking for it once more would prove nothing new.
    proved = not own or (must_change and current_password is None)
    if not proved and not passwords.verified(old_hash, current_password or "", settings):
        raise WrongPassword
    passwords.check(new_password, settings, staff=is_staff(role.permissions), email=email, name=name)
    return Prepared(old_hash, passwords.hashed(new_password, settings))


@needs(Permission.CHANGE_PASSWORDS, own="user_id", with_temporary_password=True, prepare=prepare_change, limits=tries)
def change(
    work: Work,
    *,
    user_id: UUID,
    new_password: str,
    current_password: str | None = None,
    prepared: Prepared,
) -> PasswordChanged:
    """Set a password. One's own needs `current_password` (unless it was temporary), ends the other sessions and
    gives a ticket for a new one; one that staff set is temporary and ends all sessions.

    Raises `WrongPassword`, `InvalidPassword`, `AboveYou`, `NotFresh`, `WrongState`.
    """
    user = standing.locked(work, user_id)
    if user.status_at(work.now) is Status.DELETED:
        raise WrongState(status=str(Status.DELETED))
    if user.password_hash != prepared.old_hash:
        raise WrongPassword  # it was changed in between
    own = user.id == work.actor.user_id
    if not own:
        work.must_be_fresh()
    temporary = not own and work.actor.kind is not Kind.SYSTEM
    if user.status == Status.INVITED:
        user.status = Status.ACTIVE
    passwords.put(work, user, prepared.new_hash, temporary=temporary)
    user.version += 1
    ended = sessions.end_all(work, user.id, "password-changed", but=work.actor.session_id if own else None)
    work.record(Event.PASSWORD_CHANGED, about=user, temporary=temporary, sessions_ended=ended)
    if not own:
        return PasswordChanged()
    return PasswordChanged(let_in(work, user).ticket)
