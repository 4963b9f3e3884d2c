"""Sessions are ended from outside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import BadQuery, NotAllowed, NotFound
from usercore.events import Event
from usercore.language import say
from usercore.models import UserSession
from usercore.permissions import Permission
from usercore.steps import links, sessions, standing, trust
from usercore.work import Work, needs

MOST_AT_ONCE, MOST_WRITTEN_DOWN = 500, 5_000


def owner(connection: Connection, session_id: UUID | None) -> UUID | None:
    return connection.scalar(select(UserSession.user_id).where(UserSession.id == session_id))


@needs(Permission.REVOKE_SESSIONS, own="session_id", owner=owner)
def revoke(work: Work, *, session_id: UUID) -> None:
    """End one session; it is refused at its next click. Ending an ended one changes nothing.

    Raises `NotFound`, `AboveYou`.
    """
    whose = owner(work.connection, as_uuid(session_id))
    if whose is None:
        raise NotFound(thing="session")
    standing.locked(work, whose)  # before the session, as everyone who ends sessions does
    _end(work, whose, [work.get(UserSession, session_id, "session")])


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions ended, whose they were, and why the others did not, by their ids."""

    ended: int
    people: int
    skipped: Mapping[str, str]


@needs(Permission.REVOKE_SESSIONS)
def revoke_many(work: Work, *, session_ids: Sequence[UUID]) -> Ended:
    """End sessions of many people, each looked at by itself; at most 500 in one call, all in one transaction, with an
    audit entry for each person.

    Raises `BadQuery` for more.
    """
    if len(session_ids) > MOST_AT_ONCE:
        raise BadQuery(why=say("{most} sessions at once are the most", most=MOST_AT_ONCE))
    wanted = {as_uuid(one) for one in session_ids} - {None}
    theirs: dict[UUID, list[UserSession]] = defaultdict(list)
    for session in work.db.scalars(select(UserSession).where(UserSession.id.in_(wanted)).order_by(UserSession.id)):
        theirs[session.user_id].append(session)
    known = {session.id for some in theirs.values() for session in some}
    skipped = {str(one): str(NotFound(thing="session")) for one in session_ids if as_uuid(one) not in known}
    standing.lock_all(work, theirs)
    ended = people = 0
    for user_id, some in sorted(theirs.items()):
        try:
            standing.locked(work, user_id)
        except (NotAllowed, NotFound) as refusal:
            skipped |= {str(session.id): str(refusal) for session in some}
            continue
        over = _end(work, user_id, some)
        skipped |= {str(session.id): say("It had ended already.") for session in some if session not in over}
        ended, people = ended + len(over), people + bool(over)
    return Ended(ended, people, skipped)


@needs(Permission.REVOKE_SESSIONS, own="user_id")
def revoke_all(work: Work, *, user_id: UUID, keep_this_one: bool = False) -> int:
    """End every session of a person and say how many; `keep_this_one` spares the caller's. No browser of theirs is
    trusted any more: one that was lost must not be spared the code. A new address that waits to be confirmed is not any
    more: whoever is put out may have asked for it. Raises `NotFound`, `AboveYou`.
    """
    user = standing.locked(work, user_id)
    spared = work.actor.session_id if keep_this_one else None
    ended = sessions.end_all(work, user.id, sessions.REVOKED, but=spared)
    links.void(work, user, Purpose.EMAIL)
    if ended:
        work.record(Event.SESSIONS_REVOKED, about=user, sessions_ended=ended)
    if trust.forget(work, user):
        work.record(Event.BROWSERS_DISTRUSTED, about=user)
    return ended


def find_expired(reading: Any) -> Sequence[UUID]:
    """Before anyone has to wait: among the sessions of a million people that takes a seventh of a second."""
    with reading() as work:
        return [row.id for row in work.rows(sessions.ran_out(work).limit(MOST_WRITTEN_DOWN))]


@needs(Permission.RUN_HOUSE, prepare=find_expired)
def write_down_expired(work: Work, *, prepared: Sequence[UUID]) -> int:
    """Keep sessions that ran out by themselves as ended; they have counted as ended since then. Returns how many; what
    is left over is for the next time.
    """
    return sessions.write_down_expired(work, UserSession.id.in_(prepared)) if prepared else 0


def _end(work: Work, user_id: UUID, some: Iterable[UserSession]) -> list[UserSession]:
    """End these of one person's, with one entry that says which; gives back those that were still live."""
    sessions.write_down_expired(work, UserSession.user_id == user_id)
    over = [session for session in some if sessions.end(work, session, sessions.REVOKED)]
    told = [str(session.id) for session in over]
    if len(told) == 1:
        work.record(Event.SESSION_REVOKED, about=user_id, session=told[0])
    elif told:
        work.record(Event.SESSIONS_REVOKED, about=user_id, sessions=told, sessions_ended=len(told))
    return over
