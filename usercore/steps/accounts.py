"""An account is made, its address is nobody else's, its state allows what is asked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from usercore.checkouts import PLANNED
from usercore.errors import EmailInTrash, EmailTaken, ErasedBefore, WrongState
from usercore.events import Event
from usercore.models import Status, User
from usercore.models.users import searched
from usercore.spelling import Email, folded
from usercore.steps import tombstones
from usercore.work import Work

# Built once: to spell them anew would take longer than the answers.
HOLDER = select(User.id, User.status).where(User.email_key == bindparam("email_key")).execution_options(**PLANNED)
STATUS = select(User.status).where(User.email_key == bindparam("email_key")).scalar_subquery().label("status")


@dataclass(kw_only=True)
class NewUser:
    """The columns of a person who is to come: active if they have a password, otherwise invited."""

    id: UUID
    email: str
    email_key: str
    name: str
    name_key: str
    searched: str
    role: str
    status: str
    created_at: datetime
    password_hash: str | None
    password_changed_at: datetime | None
    must_change_password: bool
    version: int = 1


def newcomer(
    work: Work,
    *,
    email: Email,
    name: str,
    role: str,
    password_hash: str | None,
    temporary: bool,
    came_back: bool = False,
) -> NewUser:
    """Who is to come; `came_back`: they may have been erased before. Raises `EmailTaken`, `ErasedBefore`."""
    _never_had(work, email, came_back=came_back)
    return NewUser(
        id=work.new_id(),
        email=email.address,
        email_key=email.key,
        name=name,
        name_key=folded(name),
        searched=searched(name, email.address),
        role=role,
        status=(Status.ACTIVE if password_hash else Status.INVITED).value,
        created_at=work.now,
        password_hash=password_hash,
        password_changed_at=work.now if password_hash else None,
        must_change_password=password_hash is not None and temporary,
    )


def put_in(work: Work, user: NewUser) -> None:
    """A new person whom nobody here needs as an object. Raises `EmailTaken`."""
    try:
        work.insert(User, **vars(user))
    except IntegrityError:
        raise EmailTaken from None


def added(work: Work, user: NewUser) -> User:
    """A new person as an object, for what goes on with them. Raises `EmailTaken`."""
    row = work.add(User(**vars(user)))
    flush_or_taken(work)
    return row


def invited(work: Work, *, email: Email, name: str, role: str, came_back: bool = False) -> User:
    """A new person without a password, on record. Raises `EmailTaken`, `ErasedBefore`."""
    user = added(
        work,
        newcomer(work, email=email, name=name, role=role, password_hash=None, temporary=False, came_back=came_back),
    )
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
    held = next(iter(work.rows(HOLDER, email_key=email.key)), None)
    if held and (but is None or held.id != but.id):
        raise _taken(held.status)


def _never_had(work: Work, email: Email, *, came_back: bool) -> None:
    """Raise `EmailTaken` if an account has this address, `ErasedBefore` if one that was erased had it, and may not
    come back.
    """
    digests = work.digests(email.key, tombstones.USE)
    given = {f"digest{place}": one for place, one in enumerate(digests)}
    (before,) = work.rows(_before(len(digests)), email_key=email.key, **given)
    if before.status:
        raise _taken(before.status)
    if before.erased_at and not came_back:
        raise ErasedBefore(on=before.erased_at)


@cache
def _before(secrets: int) -> Select[str, datetime]:
    return select(STATUS, tombstones.newest(secrets).label("erased_at")).execution_options(**PLANNED)


def _taken(status: str) -> EmailTaken:
    return EmailInTrash() if status == Status.DELETED else EmailTaken()


def flush_or_taken(work: Work) -> None:
    """The unique index has the last word when two people take one address at once."""
    try:
        work.db.flush()
    except IntegrityError:
        raise EmailTaken from None
