"""Two-factor sign-in is set up, confirmed by a first code, and taken away; recovery codes are renewed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from usercore.crypto import totp
from usercore.crypto.ids import as_uuid
from usercore.crypto.sealing import Unsealable
from usercore.crypto.tokens import Purpose
from usercore.errors import (
    BadQuery,
    NotAllowed,
    NotFound,
    NoTwoFactor,
    OnlyTheirs,
    TooManyAttempts,
    TwoFactorOn,
    WrongCode,
    WrongState,
)
from usercore.events import Event
from usercore.language import say
from usercore.limits import CODES
from usercore.models import Status, User
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps import accounts, factors, lost, notices, reveals, sessions, standing, tokens, trust
from usercore.work import Attempt, Work, needs

CLOSED = (Status.DELETED,)
MOST_AT_ONCE = 100  # letters in one transaction


@dataclass(frozen=True, slots=True)
class TwoFactorSetup:
    """What goes into the app: `secret` in base32, the same as an `otpauth://` address, and that as a PNG."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    qr_code: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many got a letter, and why the others did not, by their ids."""

    reminded: int
    skipped: Mapping[str, str]


def tries(work: Work, wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """One budget per person, whatever session the codes are typed in. Nobody uses up another's: only who may do the
    deed is counted.
    """
    whose, actor = as_uuid(wanted["user_id"]), work.actor
    if wanted.get("code") is not None and (whose == actor.user_id or actor.holds(Permission.SET_UP_TWO_FACTOR)):
        yield from (Attempt(name, str(whose)) for name in CODES)


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id", limits_in=tries, before_enrolment=True)
def enable(work: Work, *, user_id: UUID, code: str | None = None) -> TwoFactorSetup:
    """Begin: a secret for the app, which counts for nothing until its first code is typed (ASVS 6.5.3). One's own
    factor can be replaced with a `code` of the present one; staff take it away first.

    Raises `TwoFactorOn`, `WrongCode`, `AboveYou`, `NotFresh`, `WrongState`.
    """
    user = _person(work, user_id)
    if factors.are_on(work, user):
        if user.id != work.actor.user_id or code is None:
            raise TwoFactorOn
        _must_prove(work, user, code)
    secret = factors.offer(work, user)
    work.record(Event.TWO_FACTOR_OFFERED, about=user)
    return _setup(work, user, secret)


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id", before_enrolment=True)
def show_again(work: Work, *, user_id: UUID) -> TwoFactorSetup:
    """The same once more, while it waits for its first code. Raises `NoTwoFactor`, `TwoFactorOn` where somebody replaces
    their own, `AboveYou`, `NotFresh`.
    """
    user = _beginner(work, user_id)
    waiting = factors.pending(work, user)
    if waiting is None:
        raise NoTwoFactor
    try:
        secret = factors.secret_of(work, waiting)
    except Unsealable:
        raise NoTwoFactor from None
    work.record(Event.TWO_FACTOR_OFFERED, about=user, again=True)
    return _setup(work, user, secret)


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id", limits_in=tries, before_enrolment=True)
def verify_setup(work: Work, *, user_id: UUID, code: str) -> tuple[str, ...]:
    """The first code is right: from now on it is asked for at sign-in. The person's other sessions end, older recovery
    codes are void, and the owner is told. Returns ten recovery codes, shown once; one's own session should then be
    renewed (`sign_in.renew`).

    Raises `WrongCode`, saying why, `NoTwoFactor`, `TwoFactorOn` where somebody replaces their own, `AboveYou`,
    `NotFresh`, `TooManyAttempts`.
    """
    user = _beginner(work, user_id)
    waiting = factors.pending(work, user)
    if waiting is None:
        raise NoTwoFactor
    proof = factors.confirm(work, user, waiting, code)
    if proof.method is None:
        raise WrongCode(why=proof.sentence)
    codes = factors.new_codes(work, user)
    trust.forget(work, user)
    lost.forget(work, user)
    own = user.id == work.actor.user_id and work.actor.session_id is not None
    user.must_enrol = False
    user.version += 1
    ended = sessions.end_all(work, user.id, "two-factor-on", but=work.actor.session_id if own else None)
    if own:
        sessions.stronger(work, factors.CODE)
    work.record(Event.TWO_FACTOR_ON, about=user, sessions_ended=ended)
    notices.two_factor(work, user, on=True)
    return codes


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id", limits_in=tries)
def disable(work: Work, *, user_id: UUID, code: str | None = None) -> None:
    """Sign-in asks for no code any more. It takes a `code` of the present factor; for someone who lost it there is
    `recoveries.ask`. Sessions end, the owner is told.

    Raises `NoTwoFactor`, `WrongCode`, `OnlyTheirs`, `AboveYou`, `NotFresh`, `TooManyAttempts`.
    """
    user = _owner(work, user_id)
    if user.id == work.actor.user_id:
        _must_prove(work, user, code)
    factors.remove_all(work, user)
    trust.forget(work, user)
    lost.forget(work, user)
    ended = sessions.end_all(work, user.id, "two-factor-off", but=work.actor.session_id)
    user.version += 1
    work.record(Event.TWO_FACTOR_OFF, about=user, sessions_ended=ended)
    notices.two_factor(work, user, on=False)


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id", limits_in=tries)
def renew_recovery_codes(work: Work, *, user_id: UUID, code: str | None = None) -> tuple[str, ...]:
    """Ten new recovery codes; the older ones are void, and the owner is told. It takes a `code` of the app.
    Raises as `disable` does.
    """
    user = _owner(work, user_id)
    if user.id == work.actor.user_id:
        _must_prove(work, user, code)
    codes = factors.new_codes(work, user)
    work.record(Event.RECOVERY_CODES_RENEWED, about=user)
    notices.recovery_codes_renewed(work, user)
    return codes


@needs(Permission.SET_UP_TWO_FACTOR, own="user_id")
def distrust(work: Work, *, user_id: UUID) -> None:
    """Every browser is asked for a code again, also one that is on its way in without one. Raises `AboveYou`."""
    user = standing.locked(work, user_id)
    trust.forget(work, user)
    tokens.void(work, user.id, Purpose.TICKET)
    work.record(Event.BROWSERS_DISTRUSTED, about=user)


@needs(Permission.SET_UP_TWO_FACTOR)
def remind(work: Work, *, user_id: UUID) -> None:
    """Ask a person by letter to set a second factor up; once a day at most. Raises `TwoFactorOn`, `WrongState`,
    `AboveYou`, `TooManyAttempts`.
    """
    factors.remind(work, standing.locked(work, user_id))


@needs(Permission.SET_UP_TWO_FACTOR)
def remind_many(work: Work, *, user_ids: Sequence[UUID]) -> Reminded:
    """Ask many people, as `remind` does each; at most 100 in one call, all in one transaction. Raises `BadQuery` for
    more.
    """
    if len(user_ids) > MOST_AT_ONCE:
        raise BadQuery(why=say("{most} people at once are the most", most=MOST_AT_ONCE))
    known = {found for one in user_ids if (found := as_uuid(one))}
    skipped = {str(one): str(NotFound(thing="person")) for one in user_ids if as_uuid(one) is None}
    standing.lock_all(work, known)
    reminded = 0
    for user_id in sorted(known):
        try:
            factors.remind(work, standing.locked(work, user_id))
        except TooManyAttempts:
            skipped[str(user_id)] = say("They were reminded within the last day.")
        except (NotAllowed, NotFound, TwoFactorOn, WrongState) as refusal:
            skipped[str(user_id)] = str(refusal)
        else:
            reminded += 1
    return Reminded(reminded, skipped)


def _person(work: Work, user_id: UUID) -> User:
    """The person, locked, and the actor freshly signed in: one's own factor is asked for like one's own password."""
    user = standing.locked(work, user_id)
    accounts.not_in(user, work.now, CLOSED)
    if user.id == work.actor.user_id:
        work.must_be_fresh_for_credentials()
    else:
        work.must_be_fresh()
    return user


def _beginner(work: Work, user_id: UUID) -> User:
    """Who sets one up: the owner, or whoever hands a first one over. Raises `TwoFactorOn`."""
    user = _person(work, user_id)
    if user.id != work.actor.user_id and factors.are_on(work, user):
        raise TwoFactorOn
    return user


def _owner(work: Work, user_id: UUID) -> User:
    """The person, who does it themselves or through the house: staff go by `recoveries`. Raises `OnlyTheirs`."""
    user = _person(work, user_id)
    if work.actor.signed_in and user.id != work.actor.user_id:
        raise OnlyTheirs
    if not factors.are_on(work, user):
        raise NoTwoFactor
    return user


def _must_prove(work: Work, user: User, code: str | None) -> None:
    """The present factor, too (ASVS 7.5.1). Raises `WrongCode`."""
    proof = factors.judge(work, user, code or "", explained=False)
    if proof.method is None:
        raise WrongCode(why=proof.sentence)


def _setup(work: Work, user: User, secret: str) -> TwoFactorSetup:
    shown = user.email if reveals.sees(work, user.id) else masked_email(user.email)
    address = totp.uri(secret, account=shown, issuer=work.settings.product)
    return TwoFactorSetup(secret, address, totp.qr_png(address))
