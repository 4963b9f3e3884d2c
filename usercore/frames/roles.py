"""Roles."""

import pandas as pd
from sqlalchemy import select

from usercore.frames.tables import frame
from usercore.models import Role
from usercore.models.roles import is_staff
from usercore.permissions import Permission, covers
from usercore.work import Kind, Work, needs

ALL = ["name", "title", "permissions", "staff", "may_grant"]


@needs(Permission.READ_USERS)
def every(work: Work) -> pd.DataFrame:
    """All roles in their order, and whether the actor may give each."""

    def grantable(role: Role) -> bool:
        if work.actor.kind is Kind.SYSTEM:
            return True
        staff_right = not role.has_dashboard_rights or work.actor.holds(Permission.CHANGE_ROLES)
        return staff_right and covers(work.actor.permissions, role.permissions)

    roles = work.db.scalars(select(Role).order_by(Role.position, Role.name))
    return frame(((r.name, r.title, r.permissions, is_staff(r.permissions), grantable(r)) for r in roles), ALL)
