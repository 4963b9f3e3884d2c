"""Second factors are offered, confirmed, asked for and taken away."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, delete, or_, select

from usercore import limits
from usercore.checkouts import PLANNED
from usercore.crypto import recovery, totp
from usercore.crypto.sealing import Unsealable, seal, unseal
from usercore.crypto.tokens import digest
from usercore.errors import TooManyAttempts, TwoFactorOn, WrongState
from usercore.events import Event
from usercore.language import say
from usercore.mail import letters
from usercore.models import Factor, FactorKind, FactorState, RecoveryCode, Role, User
from usercore.models.factors import has_factor
from usercore.work import Work

KEY, CODES = "two-factor", "recovery"
NEWEST = (
    select(Factor)
    .where(Factor.user_id == bindparam("user"), Factor.state == bindparam("state"), Factor.kind == FactorKind.TOTP)
    .order_by(Factor.created_at.desc())
    .limit(1)
)
# Built once: every sign-in asks it.
ON = (
    select(Factor.id)
    .where(
        Factor.user_id == bindparam("user"),
        Factor.state == FactorState.ACTIVE.value,
        Factor.kind == FactorKind.TOTP.value,
    )
    .limit(1)
    .execution_options(**PLANNED)
)
PENDING_FOR, DAY = timedelta(hours=1), timedelta(days=1)
CODE, BACKUP = "password+code", "password+backup"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a typed code proves: `method` for the session, or why it proves nothing (`why` for the log, `sentence`)."""

    method: str | None = None
    why: str = ""
    sentence: str = ""


def are_on(work: Work, user: User) -> bool:
    """Whether one is asked for at sign-in."""
    return bool(work.rows(ON, user=user.id))


def remind(work: Work, user: User) -> None:
    """Ask a person by letter to set one up; once a day at most. Raises `TwoFactorOn`, `WrongState`, `TooManyAttempts`."""
    if not user.may_sign_in(work.now):
        raise WrongState(status=str(user.status_at(work.now)))
    if are_on(work, user):
        raise TwoFactorOn
    if not limits.first_within(work, "letter:two-factor-wanted", str(user.id), DAY):
        raise TooManyAttempts(again_in=DAY)
    work.post(letters.two_factor_wanted(to=user.email, name=user.name), about=user)
    work.record(Event.TWO_FACTOR_WANTED, about=user)


def active(work: Work, user: User) -> Factor | None:
    """The factor that is asked for at sign-in; None if there is none."""
    return _one(work, user, FactorState.ACTIVE)


def pending(work: Work, user: User) -> Factor | None:
    """The one that waits for its first code."""
    found = _one(work, user, FactorState.PENDING)
    return found if found and found.ends_at and found.ends_at > work.now else None


def still_without(work: Work) -> tuple[ColumnElement[bool], ...]:
    """Those who may sign in without one though they have dashboard rights, or their role asks for one, in SQL."""
    every = work.db.scalars(select(Role))
    wanting = [role.name for role in every if role.has_dashboard_rights or role.second_factor_since]
    return User.role.in_(wanting), User.who_may_sign_in(work.now, unindexed=True), ~has_factor()


def _one(work: Work, user: User, state: FactorState) -> Factor | None:
    return work.db.scalars(NEWEST, {"user": user.id, "state": state.value}).one_or_none()


def ask(work: Work, user: User) -> None:
    """Their role asks for one: the time they have for it begins with the first sign-in that tells them so."""
    since, asked_at = work.db.get_one(Role, user.role).second_factor_since, user.second_factor_asked_at
    if since and (asked_at is None or asked_at < since):
        user.second_factor_asked_at = work.now


def offer(work: Work, user: User) -> str:
    """A new secret that waits for its first code; an earlier one that waited is gone. Returns it in base32."""
    _remove(work, user, FactorState.PENDING)
    secret = totp.new_secret()
    work.add(
        Factor(
            id=work.new_id(),
            user_id=user.id,
            kind=FactorKind.TOTP.value,
            state=FactorState.PENDING.value,
            sealed_secret=seal(secret.encode(), work.sealing_keys(KEY), user.id.bytes),
            details={},
            created_at=work.now,
            ends_at=work.now + PENDING_FOR,
        )
    )
    return secret


