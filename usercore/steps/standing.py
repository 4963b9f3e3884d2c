"""Who may be acted upon, and the rule that an admin always remains."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from usercore.checkouts import PLANNED
from usercore.crypto.ids import as_uuid
from usercore.errors import AboveYou, LastAdmin, NotAllowed, NotFound, NotSignedIn, NotYourself, UnknownRole
from usercore.models import Role, User
from usercore.models.roles import is_staff
from usercore.permissions import ADMIN, Permission, covers
from usercore.work import Kind, Work

# Built once: to spell it anew would take longer than the answer.
ROLE = select(Role.name, Role.permissions).where(Role.name == bindparam("name")).execution_options(**PLANNED)


class Granted(NamedTuple):
    """A role that the actor may give."""

    name: str
    permissions: list[str]


def locked(work: Work, user_id: object) -> User:
    """The person, locked together with the actor, after the admins if they are one: always in that order, so that
    two calls cannot wait for each other. Raises `NotFound`, `AboveYou` if they hold what the actor does not
    (ASVS 8.2.1), or `NotSignedIn` if the actor lost their own rights while waiting for the lock.
    """
    if work.db.scalar(select(User.role).where(User.id == as_uuid(user_id))) == ADMIN:
        _admins(work)
    both = select(User).where(User.id.in_((as_uuid(user_id), work.actor.user_id))).order_by(User.id).with_for_update()
    found: dict[object, User] = {row.id: row for row in work.db.scalars(both.execution_options(populate_existing=True))}
    _still_may(work, found.get(work.actor.user_id))
    user = found.get(as_uuid(user_id))
    if user is None:
        raise NotFound(thing="person")
    if user.id != work.actor.user_id and not covers_role(work, user.role):
        raise AboveYou(permission=f"role:{user.role}")
    return user


def lock_all(work: Work, user_ids: Iterable[UUID]) -> None:
    """Several people and the actor, locked at once in the order of `locked`, which then looks at each by itself."""
    wanted = set(user_ids)
    if ADMIN in work.db.scalars(select(User.role).where(User.id.in_(wanted)).distinct()).all():
        _admins(work)
    all_of_them = select(User.id).where(User.id.in_({*wanted, work.actor.user_id})).order_by(User.id)
    work.db.execute(all_of_them.with_for_update()).all()


def locked_owner(work: Work, user_id: object) -> User:
    """The person whose link is being used, locked in the same order, whoever follows it. Raises `NotFound`."""
    if work.db.scalar(select(User.role).where(User.id == as_uuid(user_id))) == ADMIN:
        _admins(work)
    return work.get(User, user_id)


def _still_may(work: Work, actor: User | None) -> None:
    """Two who act upon each other at once were both let in; whoever came second is let in no more (ASVS 8.3.2)."""
    if not work.actor.signed_in:
        return
    if actor is None or not actor.may_sign_in(work.now):
        raise NotSignedIn
    if not covers(work.db.get_one(Role, actor.role).permissions, work.actor.permissions):
        raise NotSignedIn


def not_yourself(work: Work, user: User) -> None:
    if user.id == work.actor.user_id:
        raise NotYourself


def not_last_admin(work: Work, user: User) -> None:
    """Raise `LastAdmin` if nobody else could sign in as an admin. The admins' rows are locked before counting:
    two who remove each other at once would both pass a plain count.
    """
    if user.role != ADMIN or not user.may_sign_in(work.now):
        return
    others = [admin for admin in _admins(work) if admin.id != user.id and admin.may_sign_in(work.now)]
    if not any(admin.password_hash and not admin.password_compromised for admin in others):
        raise LastAdmin


def may_grant(work: Work, role_name: str) -> Granted:
    """The role, if the actor may give it. Raises `UnknownRole`, `AboveYou` or `NotAllowed`."""
    found = next(iter(work.rows(ROLE, name=str(role_name))), None)
    if found is None:
        raise UnknownRole(role=role_name[:40])
    role = Granted(*found)
    must_be_grantable(work, role)
    return role


def must_be_grantable(work: Work, role: Role | Granted) -> None:
    """Everything in it is the actor's already, and a role with dashboard rights needs the right to change roles. Raises
    `AboveYou` or `NotAllowed`.
    """
    if not _covers(work, role.permissions):
        raise AboveYou(permission=f"role:{role.name}")
    if is_staff(role.permissions) and not work.actor.holds(Permission.CHANGE_ROLES):
        raise NotAllowed(permission=str(Permission.CHANGE_ROLES))


def covers_role(work: Work, role_name: str) -> bool:
    """Whether the actor holds everything that role holds."""
    return _covers(work, work.db.get_one(Role, role_name).permissions)


def _covers(work: Work, permissions: list[str]) -> bool:
    return work.actor.kind is Kind.SYSTEM or covers(work.actor.permissions, permissions)


def _admins(work: Work) -> list[User]:
    query = select(User).where(User.role == ADMIN).order_by(User.id).with_for_update()
    return list(work.db.scalars(query.execution_options(populate_existing=True)))
