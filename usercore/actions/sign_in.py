"""Sign in, prove it again, sign out. Failing is an outcome here, since the failed try must be committed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from usercore.crypto import passwords as hashes
from usercore.crypto.tokens import Purpose, fingerprint
from usercore.errors import NotFound, NotSignedIn, TokenSpent, WrongPassword
from usercore.events import Event, Outcome
from usercore.language import say
from usercore.limits import SIGN_IN_ACCOUNT, held, network
from usercore.models import User, UserSession
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.spelling import email_key
from usercore.steps import credentials, notices, passwords, sessions, tokens
from usercore.steps.entry import Refused, SecondStep, SignedIn, let_in
from usercore.work import Actor, Attempt, Kind, Work, needs

__all__ = ["Refused", "SecondStep", "SignedIn", "confirm", "out", "redeem", "with_password"]

LONGEST_TYPED = 320
MANY_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Judged:
    user_id: UUID | None
    stored: str | None
    genuine: bool
    rehashed: str | None


def tries(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """One budget per typed address, whether or not it has an account, one per network, one for everyone."""
    typed = email_key(str(wanted["email"])[:LONGEST_TYPED])
    yield from (Attempt(name, typed) for name in SIGN_IN_ACCOUNT)
    if actor.address:
        yield Attempt("sign-in:source", network(actor.address))
    yield Attempt("sign-in:everyone", "")


def judge(reading: Any, *, email: str, password: str) -> Judged:
    with reading() as work:
        settings = work.settings
        key = email_key(email[:LONGEST_TYPED])
        row = work.db.execute(select(User.id, User.password_hash).where(User.email_key == key)).one_or_none()
    stored = row.password_hash if row else None
    known = len(password) <= settings.password_longest
    genuine = passwords.verified(stored, password if known else "", settings) and known
    old = (
        genuine
        and stored
        and hashes.needs_rehash(stored, memory_kib=settings.argon2_memory_kib, rounds=settings.argon2_rounds)
    )
    rehashed = passwords.hashed(password, settings) if old else None
    return Judged(row.id if row else None, stored, genuine, rehashed)


@needs(Permission.PUBLIC, prepare=judge, limits=tries)
def with_password(
    work: Work,
    *,
    email: str,
    password: str,
    prepared: Judged,
) -> SignedIn | SecondStep | Refused:
    """The first step. Unknown, wrong, suspended, invited and deleted read alike and take the same time."""
    user = _found(work, prepared.user_id)
    why = _why_not(user, prepared, work.now)
    if user is None or why:
        typed = None if user else fingerprint(email_key(email[:LONGEST_TYPED]), work.key("typed"))
        work.record(Event.SIGN_IN_REFUSED, about=user, outcome=Outcome.REFUSED, why=why, typed=typed)
        _lock_if_used_up(work, user, typed)
        notices.failed_sign_in(work)
        return Refused(say("The address or the password is not right."))
    if prepared.rehashed:
        user.password_hash = prepared.rehashed
    _welcome(work, user)
    work.record(Event.SIGN_IN_ACCEPTED, about=user, factor="password")
    return let_in(work, user)


def _lock_if_used_up(work: Work, user: User | None, typed: str | None) -> None:
    """A limit that closed marks the person, so that lists find them; the limit itself does the keeping out. For an
    address without an account the same is written, so that it takes as long.
    """
    closed = [one for one in work.counted if one.limit in SIGN_IN_ACCOUNT and one.used_up]
    if not closed:
        return
    longest = max(closed, key=lambda one: one.ends_at)
    if user is not None:
        user.locked_until, user.locked_reason = longest.ends_at, longest.limit
    refused, whose = Outcome.REFUSED, typed or str(user and user.id)
    work.record(Event.USER_LOCKED, about=user, outcome=refused, limit=longest.limit, tries=longest.count, typed=typed)
    notices.locked(work, user, longest.ends_at, whose=whose)


def _welcome(work: Work, user: User) -> None:
    """The owner is in: their account's counters are forgotten, the network's are not (NIST 800-63B-4 3.2.2)."""
    failures = max((one.count - 1 for one in work.counted if one.limit == "sign-in:account-row"), default=0)
    if failures >= MANY_FAILURES:
        notices.many_failures(work, user, failures)
    credentials.unlock(work, user)
    longest = work.settings.password_longest_age
    if longest and user.password_changed_at and user.password_changed_at + longest <= work.now:
        user.must_change_password = True


def _found(work: Work, user_id: UUID | None) -> User | None:
    try:
        return work.get(User, user_id)
    except NotFound:  # nobody has the address, or they were erased this moment: both read alike
        return None


def _why_not(user: User | None, prepared: Judged, now: datetime) -> str | None:
    if user is None:
        return "unknown"
    if not prepared.genuine or user.password_hash != prepared.stored:
        return "no-password" if user.password_hash is None else "wrong-password"
    if not user.may_sign_in(now):
        return str(user.status_at(now))
    return "compromised" if user.password_compromised else None


@needs(Permission.PUBLIC, with_temporary_password=True)
def redeem(work: Work, *, ticket: str, replacing: str | None = None) -> str:
    """Swap a ticket for a session token. `replacing` is the token of the session the browser held before: it ends.

    Raises `TokenSpent` or `TokenExpired`; also when password or status changed since the ticket was given.
    """
    row = tokens.consume(work, ticket, Purpose.TICKET)
    user = work.get(User, row.user_id)
    if not user.may_sign_in(work.now) or user.password_compromised or user.password_changed_at != row.generation:
        raise TokenSpent
    if replacing:
        _end_held(work, replacing)
    new_device = sessions.is_new_device(work, user)
    session, token = sessions.start(work, user, method="password")
    if new_device:
        notices.new_device(work, user)
    work.record(Event.SIGNED_IN, about=user, session=str(session.id), method=session.method)
    return token


@needs(Permission.PUBLIC, with_temporary_password=True)
def out(work: Work) -> None:
    """End this session; for a visitor there is nothing to end."""
    if work.actor.session_id is None:
        return
    if sessions.end(work, work.get(UserSession, work.actor.session_id), "signed-out"):
        work.record(Event.SIGNED_OUT, about=work.actor.user_id)


def prepare_confirm(reading: Any, *, password: str) -> str | None:
    with reading() as work:
        if work.actor.user_id is None:
            raise NotSignedIn
        user, settings = work.get(User, work.actor.user_id), work.settings
        stored = user.password_hash
    return stored if passwords.verified(stored, password[: settings.password_longest], settings) else None


def confirm_tries(actor: Actor, _settings: Settings, _wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    yield Attempt("password:current", held(actor))


@needs(Permission.PUBLIC, prepare=prepare_confirm, limits=confirm_tries)
def confirm(work: Work, *, password: str, prepared: str | None) -> None:
    """Prove once more who one is: the sign-in counts as recent again. Raises `WrongPassword`, `NotSignedIn`."""
    if work.actor.kind is not Kind.PERSON or work.actor.session_id is None:
        raise NotSignedIn
    user = work.get(User, work.actor.user_id)
    if prepared is None or user.password_hash != prepared:
        raise WrongPassword
    work.claim(UserSession, work.actor.session_id, UserSession.ended_at.is_(None), fresh_from=work.now)
    work.record(Event.SIGN_IN_CONFIRMED, about=user, factor="password")


def _end_held(work: Work, token: str) -> None:
    held = sessions.held_by(work, token)
    if held and sessions.end(work, held, "replaced"):
        work.record(Event.SIGNED_OUT, about=held.user_id, why="replaced")
