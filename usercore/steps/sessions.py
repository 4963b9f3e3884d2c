"""Sessions begin and end."""

from uuid import UUID

from sqlalchemy import select

from usercore.crypto import tokens
from usercore.models import Role, User, UserSession
from usercore.work import Work


def start(work: Work, user: User, *, method: str) -> tuple[UserSession, str]:
    """A session for `user` and the token that holds it; staff sessions are shorter."""
    role = work.db.get_one(Role, user.role)
    token, stored = tokens.mint(tokens.SESSION, work.key("session"))
    lifetime = work.settings.staff_absolute if role.has_dashboard_rights else work.settings.absolute
    session = UserSession(
        id=work.new_id(),
        user_id=user.id,
        token_digest=stored,
        method=method,
        address=work.actor.address,
        agent=work.actor.agent,
        created_at=work.now,
        last_seen_at=work.now,
        fresh_from=work.now,
        expires_at=work.now + lifetime,
    )
    user.last_sign_in_at = work.now
    return work.add(session), token


def end(work: Work, session: UserSession, why: str) -> bool:
    """End one session; False if it had ended already."""
    return work.claim(
        UserSession,
        session.id,
        UserSession.ended_at.is_(None),
        ended_at=work.now,
        ended_by=work.actor.user_id,
        ended_why=why,
    )


def end_all(work: Work, user_id: UUID, why: str, *, but: UUID | None = None) -> int:
    """End every live session of a person, and say how many there were."""
    live = select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    return sum(end(work, session, why) for session in work.db.scalars(live) if session.id != but)


def held_by(work: Work, token: str) -> UserSession | None:
    """The session, live or ended, that `token` is good for."""
    stored = tokens.digest(token, work.key("session"))
    return work.db.scalars(select(UserSession).where(UserSession.token_digest == stored)).one_or_none()
