"""Sessions, live and ended: of one person, and across everyone."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame
from usercore.frames.users import Total
from usercore.models import User, UserSession
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps import visits
from usercore.steps.people import sees_all
from usercore.steps.sessions import live
from usercore.steps.standing import covers_role
from usercore.steps.visits import SessionQuery
from usercore.work import Work, needs

__all__ = ["SessionQuery", "counts", "of_user", "search"]

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
    "ended_by",
]
LIST = [
    "id",
    "user_id",
    "name",
    "email",
    "role",
    "this_one",
    "above_you",
    "address",
    "browser",
    "system",
    "method",
    "created_at",
    "last_seen_at",
    "ended_at",
    "ended_why",
    "ended_by",
]
MOST = 200
Ender = aliased(User)


@needs(Permission.READ_SESSIONS, own="user_id")
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's sessions, the live ones first, then the newest; at most 200. `ended_by` names who else ended it."""
    is_live = live(work).label("live")
    query = (
        select(UserSession, is_live, Ender.name)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Ender, (Ender.id == UserSession.ended_by) & (Ender.id != UserSession.user_id))
        .where(UserSession.user_id == as_uuid(user_id))
        .order_by(is_live.desc(), UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST)
    )
    unmasked = sees_all(work) or as_uuid(user_id) == work.actor.user_id
    return frame(
        (
            (
                session.id,
                bool(still),
                session.id == work.actor.session_id,
                session.method,
                session.address if unmasked else "",
                session.agent,
                session.created_at,
                session.last_seen_at,
                session.ended_at,
                session.ended_why,
                ender,
            )
            for session, still, ender in work.db.execute(query)
        ),
        OF_USER,
    )


@needs(Permission.READ_SESSIONS)
def search(work: Work, *, query: SessionQuery | None = None) -> pd.DataFrame:
    """A page of sessions across everyone; `.attrs` has `next` and `previous`, as in `users.search`.

    Raises `PageGone`.
    """
    query = query or SessionQuery()
    backwards = query.before is not None
    wanted = visits.ordered(_joined(select(UserSession, User), work, query), backwards=backwards)
    if (cursor := query.before or query.after) is not None:
        row_id = as_uuid(cursor)
        past = visits.beyond(work, row_id, backwards=backwards) if row_id else None
        if past is None:
            raise PageGone
        wanted = wanted.where(past)
    rows = work.db.execute(wanted.limit(query.limit + 1)).all()
    more, rows = len(rows) > query.limit, rows[: query.limit]
    if backwards:
        rows = rows[::-1]
    found = frame((_row(work, session, user) for session, user in rows), LIST)
    ahead, behind = (bool(rows), more) if backwards else (more, query.after is not None)
    found.attrs["next"] = rows[-1][0].id if rows and ahead else None
    found.attrs["previous"] = rows[0][0].id if rows and behind else None
    return found


@needs(Permission.READ_SESSIONS)
def counts(work: Work, *, query: SessionQuery | None = None) -> Total:
    """How many sessions the query means, counted no further than the setting `count_cap`."""
    cap = work.settings.count_cap
    wanted = _joined(select(literal(1)).select_from(UserSession), work, query or SessionQuery()).limit(cap + 1)
    found = work.db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    total = Total(min(found, cap))
    total.capped = found > cap
    return total


def _joined(wanted: Any, work: Work, query: SessionQuery) -> Select[Any]:
    joined: Select[Any] = wanted.join(User, User.id == UserSession.user_id)
    return joined.where(*visits.conditions(work, query))


def _row(work: Work, session: UserSession, user: User) -> tuple[Any, ...]:
    unmasked = sees_all(work) or user.id == work.actor.user_id
    return (
        session.id,
        user.id,
        user.name,
        user.email if unmasked else masked_email(user.email),
        user.role,
        session.id == work.actor.session_id,
        not covers_role(work, user.role),
        session.address if unmasked else "",
        session.browser,
        session.system,
        session.method,
        session.created_at,
        session.last_seen_at,
        session.ended_at,
        session.ended_why,
        session.ended_by,
    )
