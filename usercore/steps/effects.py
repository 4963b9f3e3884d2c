"""What a rule means: which rows would go at a moment, each a range of an index; people under a legal hold never do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select

from usercore.events import Event
from usercore.models import (
    AuditEntry,
    AuditValue,
    Category,
    DormantWarning,
    Invitation,
    LetterState,
    OutboxLetter,
    Role,
    Status,
    User,
    UserSession,
)
from usercore.models.roles import is_staff
from usercore.steps import months
from usercore.steps.holds import none_held, not_held
from usercore.steps.keeping import PEOPLE, TRIES, Rule
from usercore.work import Work

OVER = (LetterState.SENT, LetterState.GIVEN_UP, LetterState.ENDED)
OF_TRIES = ("address", "agent")
Condition = ColumnElement[bool]


def due(work: Work, rule: Rule, at: datetime) -> Select[Any]:
    """The ids of what would go at that moment, of what is here today; those of people are not asked whether they were
    warned.
    """
    cut = at - rule.keep
    if rule.category is Category.SESSIONS:
        return select(UserSession.id).where(UserSession.ended_at <= cut, not_held(UserSession.user_id))
    if rule.category is Category.LETTERS:
        old = (OutboxLetter.state.in_(OVER), OutboxLetter.created_at <= cut)
        return select(OutboxLetter.id).where(*old, not_held(OutboxLetter.user_id))
    if rule.category in (Category.TRIES, Category.VALUES):
        return values(rule, cut)
    if rule.category is Category.AUDIT:
        return select(AuditEntry.id).where(AuditEntry.segment < months.first_that_stays(work, cut))
    return select(User.id).where(*people(work, rule, cut))


def counted(work: Work, rule: Rule, moments: Sequence[datetime], *, cap: int | None) -> list[int]:
    """How many are due at each moment, counted no further than one beyond `cap`, in one statement."""
    wanted = [due(work, rule, at) if cap is None else due(work, rule, at).limit(cap + 1) for at in moments]
    return list(work.db.execute(select(*(_how_many(one) for one in wanted))).one())


def all_of(work: Work, rule: Rule) -> int:
    """How many there are in all, whatever their age: what the cap is a share of."""
    if rule.category in PEOPLE:
        return work.db.scalar(select(func.count()).select_from(User)) or 0
    tables = {Category.SESSIONS: UserSession, Category.LETTERS: OutboxLetter, Category.AUDIT: AuditEntry}
    return work.db.scalar(select(func.count()).select_from(tables.get(rule.category, AuditValue))) or 0


def to_warn(work: Work, rule: Rule, at: datetime) -> Select[Any]:
    """The ids of people who are told then that their account will go: soon, or long since without having been told."""
    unused = people(work, rule, at + rule.warning - rule.keep)
    return select(User.id).where(*unused, not_(_told()))


def ready(work: Work, rule: Rule, at: datetime) -> Select[Any]:
    """The ids of people who go then: where the rule warns, only those whose letter was taken by the mail
    server, and who did not come back since.
    """
    wanted = due(work, rule, at)
    if rule.category is not Category.DORMANT or not rule.warn_days:
        return wanted
    return wanted.where(_told(DormantWarning.handed_over_at <= at - rule.warning))


def staff_unused(work: Work, rule: Rule) -> Select[Any]:
    """Staff who were not here for as long: no rule touches them, somebody should look."""
    cut = work.now - rule.keep
    return select(User.id).where(User.status == Status.ACTIVE, _unused(cut), User.role.in_(staff_roles(work)))


def people(work: Work, rule: Rule, cut: datetime) -> tuple[Condition, ...]:
    """Who is meant, as of when they would have been last seen."""
    if rule.category is Category.TRASH:
        return User.deleted_at <= cut, User.status == Status.DELETED, not_held(User.id)
    if rule.category is Category.INVITATIONS:
        younger = exists().where(Invitation.user_id == User.id, Invitation.ends_at > cut)
        asked = exists().where(Invitation.user_id == User.id)  # some accounts wait for an invitation yet
        return User.status == Status.INVITED, User.created_at <= cut, asked, not_(younger), not_held(User.id)
    theirs = User.role.not_in(staff_roles(work))
    # Who signed in last narrows more than that an account is active, which most are.
    return _unused(cut), func.coalesce(User.status, "") == Status.ACTIVE, theirs, not_held(User.id)


def values(rule: Rule, cut: datetime) -> Select[Any]:
    """The personal values beside old entries of some kinds: the entries stay, and the chain with them."""
    wanted = select(AuditValue.entry_id).join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
    named = [AuditValue.name.in_(OF_TRIES)] if rule.category is Category.TRIES else []
    nobody = none_held(AuditEntry.subject_id, AuditEntry.actor_id, AuditValue.person_id)
    return wanted.where(AuditEntry.at <= cut, of_kinds(rule), *named, nobody)


def of_kinds(rule: Rule) -> Condition:
    """Whether an entry is of one of the rule's kinds; not by their index: the log is gone through in its order."""
    events = TRIES if rule.category is Category.TRIES else _events(rule)
    return func.coalesce(AuditEntry.event, "").in_([str(event) for event in events])


def staff_roles(work: Work) -> list[str]:
    return [role.name for role in work.db.scalars(select(Role)) if is_staff(role.permissions)]


def _events(rule: Rule) -> list[Event]:
    return [event for event in Event if event.partition(":")[0] in rule.kinds]


def _unused(cut: datetime) -> Condition:
    """Not signed in since then, nor seen in a session from before; whoever never signed in counts from the day their
    account was made.
    """
    signed_in = or_(User.last_sign_in_at <= cut, and_(User.last_sign_in_at.is_(None), User.created_at <= cut))
    return and_(signed_in, _not_seen_after(cut, User.id))


def _not_seen_after(moment: Any, user_id: Any) -> Condition:
    """Whether they used no session after that. It may last for a year, and its row be gone: then the account knows."""
    used = exists().where(UserSession.user_id == user_id, UserSession.last_seen_at > moment)
    return and_(or_(User.last_seen_at.is_(None), User.last_seen_at <= moment), not_(used))


def _told(*how: Condition) -> Condition:
    """Whether a letter warned them after they were here last."""
    after = or_(User.last_sign_in_at.is_(None), DormantWarning.sent_at > User.last_sign_in_at)
    not_since = _not_seen_after(DormantWarning.sent_at, DormantWarning.user_id)
    return exists().where(DormantWarning.user_id == User.id, after, not_since, *how)


def _how_many(wanted: Select[Any]) -> Any:
    return select(func.count()).select_from(wanted.subquery()).scalar_subquery()
