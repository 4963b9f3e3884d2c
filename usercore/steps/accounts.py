"""An account is made, its address is nobody else's, its state allows what is asked."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from usercore.errors import EmailInTrash, EmailTaken, WrongState
from usercore.events import Event
from usercore.models import Status, User
from usercore.spelling import Email
from usercore.steps import passwords, tombstones
from usercore.work import Work

# Built once: to spell it anew would take longer than the answer.
HOLDER = select(User.id, User.status).where(User.email_key == bindparam("email_key"))


def new(
    work: Work,
    *,
    email: Email,
    name: str,
    role: str,
    password_hash: str | None,
    temporary: bool,
    came_back: bool = False,
) -> User:
    """A new person: active if they have a password, otherwise invited; `came_back`: they may have been erased before.
    Raises `EmailTaken`, `ErasedBefore`.
    """
    address_free(work, email)
    if not came_back:
        tombstones.must_not_stand(work, email)
    user = User(id=work.new_id(), role=role, created_at=work.now, status=Status.INVITED, version=1)
    user.set_email(email)
    user.set_name(name)
    user.must_change_password = False
    if password_hash:
        user.status = Status.ACTIVE
        passwords.put(work, user, password_hash, temporary=temporary)
    work.add(user)
    flush_or_taken(work)
    return user


def invited(work: Work, *, email: Email, name: str, role: str, came_back: bool = False) -> User:
    """A new person without a password, on record. Raises `EmailTaken`, `ErasedBefore`."""
    user = new(work, email=email, name=name, role=role, password_hash=None, temporary=False, came_back=came_back)
    told = {"email": user.email, "name": user.name}
    work.record(Event.USER_CREATED, about=user, personal=told, role=user.role, status=str(user.status))
    return user


def keep_out(user: User, now: datetime, reason: str, until: datetime | None = None) -> None:
    user.status, user.suspended_at = Status.SUSPENDED, now
    user.suspended_until, user.suspended_reason = until, reason
    user.version += 1


def lift(user: User) -> None:
    user.status = Status.ACTIVE
    user.suspended_at = user.suspended_until = user.suspended_reason = None
    user.version += 1


def not_in(user: User, now: datetime, states: tuple[Status, ...]) -> None:
    """Raise `WrongState` if the person is in one of these."""
    if user.status_at(now) in states:
        raise WrongState(status=str(user.status_at(now)))


def address_free(work: Work, email: Email, *, but: User | None = None) -> None:
    """Raise `EmailTaken` if another account, the trash included, has this address."""
    work.db.flush()
    held = work.connection.execute(HOLDER, {"email_key": email.key}).one_or_none()
    if held and (but is None or held.id != but.id):
        raise EmailInTrash if held.status == Status.DELETED else EmailTaken


def flush_or_taken(work: Work) -> None:
    """The unique index has the last word when two people take one address at once."""
    try:
        work.db.flush()
    except IntegrityError:
        raise EmailTaken from None
