"""Whom the clues in a pasted text mean, and why: each kind of clue is one statement that an index answers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, literal_column, select, union_all

from usercore.clues import Clues
from usercore.events import Event
from usercore.limits import network
from usercore.models import AuditEntry, AuditValue, Invitation, LetterState, OutboxLetter, User, UserSession
from usercore.permissions import Permission
from usercore.spelling import folded
from usercore.steps import people_pages
from usercore.steps.people import UserQuery
from usercore.work import Work

MOST_PEOPLE = 10
MOST_SESSIONS = 100  # of one network, the latest used: a house may sit behind one address
MOST_ENTRIES = 50  # of one call
MOST_ERASED = 2_000  # the latest ones: their four letters are looked for among these
NAMED: Any = select(User.id, User.name_key)
IS_OLDER_EMAIL = AuditValue.name == literal_column("'email.before'")  # spelled out: the index is of these alone


class Match(StrEnum):
    """Why somebody was found, the surest first."""

    EMAIL = "email"
    ID = "id"
    SESSION = "session"
    INVITATION = "invitation"
    LETTER = "letter"
    ABOUT = "about"  # an entry of the audit log is about them
    BY = "by"  # … tells what they did
    CALL_ABOUT = "call-about"  # an entry of that call
    CALL_BY = "call-by"
    ERASED = "erased"
    OLDER_EMAIL = "older-email"
    NAME = "name"
    NETWORK = "network"
    PART_OF_NAME = "part-of-name"
    PART_OF_EMAIL = "part-of-email"


ORDER = list(Match)
EXACT = frozenset(ORDER[: ORDER.index(Match.NAME)])


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: what matched, when that was, and the session, invitation, letter or entry it is about."""

    match: Match
    value: str = ""
    at: datetime | None = None
    thing: UUID | None = None


class Found(NamedTuple):
    """Somebody, or without a person something, and one reason."""

    person_id: UUID | None
    why: Why


Finder = Callable[[Work, Clues], Iterator[Found]]


def found(work: Work, clues: Clues) -> list[Found]:
    """Everybody the clues mean, as far as the actor may look; names only where nothing else leads to anyone."""
    every = [
        one
        for finder, wanted in FINDERS
        if all(work.actor.holds(permission) for permission in wanted)
        for one in finder(work, clues)
    ]
    if not every and clues.ids and work.actor.holds(Permission.READ_AUDIT_LOG):
        every = list(_gone(work, clues))
    return every or list(_named(work, clues))


# --- addresses -----------------------------------------------------------------------------------------------------


def _by_email(work: Work, clues: Clues) -> Iterator[Found]:
    keys = [email.key for email in clues.emails]
    if keys:
        wanted = select(User.id, User.email_key).where(User.email_key.in_(keys))
        spelled = {email.key: email.address for email in clues.emails}
        for user_id, key in work.db.execute(wanted):
            yield Found(user_id, Why(Match.EMAIL, spelled[key]))


def _by_older_email(work: Work, clues: Clues) -> Iterator[Found]:
    """As the audit log tells it; an address that was only asked to change is still the person's own."""
    if not clues.emails:
        return
    spelled = {email.address.lower() for email in clues.emails}
    wanted = (
        select(AuditValue.value, AuditEntry.at, User.id)
        .join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
        .join(User, User.id == AuditEntry.subject_id)
        .where(IS_OLDER_EMAIL, func.lower(AuditValue.value).in_(spelled), User.email != AuditValue.value)
    )
    latest: dict[tuple[UUID, str], datetime] = {}
    for value, at, user_id in work.db.execute(wanted):
        latest[user_id, value] = max(at, latest.get((user_id, value), at))
    for (user_id, value), at in latest.items():
        yield Found(user_id, Why(Match.OLDER_EMAIL, value, at))


def _by_network(work: Work, clues: Clues) -> Iterator[Found]:
    """Whoever was signed in from there, the latest use first; of an IPv6 address its whole network is one."""
    if not clues.addresses:
        return
    columns: Any = select(UserSession.user_id, UserSession.id, UserSession.address, UserSession.last_seen_at)
    parts = (
        columns.where(UserSession.network == one)
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST_SESSIONS)
        .subquery()
        for one in dict.fromkeys(map(network, clues.addresses))
    )
    rows = work.db.execute(union_all(*map(select, parts))).all()
    latest: dict[tuple[UUID, str], Found] = {}
    for user_id, session_id, address, at in sorted(rows, key=lambda row: row.last_seen_at, reverse=True):
        latest.setdefault((user_id, address), Found(user_id, Why(Match.NETWORK, address, at, session_id)))
    yield from latest.values()


# --- ids -----------------------------------------------------------------------------------------------------------


def _by_id(work: Work, clues: Clues) -> Iterator[Found]:
    if clues.ids:
        for user_id in work.db.scalars(select(User.id).where(User.id.in_(clues.ids))):
            yield Found(user_id, Why(Match.ID))


def _by_session(work: Work, clues: Clues) -> Iterator[Found]:
    if clues.ids:
        wanted = select(UserSession.user_id, UserSession.last_seen_at, UserSession.id)
        for user_id, at, session_id in work.db.execute(wanted.where(UserSession.id.in_(clues.ids))):
            yield Found(user_id, Why(Match.SESSION, at=at, thing=session_id))


