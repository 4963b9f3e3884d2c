"""Sign in, prove it again, sign out. Failing is an outcome here, since the failed try must be committed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from usercore import limits
from usercore.crypto import totp
from usercore.crypto.tokens import Purpose, fingerprint
from usercore.errors import NotFound, NotSignedIn, TokenSpent, WrongCode, WrongPassword
from usercore.events import Event
from usercore.language import say
from usercore.limits import CODES, CURRENT_PASSWORD, SIGN_IN_ACCOUNT, held, network
from usercore.models import OneTimeToken, User, UserSession
from usercore.permissions import Permission
from usercore.settings import Settings
from usercore.spelling import typed_key
from usercore.steps import attempts, factors, notices, passwords, sessions, tokens, trust, typed_password
from usercore.steps.entry import PASSWORD, Refused, SecondStep, SignedIn, first_step, let_in
from usercore.work import Actor, Attempt, Kind, Work, needs

__all__ = ["Refused", "SecondStep", "SignedIn", "confirm", "out", "redeem", "renew", "with_code", "with_password"]


def tries(actor: Actor, _settings: Settings, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """One budget per typed address, whether or not it has an account, one per network, one for everyone."""
    typed = typed_key(wanted["email"])
    yield from (Attempt(name, typed) for name in SIGN_IN_ACCOUNT)
    yield from _by_anyone(actor)


def _by_anyone(actor: Actor) -> Iterable[Attempt]:
    """What counts whoever it is about."""
    if actor.address:
        yield Attempt("sign-in:source", network(actor.address))
    yield Attempt("sign-in:everyone", "")


@needs(
    Permission.PUBLIC, looks_up=typed_password.look_up, prepare=typed_password.judge, limits=tries, always_commits=True
)
def with_password(
    work: Work,
    *,
    email: str,
    password: str,
    prepared: typed_password.Judged,
) -> SignedIn | SecondStep | Refused:
    """The first step. Unknown, wrong, suspended, invited and deleted read alike and take the same time."""
    user = _found(work, prepared.known.user_id)
    why = _why_not(user, prepared, work.now)
    if user is None or why:
        typed = None if user else fingerprint(typed_key(email), work.key("typed"))
        attempts.failed(work, user, why=why or "unknown", typed=typed)
        return Refused(say("The address or the password is not right."))
    if prepared.rehashed and user.password_hash == prepared.known.stored:
        user.password_hash = prepared.rehashed
    attempts.outgrown(work, user, password)
    outcome = first_step(work, user)
    waits: dict[str, Any] = {"waits": "code"} if isinstance(outcome, SecondStep) else {}
    if not waits:
        attempts.welcome(work, user)
    work.record(Event.SIGN_IN_ACCEPTED, about=user, factor="password", **waits)
    return outcome


def code_tries(work: Work, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Codes use up the budget of the password: it is one account, and another challenge gives no other."""
    row = tokens.known(work, str(wanted["challenge"]), Purpose.CHALLENGE)
    user = work.db.get(User, row.user_id) if row and row.user_id else None
    if user:
        yield from (Attempt(name, user.email_key) for name in SIGN_IN_ACCOUNT)
    yield from _by_anyone(work.actor)


@needs(Permission.PUBLIC, limits_in=code_tries)
def with_code(work: Work, *, challenge: str, code: str, trust_browser: bool = False) -> SignedIn | Refused:
    """The second step: a code of the app, or a recovery code, which is used up. A wrong one leaves the challenge good.
    `trust_browser` spares this browser the code for a while, where the settings allow it, after a code of the app.

    Raises `TokenSpent` or `TokenExpired` for the challenge, also when the password changed meanwhile.
    """
    row = tokens.find(work, challenge, Purpose.CHALLENGE)
    user = work.get(User, row.user_id)
    if not _still_good(work, row, user) or not factors.are_on(work, user):
        raise TokenSpent
    proof = factors.judge(work, user, code)
    if proof.method is None:
        attempts.failed(work, user, why=proof.why)
        if proof.why == "wrong-code":
            notices.wrong_code(work, user)
        return Refused(proof.sentence)
    tokens.consume(work, challenge, Purpose.CHALLENGE)
    attempts.welcome(work, user, steps=2)  # the password before it was counted, too
    if proof.method == factors.BACKUP:
        left = factors.codes_left(work, user)
        work.record(Event.RECOVERY_CODE_USED, about=user, left=left)
        notices.recovery_code_used(work, user, left)
    trusted = trust_browser and proof.method == factors.CODE and trust.trust(work, user)
    work.record(Event.SIGN_IN_ACCEPTED, about=user, factor=proof.method, trusted=trusted)
    return let_in(work, user, method=proof.method)


