"""Sessions, live and ended."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import Role, User, UserSession
from usercore.models.roles import is_staff
from usercore.permissions import Permission
from usercore.steps.people import sees_all
from usercore.work import Work, needs

OF_USER = [
    "id",
    "live",
    "this_one",
    "method",
    "address",
    "agent",
    "created_at",
    "last_seen_at",
    "ended_at",
    "ended_why",
]
MOST = 200


@needs(Permission.READ_SESSIONS, own="user_id")
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's sessions, the live ones first, then the newest; at most 200."""
    permissions = work.db.scalar(
        select(Role.permissions).join(User, User.role == Role.name).where(User.id == as_uuid(user_id))
    )
    staff, settings = is_staff(permissions or []), work.settings
    idle, absolute = (settings.staff_idle, settings.staff_absolute) if staff else (settings.idle, settings.absolute)
    begun, seen = UserSession.created_at > work.now - absolute, UserSession.last_seen_at > work.now - idle
    live = (UserSession.live_at(work.now) & begun & seen).label("live")
    query = (
        select(UserSession, live)
        .where(UserSession.user_id == as_uuid(user_id))
        .order_by(live.desc(), UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST)
    )
    unmasked = sees_all(work) or as_uuid(user_id) == work.actor.user_id
    return frame(
        (
            (
                session.id,
                bool(is_live),
                session.id == work.actor.session_id,
                session.method,
                session.address if unmasked else "",
                session.agent,
                session.created_at,
                session.last_seen_at,
                session.ended_at,
                session.ended_why,
            )
            for session, is_live in work.db.execute(query)
        ),
        OF_USER,
    )
