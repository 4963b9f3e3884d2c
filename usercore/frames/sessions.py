"""Sessions, live and ended: of one person, and across everyone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Select, literal, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, how_many
from usercore.language import say
from usercore.models import Role, User, UserSession
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps import keyset, reveals, visits
from usercore.steps.people import sees_all
from usercore.steps.sessions import EXPIRED, REVOKED, live
from usercore.steps.standing import covers_role
from usercore.steps.visits import SessionQuery
from usercore.work import Work, needs

__all__ = ["SessionQuery", "chosen", "counts", "of_user", "search"]

ONE = [
    "id",
    "this_one",
    "method",
    "address",
    "browser",
    "system",
    "created_at",
    "last_seen_at",
    "ended_at",
    "ended_why",
    "ended_by",
]
OF_USER = ["live", "agent", *ONE]
LIST = ["user_id", "name", "email", "role", "above_you", *ONE]
CHOSEN = ["id", "user_id", "name", "email", "role", "title", "this_one", "above_you"]
MOST = 200
MOST_CHOSEN = 10_000
Ender = aliased(User)


@needs(Permission.READ_SESSIONS, own="user_id")
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's sessions, the live ones first, then the latest used; at most 200. `ended_by` names who else ended it."""
    found = as_uuid(user_id)
    whole = reveals.sees(work, found)
    is_live = live(work).label("live")
    query = (
        select(UserSession, User, Ender.name, is_live)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Ender, Ender.id == UserSession.ended_by)
        .where(UserSession.user_id == found)
        .order_by(is_live.desc(), UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST)
    )
    rows = work.db.execute(query)
    return frame(
        (
            (bool(still), session.agent, *_one(work, session, user, ender, still, whole=whole))
            for session, user, ender, still in rows
        ),
        OF_USER,
    )


@needs(Permission.READ_SESSIONS)
def search(work: Work, *, query: SessionQuery | None = None) -> pd.DataFrame:
    """A page of sessions across everyone; `.attrs` has `next` and `previous`, as in `users.search`, but places in this
    order and no ids. Those that ran out have ended when they were last used. Raises `PageGone`.
    """
    query = query or SessionQuery()
    backwards = query.before is not None
    wanted = select(UserSession, User, Ender.name).outerjoin(Ender, Ender.id == UserSession.ended_by)
    page = visits.ordered(_joined(wanted, work, query), query, backwards=backwards)
    if (cursor := query.before or query.after) is not None:
        past = visits.beyond(work, cursor, backwards=backwards)
        if past is None:
            raise PageGone
        page = page.where(past)
    rows, more = keyset.one_page(work.db.execute(page.limit(query.limit + 1)).all(), query)
    found = frame(_listed(work, rows, ended=query.ended), LIST)
    return turning(found, [visits.cursor(row[0]) for row in rows], query, more=more)


@needs(Permission.READ_SESSIONS)
def counts(work: Work, *, query: SessionQuery | None = None) -> Total:
    """How many sessions the query means, counted no further than the setting `count_cap`."""
    return how_many(work, _joined(select(literal(1)).select_from(UserSession), work, query or SessionQuery()))


@needs(Permission.READ_SESSIONS)
def chosen(work: Work, *, query: SessionQuery) -> pd.DataFrame:
    """What ending all that the query means would reach, the latest used first, 10,000 at most: whose each is, whether
    it is the actor's own here, and whether the person has rights that the actor has not.
    """
    wanted = select(UserSession.id, UserSession.user_id, User.name, User.email, User.role, Role.title)
    rows = work.db.execute(
        visits.ordered(_joined(wanted, work, query).join(Role, Role.name == User.role), query).limit(MOST_CHOSEN)
    )
    covered = {role: covers_role(work, role) for role in work.db.scalars(select(Role.name))}
    me = work.actor
    found = frame(((*row, row.id == me.session_id, not covered[row.role]) for row in rows), CHOSEN)
    found["above_you"] &= found["user_id"] != me.user_id
    if not sees_all(work):
        found["email"] = found["email"].map(masked_email)
    return found


def _joined(wanted: Any, work: Work, query: SessionQuery) -> Select[Any]:
    joined: Select[Any] = wanted.join(User, User.id == UserSession.user_id)
    return joined.where(*visits.conditions(work, query))


def _listed(work: Work, rows: Iterable[Any], *, ended: bool) -> Iterable[tuple[Any, ...]]:
    for session, user, ender in rows:
        own = user.id == work.actor.user_id
        whole = own or sees_all(work)
        email = user.email if whole else masked_email(user.email)
        above = not own and not covers_role(work, user.role)
        yield (user.id, user.name, email, user.role, above, *_one(work, session, user, ender, not ended, whole=whole))


def _one(
    work: Work, session: UserSession, user: User, ender: str | None, still: Any, *, whole: bool
) -> tuple[Any, ...]:
    """What every list says of a session."""
    ran_out = session.ended_at is None and not still
    by = None
    if session.ended_by not in (None, user.id):
        by = say("someone since deleted") if ender is None else ender
    elif session.ended_by is None and session.ended_why == REVOKED:
        by = say("a program")
    return (
        session.id,
        session.id == work.actor.session_id,
        session.method,
        session.address if whole else "",
        session.browser,
        session.system,
        session.created_at,
        session.last_seen_at,
        session.last_seen_at if ran_out else session.ended_at,
        EXPIRED if ran_out else session.ended_why,
        by,
    )
