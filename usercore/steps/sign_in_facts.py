"""What the tables hold about someone's way in, read in a few indexed statements, masked for whoever may not see it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from usercore import limits
from usercore.events import Event
from usercore.language import say
from usercore.mail.letters import LetterKind
from usercore.models import (
    AuditEntry,
    AuditValue,
    Factor,
    FactorState,
    Invitation,
    LetterState,
    OutboxLetter,
    Recovery,
    RecoveryCode,
    Role,
    Status,
    User,
)
from usercore.models.roles import enrol_by
from usercore.steps import invitees, reveals
from usercore.steps.backing import Inviter
from usercore.steps.diagnosis import AskedIn, Known, Try, WayIn
from usercore.steps.telling import called
from usercore.work import Kind, Work

MOST_TRIES = 200
CHOOSING = (LetterKind.RESET, LetterKind.FORCED_RESET)
Editor = aliased(User)


class Asked(NamedTuple):
    """The rule of a role, and when it first met this person."""

    second_factor_since: datetime | None
    second_factor_asked_at: datetime | None


def read(work: Work, user_id: UUID | None) -> tuple[Known, Role] | None:
    """All of it, and the role they have; None if there is no such person."""
    row = work.db.execute(_person().where(User.id == user_id)).one_or_none()
    if row is None:
        return None
    user, role, factor_since, codes_left, recovery_ends_at = row
    status = _beneath(work, user)
    longest = work.settings.password_longest_age
    whole = reveals.sees(work, user.id)
    known = Known(
        now=work.now,
        status=status,
        deleted_at=user.deleted_at,
        deleted_by=_by_whom(work, user) if user.deleted_at else "",
        suspended_until=user.suspended_until,
        suspended_reason=user.suspended_reason if whole else None,  # free words, which may name anyone
        locked_until=user.locked_until,
        until_reset=user.locked_reason == limits.UNTIL_RESET,
        invitation=_invitation(work, user) if status is Status.INVITED else None,
        has_password=user.password_hash is not None,
        compromised=user.password_compromised,
        must_change=user.must_change_password,
        aged=bool(longest and user.password_changed_at and user.password_changed_at + longest <= work.now),
        letters=_letters(work, user, status, whole=whole),
        by_hand=work.settings.smtp_url is None,
        factor_since=factor_since,
        codes_left=codes_left,
        recovery_ends_at=recovery_ends_at if recovery_ends_at and recovery_ends_at > work.now else None,
        must_enrol=user.must_enrol,
        enrol_by=_due(work, user, role),
        counted=limits.counted(work, user.email_key, *limits.SIGN_IN_ACCOUNT),
        last_sign_in_at=user.last_sign_in_at,
        **_tried(work, user, whole=whole),
    )
    return known, role


def _person() -> Any:
    codes = select(func.count()).where(RecoveryCode.user_id == User.id, RecoveryCode.used_at.is_(None))
    since = select(func.max(Factor.confirmed_at)).where(Factor.user_id == User.id, Factor.state == FactorState.ACTIVE)
    recovery = select(Recovery.ends_at).where(Recovery.user_id == User.id)
    one_each = (since.scalar_subquery(), codes.scalar_subquery(), recovery.scalar_subquery())
    return select(User, Role, *one_each).join(Role, Role.name == User.role)


def _due(work: Work, user: User, role: Role) -> datetime | None:
    """When the rule of their role makes a second factor come first."""
    asked = Asked(role.second_factor_since, user.second_factor_asked_at)
    return enrol_by(asked, work.settings)


def _beneath(work: Work, user: User) -> Status:
    """The status that counts, or would if they were not in the trash."""
    if user.status != Status.DELETED:
        return user.status_at(work.now)
    before = Status(user.status_before_deletion or Status.ACTIVE)
    over = before is Status.SUSPENDED and user.suspended_until and user.suspended_until <= work.now
    return Status.ACTIVE if over else before


def _by_whom(work: Work, user: User) -> str:
    """Who put them into the trash, by name; empty where nobody is known."""
    wanted = (
        select(AuditEntry, Editor.name, Editor.email)
        .outerjoin(Editor, Editor.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_id == user.id, AuditEntry.event == Event.USER_DELETED)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(1)
    )
    row = work.db.execute(wanted).one_or_none()
    if row is None:
        return ""
    entry, name, email = row
    return called(work, name, email) or (entry.actor_name if entry.actor_kind == Kind.SYSTEM else "") or ""


def _invitation(work: Work, user: User) -> AskedIn | None:
    wanted = invitees.joined(select(Invitation, Inviter, invitees.status(work)).select_from(Invitation))
    row = work.db.execute(invitees.newest_first(wanted.where(Invitation.user_id == user.id)).limit(1)).one_or_none()
    if row is None:
        return None
    invitation, inviter, status = row
    name = called(work, inviter.name, inviter.email) if inviter else None
    return AskedIn(
        id=invitation.id,
        status=status,
        sent_at=invitation.sent_at,
        ends_at=invitation.ends_at,
        closed_at=invitation.closed_at,
        by=name or (say("a program") if invitation.program else say("someone since deleted")),
    )


def _letters(work: Work, user: User, status: Status, *, whole: bool) -> tuple[WayIn, ...]:
    """The newest that leads in, if its link still counts and it is of use to them."""
    kinds = (LetterKind.INVITATION,) if status is Status.INVITED else CHOOSING
    wanted = (
        select(OutboxLetter)
        .where(OutboxLetter.user_id == user.id, OutboxLetter.kind.in_([str(kind) for kind in kinds]))
        .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id.desc())
        .limit(1)
    )
    letter = work.db.scalar(wanted)
    if letter is None or letter.state in (LetterState.ENDED, LetterState.VOID):
        return ()
    ended = letter.ends_at is not None and letter.ends_at <= work.now
    chosen_since = user.password_changed_at is not None and user.password_changed_at > letter.created_at
    if ended or chosen_since:
        return ()
    problem = reveals.words(letter.problem, whole=whole) if letter.problem else letter.problem
    return (
        WayIn(
            id=letter.id,
            kind=letter.kind,
            state=letter.state,
            created_at=letter.created_at,
            tries=letter.tries,
            problem=problem,
            next_try_at=letter.next_try_at,
        ),
    )


def _tried(work: Work, user: User, *, whole: bool) -> dict[str, Any]:
    """The tries since they last came in or chose their password, the newest first, and how many of them locked the
    account.
    """
    settled = max((at for at in (user.last_sign_in_at, user.password_changed_at) if at), default=None)
    wanted = (
        select(AuditEntry.at, AuditEntry.event, AuditEntry.facts, AuditValue.value)
        .outerjoin(AuditValue, (AuditValue.entry_id == AuditEntry.id) & (AuditValue.name == "address"))
        .where(AuditEntry.subject_id == user.id, AuditEntry.event.in_((Event.SIGN_IN_REFUSED, Event.USER_LOCKED)))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(MOST_TRIES)
    )
    since = [row for row in work.db.execute(wanted).all() if settled is None or row.at >= settled]
    locks = [row for row in since if row.event == Event.USER_LOCKED]
    refused = [row for row in since if row.event == Event.SIGN_IN_REFUSED]
    tries = int(locks[0].facts.get("tries", 0)) if locks else 0
    sources = {limits.network(row.value) for row in refused[:tries] if row.value}
    return {
        "lock_tries": tries,
        "lock_networks": len(sources),
        "refused": tuple(
            Try(row.at, str(row.facts.get("why")), limits.network(row.value) if whole and row.value else None)
            for row in refused
        ),
    }
