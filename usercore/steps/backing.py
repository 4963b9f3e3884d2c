"""Whoever invites stands behind it until it is accepted: they must still be able to give what was promised."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from usercore.models import Invitation, Role, User
from usercore.models.roles import is_staff
from usercore.permissions import Permission, covers, holds
from usercore.work import Work

Inviter = aliased(User, name="inviter")


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
    known = func.coalesce(vouched, false())  # nobody there, or suspended without an end: no, not “unknown”
    return or_(User.role != Invitation.role, Invitation.program.is_not(None), known)


def _may_give(own: Role, given: Role) -> bool:
    held = own.permissions
    may = holds(held, Permission.INVITE_USERS) and covers(held, given.permissions)
    return may and (holds(held, Permission.CHANGE_ROLES) or not is_staff(given.permissions))
