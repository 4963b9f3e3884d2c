"""Sessions are ended from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from usercore.crypto.ids import as_uuid
from usercore.errors import BadQuery, NotAllowed, NotFound
from usercore.events import Event
from usercore.language import say
from usercore.models import UserSession
from usercore.permissions import Permission
from usercore.steps import sessions, standing
from usercore.work import Work, needs

MOST_AT_ONCE = 500


def owner(db: Session, session_id: UUID | None) -> UUID | None:
    return db.scalar(select(UserSession.user_id).where(UserSession.id == session_id))


@needs(Permission.REVOKE_SESSIONS, own="session_id", owner=owner)
def revoke(work: Work, *, session_id: UUID) -> None:
    """End one session; it is refused at its next click. Ending an ended one changes nothing.

    Raises `NotFound`, `AboveYou`.
    """
    whose = owner(work.db, as_uuid(session_id))
    if whose is None:
        raise NotFound(thing="session")
    standing.locked(work, whose)  # before the session, as everyone who ends sessions does
    session = work.get(UserSession, session_id, "session")
    if sessions.end(work, session, "revoked"):
        work.record(Event.SESSION_REVOKED, about=session.user_id, session=str(session.id))


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions ended, whose they were, and why the others did not, by their ids."""

    ended: int
    people: int
    skipped: Mapping[str, str]


@needs(Permission.REVOKE_SESSIONS)
def revoke_many(work: Work, *, session_ids: Sequence[UUID]) -> Ended:
    """End sessions of many people, each looked at by itself; at most 500 in one call, all in one transaction.

    Raises `BadQuery` for more.
    """
    if len(session_ids) > MOST_AT_ONCE:
        raise BadQuery(why=f"{MOST_AT_ONCE} sessions at once are the most")
    ids = [found for found in map(as_uuid, session_ids) if found]
    whose = {row.id: row.user_id for row in work.db.execute(
        select(UserSession.id, UserSession.user_id).where(UserSession.id.in_(ids)))}  # fmt: skip
    skipped = {str(one): str(NotFound(thing="session")) for one in session_ids if as_uuid(one) not in whose}
    ended = people = 0
    for user_id in sorted(set(whose.values())):
        theirs = [session_id for session_id in ids if whose.get(session_id) == user_id]
        try:
            standing.locked(work, user_id)
        except NotAllowed as refusal:
            skipped |= {str(session_id): str(refusal) for session_id in theirs}
            continue
        over = [one for one in theirs if sessions.end(work, work.get(UserSession, one, "session"), "revoked")]
        skipped |= {str(one): say("It had ended already.") for one in theirs if one not in over}
        ended, people = ended + len(over), people + bool(over)
        if over:
            told = [str(one) for one in over]
            work.record(Event.SESSIONS_REVOKED, about=user_id, sessions_ended=len(over), sessions=told)
    return Ended(ended, people, skipped)


@needs(Permission.REVOKE_SESSIONS, own="user_id")
def revoke_all(work: Work, *, user_id: UUID, keep_this_one: bool = False) -> int:
    """End every session of a person and say how many; `keep_this_one` spares the caller's. Raises `AboveYou`."""
    user = standing.locked(work, user_id)
    spared = work.actor.session_id if keep_this_one else None
    ended = sessions.end_all(work, user.id, "revoked", but=spared)
    if ended:
        work.record(Event.SESSIONS_REVOKED, about=user, sessions_ended=ended)
    return ended