def _found(work: Work, user_id: UUID | None) -> User | None:
    try:
        return work.get(User, user_id or work.new_id())  # who is not there is looked for, too
    except NotFound:  # nobody has the address, or they were erased this moment: both read alike
        return None


def _why_not(user: User | None, prepared: typed_password.Judged, now: datetime) -> str | None:
    if user is None:
        return "unknown"
    if not prepared.holds(user):
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
    if not _still_good(work, row, user):
        raise TokenSpent
    given = row.wanted or {}
    fresh_from = sessions.follow(work, given["follows"]) if "follows" in given else work.now
    if replacing:
        sessions.end_held(work, replacing)
    factors.ask(work, user)
    new_device = sessions.is_new_device(work, user)
    session, token = sessions.start(work, user, method=given.get("method", PASSWORD), fresh_from=fresh_from)
    if new_device:
        notices.new_device(work, user)
    work.record(Event.SIGNED_IN, about=user, session=str(session.id), method=session.method)
    return token


@needs(Permission.PUBLIC)
def renew(work: Work) -> SignedIn:
    """Go on under a new token, after what one is or holds became more: whoever had the older one has nothing (ASVS
    7.2.4). The browser swaps the ticket, and this session ends. Nothing is proved by it: the new one is as fresh as this
    one was, and takes one who freshly signed in. Raises `NotSignedIn`, `NotFresh`.
    """
    if work.actor.kind is not Kind.PERSON or work.actor.session_id is None:
        raise NotSignedIn
    work.must_be_fresh_for_credentials()
    user = work.get(User, work.actor.user_id)
    work.record(Event.SIGN_IN_CONFIRMED, about=user, factor="session")
    return let_in(work, user, method=sessions.method_of(work), follows=work.actor.session_id)


@needs(Permission.PUBLIC, with_temporary_password=True)
def out(work: Work) -> None:
    """End this session; for a visitor there is nothing to end."""
    if work.actor.session_id is None:
        return
    if sessions.end(work, work.get(UserSession, work.actor.session_id), "signed-out"):
        work.record(Event.SIGNED_OUT, about=work.actor.user_id)


def prepare_confirm(reading: Any, *, proof: str) -> str | None:
    with reading() as work:
        if work.actor.user_id is None:
            raise NotSignedIn
        if _is_code(work.actor, proof):
            return None
        user, settings = work.get(User, work.actor.user_id), work.settings
        stored = user.password_hash
    return stored if passwords.verified(stored, proof[: settings.password_longest], settings) else None


def confirm_tries(actor: Actor, _settings: Settings, _wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    yield from (Attempt(name, held(actor)) for name in CURRENT_PASSWORD)


def confirm_code_tries(work: Work, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """Codes have one budget per person, whatever session they are typed in; whose it is tells the session's row."""
    if _is_code(work.actor, str(wanted["proof"])):
        yield from (Attempt(name, str(work.actor.user_id)) for name in CODES)


@needs(Permission.PUBLIC, prepare=prepare_confirm, limits=confirm_tries, limits_in=confirm_code_tries)
def confirm(work: Work, *, proof: str, prepared: str | None) -> None:
    """Prove once more who one is, with the password or a code of one's app: the sign-in counts as recent again (ASVS
    7.5.1). Raises `WrongPassword`, `WrongCode`, `NotSignedIn`, `TooManyAttempts`.
    """
    if work.actor.kind is not Kind.PERSON or work.actor.session_id is None:
        raise NotSignedIn
    user = work.get(User, work.actor.user_id)
    by_code = _is_code(work.actor, proof)
    if by_code:
        judged = factors.judge(work, user, proof, explained=False)
        if judged.method is None:
            raise WrongCode(why=judged.sentence)
    elif prepared is None or user.password_hash != prepared:
        raise WrongPassword
    limits.forget(work, held(work.actor), *CURRENT_PASSWORD)
    if by_code:
        limits.forget(work, str(user.id), *CODES)
    work.claim(UserSession, work.actor.session_id, UserSession.ended_at.is_(None), fresh_from=work.now)
    work.record(Event.SIGN_IN_CONFIRMED, about=user, factor="code" if by_code else "password")


def _is_code(actor: Actor, typed: str) -> bool:
    return actor.second_factor and totp.digits(typed) is not None


def _still_good(work: Work, row: OneTimeToken, user: User) -> bool:
    """Whether the account is still as it was when the token was given."""
    unchanged = user.password_changed_at == row.generation and not user.password_compromised
    return unchanged and user.may_sign_in(work.now)
