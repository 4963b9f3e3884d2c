"""Sessions are ended from outside."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound
from usercore.events import Event
from usercore.models import UserSession
from usercore.permissions import Permission
from usercore.steps import sessions, standing
from usercore.work import Work, needs


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


@needs(Permission.REVOKE_SESSIONS, own="user_id")
def revoke_all(work: Work, *, user_id: UUID, keep_this_one: bool = False) -> int:
    """End every session of a person and say how many; `keep_this_one` spares the caller's. Raises `AboveYou`."""
    user = standing.locked(work, user_id)
    spared = work.actor.session_id if keep_this_one else None
    ended = sessions.end_all(work, user.id, "revoked", but=spared)
    if ended:
        work.record(Event.SESSIONS_REVOKED, about=user, sessions_ended=ended)
    return ended