def _by_invitation(work: Work, clues: Clues) -> Iterator[Found]:
    if clues.ids:
        wanted = select(Invitation.user_id, Invitation.sent_at, Invitation.id)
        for user_id, at, invitation_id in work.db.execute(wanted.where(Invitation.id.in_(clues.ids))):
            yield Found(user_id, Why(Match.INVITATION, at=at, thing=invitation_id))


def _by_letter(work: Work, clues: Clues) -> Iterator[Found]:
    if clues.ids:
        wanted = select(OutboxLetter.user_id, OutboxLetter.kind, OutboxLetter.created_at, OutboxLetter.id)
        wanted = wanted.where(OutboxLetter.id.in_(clues.ids), OutboxLetter.state != LetterState.VOID)
        for user_id, kind, at, letter_id in work.db.execute(wanted):
            yield Found(user_id, Why(Match.LETTER, kind, at, letter_id))


def _by_entry(work: Work, clues: Clues) -> Iterator[Found]:
    """That there is such an entry and whom it names; what it tells is read, on record, where the log is read."""
    if clues.ids:
        wanted = select(AuditEntry.id, AuditEntry.subject_id, AuditEntry.actor_id).where(AuditEntry.id.in_(clues.ids))
        yield from _named_in(work.db.execute(wanted), Match.ABOUT, Match.BY)


def _by_call(work: Work, clues: Clues) -> Iterator[Found]:
    if clues.ids:
        wanted = select(AuditEntry.id, AuditEntry.subject_id, AuditEntry.actor_id)
        wanted = wanted.where(AuditEntry.call_id.in_(clues.ids)).limit(MOST_ENTRIES)
        yield from _named_in(work.db.execute(wanted), Match.CALL_ABOUT, Match.CALL_BY)


def _named_in(entries: Iterable[Any], about: Match, by: Match) -> Iterator[Found]:
    for entry_id, subject_id, actor_id in entries:
        if subject_id or not actor_id:
            yield Found(subject_id, Why(about, thing=entry_id))
        if actor_id and actor_id != subject_id:
            yield Found(actor_id, Why(by, thing=entry_id))


# --- those who were erased -----------------------------------------------------------------------------------------


def _by_last_letters(work: Work, clues: Clues) -> Iterator[Found]:
    """“Erased person 7F2A”: among the latest that were erased, along the index of that event."""
    if clues.erased:
        wanted = select(AuditEntry.subject_id, AuditEntry.at).where(AuditEntry.event == Event.USER_ERASED.value)
        latest = wanted.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(MOST_ERASED)
        for user_id, at in work.db.execute(latest):
            if str(user_id)[-4:].upper() in clues.erased:
                yield Found(user_id, Why(Match.ERASED, at=at))


def _gone(work: Work, clues: Clues) -> Iterator[Found]:
    """Whoever has no row any more, and stands in the audit log all the same."""
    parts = (select(AuditEntry.subject_id).where(AuditEntry.subject_id == one).limit(1).subquery() for one in clues.ids)
    for user_id in work.db.scalars(union_all(*map(select, parts))):
        yield Found(user_id, Why(Match.ERASED))


# --- names ---------------------------------------------------------------------------------------------------------


def _named(work: Work, clues: Clues) -> Iterator[Found]:
    """Whoever is called exactly so, then as the list of people searches: the newest first, one more than are shown."""
    words = folded(clues.words)
    if not words:
        return
    exactly = select(User.id).where(User.name_key == words).order_by(User.id.desc()).limit(MOST_PEOPLE + 1)
    called = list(work.db.scalars(exactly))
    yield from (Found(user_id, Why(Match.NAME)) for user_id in called)
    if len(called) > MOST_PEOPLE:
        return
    left = MOST_PEOPLE + 1 - len(called)
    listed = people_pages.page(work, NAMED, UserQuery(text=clues.words, limit=left + len(called)))
    for user_id, name in [row for row in listed if row.id not in called][:left]:
        whole = all(word in name for word in words.split())
        yield Found(user_id, Why(Match.PART_OF_NAME if whole else Match.PART_OF_EMAIL))


# What finds, and what an actor must hold for it besides `users:read`. Whoever may not see addresses may not find out
# about them by looking up either, but for whole ones.
FINDERS: tuple[tuple[Finder, tuple[Permission, ...]], ...] = (
    (_by_email, ()),
    (_by_older_email, (Permission.REVEAL_USERS,)),
    (_by_id, ()),
    (_by_session, (Permission.READ_SESSIONS,)),
    (_by_invitation, (Permission.READ_INVITATIONS,)),
    (_by_letter, (Permission.READ_OUTBOX,)),
    (_by_entry, (Permission.READ_AUDIT_LOG,)),
    (_by_call, (Permission.READ_AUDIT_LOG,)),
    (_by_last_letters, (Permission.READ_AUDIT_LOG,)),
    (_by_network, (Permission.READ_SESSIONS, Permission.REVEAL_USERS)),
)