def secret_of(work: Work, factor: Factor) -> str:
    """Opened for whom it was sealed, and for nobody else. Raises `Unsealable`."""
    return unseal(factor.sealed_secret or b"", work.sealing_keys(KEY), factor.user_id.bytes).decode()


def confirm(work: Work, user: User, factor: Factor, code: str) -> Proof:
    """The first code of a pending factor: it takes the place of the one before."""
    proof = _by_code(work, factor, code)
    if proof.method:
        _remove(work, user, FactorState.ACTIVE)
        factor.state, factor.ends_at, factor.confirmed_at = FactorState.ACTIVE.value, None, work.now
    return proof


def judge(work: Work, user: User, typed: str, *, explained: bool = True) -> Proof:
    """Whether what was typed proves who they are: a code of the app, or a recovery code. What proves it is used up.
    Where refusals are not kept, codes of other times are not `explained`.
    """
    factor = active(work, user)
    if factor is not None and totp.digits(typed) is not None:
        return _by_code(work, factor, typed, explained=explained)
    if factor is not None and (bare := recovery.bare(typed)):
        return _by_recovery(work, user, bare)
    return Proof(why="wrong-code", sentence=say("This is not a code: six digits from your app, or a recovery code."))


def _by_code(work: Work, factor: Factor, typed: str, *, explained: bool = True) -> Proof:
    """One conditional UPDATE keeps the step of the code, so that none is accepted twice (RFC 6238 5.2)."""
    try:
        secret = secret_of(work, factor)
    except Unsealable:
        return Proof(why="unsealable", sentence=say("Codes of an app cannot be checked here now. Use a recovery code."))
    found = totp.match(secret, typed, work.now)
    if found is None or not (found.accepted or explained):
        return Proof(why="wrong-code", sentence=say("The code is not right. Type the one your app shows now."))
    told = [step for step in factor.details.get("told", []) if step >= found.step - found.off - totp.ACCEPTED]
    if not found.accepted:
        # Whoever guessed a code of the minutes to come must not learn when to type it again.
        factor.details = {**factor.details, "told": sorted({*told, found.step}) if found.off > 0 else told}
        return Proof(why="clock", sentence=_clock(found.seconds_off))
    unused = or_(Factor.last_step.is_(None), Factor.last_step < found.step)
    if found.step in told or not work.claim(Factor, factor.id, unused, last_step=found.step, last_used_at=work.now):
        return Proof(why="code-used", sentence=say("This code was used already. Wait for the next one."))
    return Proof(CODE)


def _clock(seconds_off: int) -> str:
    if seconds_off < 0:
        sentence = (
            "Your code is right, but {seconds} seconds late: the clock of your phone is behind. Set it to automatic."
        )
    else:
        sentence = (
            "Your code is right, but {seconds} seconds early: the clock of your phone is ahead. Set it to automatic."
        )
    return say(sentence, seconds=abs(seconds_off))


def _by_recovery(work: Work, user: User, bare: str) -> Proof:
    stored = RecoveryCode.digest.in_(work.digests(bare, CODES))
    wanted = select(RecoveryCode.id).where(stored, RecoveryCode.user_id == user.id)
    row_id = work.db.scalar(wanted)
    if row_id is None or not work.claim(RecoveryCode, row_id, RecoveryCode.used_at.is_(None), used_at=work.now):
        return Proof(why="wrong-code", sentence=say("This recovery code is not right, or was used already."))
    return Proof(BACKUP)


def new_codes(work: Work, user: User) -> tuple[str, ...]:
    """Ten recovery codes, shown once; the older ones are good for nothing any more."""
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = recovery.new_codes()
    for code in codes:
        stored = digest(recovery.bare(code) or "", work.key(CODES))
        work.add(RecoveryCode(id=work.new_id(), user_id=user.id, digest=stored, created_at=work.now))
    return codes


def codes_left(work: Work, user: User) -> int:
    left = select(RecoveryCode.id).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return len(work.db.scalars(left).all())


def remove_all(work: Work, user: User) -> None:
    """No second factor any more, and no recovery codes for one."""
    _remove(work, user, *FactorState)
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _remove(work: Work, user: User, *states: FactorState) -> None:
    work.db.execute(
        delete(Factor).where(Factor.user_id == user.id, Factor.state.in_(states)),
        execution_options={"synchronize_session": "fetch"},
    )
