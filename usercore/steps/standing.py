"""Who may be acted upon, and the rule that an admin always remains."""

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import AboveYou, LastAdmin, NotAllowed, NotYourself, UnknownRole
from usercore.models import Role, User
from usercore.permissions import ADMIN, Permission, covers
from usercore.work import Kind, Work


def locked(work: Work, user_id: object) -> User:
    """The person, locked, after the admins if they are one: always in that order, so that two calls cannot
    wait for each other. Raises `NotFound`, or `AboveYou` if they hold what the actor does not (ASVS 8.2.1).
    """
    if work.db.scalar(select(User.role).where(User.id == as_uuid(user_id))) == ADMIN:
        _admins(work)
    user = work.get(User, user_id)
    if user.id != work.actor.user_id and not covers_role(work, user.role):
        raise AboveYou(permission=f"role:{user.role}")
    return user


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
    if not any(admin.password_hash for admin in others):
        raise LastAdmin


def may_grant(work: Work, role_name: str) -> Role:
    """The role, if the actor may give it: everything in it is theirs already, and a role with dashboard rights
    needs the right to change roles. Raises `UnknownRole`, `AboveYou` or `NotAllowed`.
    """
    role = work.db.get(Role, role_name)
    if role is None:
        raise UnknownRole(role=role_name)
    if not covers_role(work, role_name):
        raise AboveYou(permission=f"role:{role_name}")
    if role.has_dashboard_rights and not work.actor.holds(Permission.CHANGE_ROLES):
        raise NotAllowed(permission=str(Permission.CHANGE_ROLES))
    return role


def covers_role(work: Work, role_name: str) -> bool:
    """Whether the actor holds everything that role holds."""
    role = work.db.get_one(Role, role_name)
    return work.actor.kind is Kind.SYSTEM or covers(work.actor.permissions, role.permissions)


def _admins(work: Work) -> list[User]:
    query = select(User).where(User.role == ADMIN).order_by(User.id).with_for_update()
    return list(work.db.scalars(query.execution_options(populate_existing=True)))
