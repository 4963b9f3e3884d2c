"""Sessions begin and end."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select, update

from usercore.crypto import tokens
from usercore.devices import families
from usercore.errors import TokenSpent
from usercore.events import Event
from usercore.limits import network
from usercore.models import Role, User, UserSession
from usercore.models.roles import session_spans
from usercore.steps.consents import waits_for
from usercore.steps.tokens import browser, browsers, void
from usercore.work import Work

EXPIRED, REVOKED = "expired", "revoked"


def start(work: Work, user: User, *, method: str, fresh_from: datetime | None = None) -> tuple[UserSession, str]:
    """A session for `user` and the token that holds it; how long it lasts is the role's rule. `fresh_from`: when they
    proved who they are, if not now.
    """
    role = work.db.get_one(Role, user.role)
    _make_room(work, user, role)
    token, stored = tokens.mint(tokens.SESSION, work.key("session"))
    _, absolute = session_spans(role, work.settings)
    family, system = families(work.actor.agent)
    session = UserSession(
        id=work.new_id(),
        user_id=user.id,
        token_digest=stored,
        method=method,
        address=work.actor.address,
        network=network(work.actor.address) if work.actor.address else "",
        agent=work.actor.agent,
        browser=family,
        system=system,
        browser_digest=browser(work),
        created_at=work.now,
        last_seen_at=work.now,
        fresh_from=fresh_from or work.now,
        expires_at=work.now + absolute,
        asks_consent=waits_for(work, user.id),
    )
    user.last_sign_in_at = work.now
    return work.add(session), token


def is_new_device(work: Work, user: User) -> bool:
    """Whether they were signed in before, but never in this browser; asked before the session starts."""
    mine = select(UserSession.id).where(UserSession.user_id == user.id).limit(1)
    cookies = browsers(work)
    family, system = families(work.actor.agent)
    looks_alike = and_(UserSession.browser == family, UserSession.system == system)
    # Sessions of before the cookie was kept, and of callers without one, are compared by what they say they are.
    same = or_(UserSession.browser_digest.in_(cookies), and_(UserSession.browser_digest.is_(None), looks_alike))
    known = same if cookies else looks_alike
    return work.db.scalar(mine) is not None and work.db.scalar(mine.where(known)) is None


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
    """End every live session of a person, and say how many there were; whoever is on their way to another one begins
    again.
    """
    void(work, user_id, tokens.Purpose.TICKET, tokens.Purpose.CHALLENGE)
    write_down_expired(work, UserSession.user_id == user_id)
    live = select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    return sum(end(work, session, why) for session in work.db.scalars(live).all() if session.id != but)


def no_longer_fresh(work: Work, user_id: UUID) -> None:
    """Whoever is in one of a person's sessions shows whose it is before anything that asks for that."""
    long_ago = work.now - max(work.settings.fresh_for, work.settings.fresh_for_credentials)
    theirs = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    work.db.execute(
        theirs.where(UserSession.fresh_from > long_ago).values(fresh_from=long_ago),
        execution_options={"synchronize_session": False},
    )


def end_everyones(work: Work, why: str) -> int:
    """End every live session of everyone, and say how many there were."""
    write_down_expired(work)
    ended = work.db.execute(
        update(UserSession)
        .where(UserSession.ended_at.is_(None))
        .values(ended_at=work.now, ended_by=work.actor.user_id, ended_why=why)
        .execution_options(synchronize_session=False)
    )
    return ended.rowcount  # type: ignore[attr-defined,no-any-return]


def ran_out(work: Work, *whose: ColumnElement[bool]) -> Select[UUID]:
    """The sessions that ran out by themselves, and that nobody has written down as ended yet."""
    return select(UserSession.id).join(User).where(UserSession.ended_at.is_(None), not_(live(work)), *whose)


def write_down_expired(work: Work, *whose: ColumnElement[bool]) -> int:
    """Sessions that ran out by themselves are kept as ended when they were last used, so that no longer rule, no other
    role brings them back, and nobody is said to have ended them. Returns how many.

    Nothing that counted changes, so the guard against silent changes is not told.
    """
    written = work.db.execute(
        update(UserSession)
        .where(UserSession.id.in_(ran_out(work, *whose)))
        .values(ended_at=UserSession.last_seen_at, ended_why=EXPIRED)
        .execution_options(synchronize_session=False)
    )
    return written.rowcount  # type: ignore[attr-defined,no-any-return]


def held_by(work: Work, token: str) -> UserSession | None:
    """The session, live or ended, that `token` is good for."""
    held = UserSession.token_digest.in_(work.digests(token, "session"))
    return work.db.scalars(select(UserSession).where(held)).one_or_none()


def end_held(work: Work, token: str) -> None:
    """The session that a browser held before the one it has now."""
    held = held_by(work, token)
    if held and end(work, held, "replaced"):
        work.record(Event.SIGNED_OUT, about=held.user_id, why="replaced")


def follow(work: Work, session_id: str) -> datetime:
    """Since when the session that another follows was fresh; it ends. Raises `TokenSpent` if it had ended."""
    before = work.get(UserSession, session_id)
    if not end(work, before, "replaced"):
        raise TokenSpent
    work.record(Event.SIGNED_OUT, about=before.user_id, why="replaced")
    return before.fresh_from


def method_of(work: Work) -> str:
    """What the actor proved who they are with when this session began; one that follows it has it too."""
    session = work.db.get(UserSession, work.actor.session_id) if work.actor.session_id else None
    return session.method if session else "password"


def stronger(work: Work, method: str) -> None:
    """The actor has proved more than when this session began."""
    if work.actor.session_id:
        work.claim(UserSession, work.actor.session_id, UserSession.ended_at.is_(None), method=method)


def live(work: Work) -> ColumnElement[bool]:
    """Whether a session, joined with its person, still counts, by the rule of the role they have today."""
    by_rule: dict[tuple[timedelta, timedelta], list[str]] = {}
    for role in work.db.scalars(select(Role)):
        by_rule.setdefault(session_spans(role, work.settings), []).append(role.name)
    longest = max((idle for idle, _ in by_rule), default=timedelta(0))
    kept = (
        and_(
            User.role.in_(names),
            UserSession.last_seen_at > work.now - idle,
            UserSession.created_at > work.now - absolute,
        )
        for (idle, absolute), names in by_rule.items()
    )
    # The longest rule alone is a range that an index can walk; the exact ones are told by what it finds.
    return and_(UserSession.live_at(work.now), UserSession.last_seen_at > work.now - longest, or_(*kept))


def _make_room(work: Work, user: User, role: Role) -> None:
    """Where the role allows only so many at once, the one unused for longest goes (ASVS 7.1.2)."""
    if role.most_sessions is None:
        return
    mine = select(UserSession).join(User).where(UserSession.user_id == user.id, live(work))
    newest = mine.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    for session in work.db.scalars(newest.offset(max(role.most_sessions - 1, 0))).all():
        end(work, session, "too-many")
