"""What is too old goes, a small batch at a time: whoever stops in the middle leaves everything whole, and the next goes
on from there.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CursorResult, Select, Update, and_, delete, func, or_, select, update

from usercore.crypto.ids import as_uuid
from usercore.errors import MonthHeld, Refusal, UsercoreError
from usercore.events import Event
from usercore.mail import letters
from usercore.models import AuditEntry, AuditValue, Category, DormantWarning, OutboxLetter, User, UserSession, Way
from usercore.steps import effects, erasure, months, nameless, standing
from usercore.steps.holds import none_held
from usercore.steps.keeping import PEOPLE, Rule
from usercore.steps.partitions import within
from usercore.work import Work

ROWS, ENTRIES, ACCOUNTS = 1_000, 5_000, 10
Prepared = months.Verified | Refusal | None


class Place(NamedTuple):
    """How far the log was gone through."""

    at: datetime
    id: UUID


@dataclass(slots=True)
class Done:
    """What one batch did: `many` went, `warned` were written to; `more` is left."""

    many: int = 0
    warned: int = 0
    more: bool = False
    place: Place | None = None
    passed_over: list[str] = field(default_factory=list)  # people who could not be deleted: not asked again in this run
    problem: str = ""
    broken: bool = False  # … and somebody has to look


def batch(
    work: Work, rule: Rule, at: datetime, *, place: Place | None, passed_over: list[str], prepared: Prepared
) -> Done:
    """The next batch of what a rule takes at that moment."""
    if rule.category is Category.AUDIT:
        return _month(work, prepared)
    if rule.category in PEOPLE:
        return _people(work, rule, at, passed_over)
    if rule.category in (Category.TRIES, Category.VALUES):
        return _values(work, rule, at, place)
    return _rows(work, rule, at)


def oldest_rows(work: Work, rule: Rule, at: datetime) -> Select[Any]:
    """The ids of the next rows to go, along the index that knows them by age."""
    moment = UserSession.ended_at if rule.category is Category.SESSIONS else OutboxLetter.created_at
    return effects.due(work, rule, at).order_by(moment).limit(ROWS)


def next_entries(work: Work, rule: Rule, at: datetime, place: Place | None) -> Select[Any]:
    """The next entries whose values go, in the order of the log."""
    entries: Any = select(AuditEntry.at, AuditEntry.id)
    wanted: Select[Any] = entries.where(AuditEntry.at <= at - rule.keep, effects.of_kinds(rule))
    if place:
        behind = or_(AuditEntry.at > place.at, AuditEntry.id > place.id)
        wanted = wanted.where(and_(AuditEntry.at >= place.at, behind))
    wanted = wanted.where(*within(work, since=place and place.at, until=at - rule.keep))
    return wanted.order_by(AuditEntry.at, AuditEntry.id).limit(ENTRIES)


def next_people(work: Work, rule: Rule, at: datetime, passed_over: list[str]) -> Select[Any]:
    wanted = effects.ready(work, rule, at)
    if passed_over:
        wanted = wanted.where(User.id.not_in([as_uuid(one) for one in passed_over]))
    return wanted.limit(ACCOUNTS)


def seen_in(session_ids: list[UUID]) -> Update:
    """Whoever was here in one of these sessions after they last signed in: when, as far as no later one said so."""
    theirs = select(UserSession.user_id, func.max(UserSession.last_seen_at).label("at"))
    seen = theirs.where(UserSession.id.in_(session_ids)).group_by(UserSession.user_id).subquery("seen")
    later = (
        or_(User.last_sign_in_at.is_(None), User.last_sign_in_at < seen.c.at),
        or_(User.last_seen_at.is_(None), User.last_seen_at < seen.c.at),
    )
    return update(User).where(User.id == seen.c.user_id, *later).values(last_seen_at=seen.c.at)


def _rows(work: Work, rule: Rule, at: datetime) -> Done:
    table = UserSession if rule.category is Category.SESSIONS else OutboxLetter
    ids = list(work.db.scalars(oldest_rows(work, rule, at)))
    if ids and table is UserSession:
        _bulk(work, seen_in(ids))
    many = _bulk(work, delete(table).where(table.id.in_(ids))) if ids else 0
    return Done(many, more=len(ids) == ROWS)


def _values(work: Work, rule: Rule, at: datetime, place: Place | None) -> Done:
    """Values go, entries stay; their digests in the chain are what vouches for it."""
    found = [Place(*row) for row in work.db.execute(next_entries(work, rule, at, place))]
    if not found:
        return Done()
    theirs = select(AuditEntry.id).where(
        AuditEntry.id.in_([entry.id for entry in found]), none_held(AuditEntry.subject_id, AuditEntry.actor_id)
    )
    named = [AuditValue.name.in_(effects.OF_TRIES)] if rule.category is Category.TRIES else []
    gone = delete(AuditValue).where(AuditValue.entry_id.in_(theirs), none_held(AuditValue.person_id), *named)
    return Done(_bulk(work, gone), more=len(found) == ENTRIES, place=found[-1])


def _people(work: Work, rule: Rule, at: datetime, passed_over: list[str]) -> Done:
    done = Done()
    if rule.category is Category.DORMANT and rule.warn_days:
        done.warned = _warn(work, rule, at)
    ids = list(work.db.scalars(next_people(work, rule, at, passed_over)))
    for user_id in ids:
        try:
            with work.savepoint():
                done.many += _let_go(work, rule, at, user_id)
        except UsercoreError:  # a hold that was placed just now, for one: it must not keep the others
            done.passed_over.append(str(user_id))
    done.more = len(ids) == ACCOUNTS or done.warned == ACCOUNTS
    return done


def _let_go(work: Work, rule: Rule, at: datetime, user_id: UUID) -> int:
    user = standing.locked(work, user_id)
    if work.db.scalar(effects.ready(work, rule, at).where(User.id == user.id)) is None:
        return 0  # they came back while this waited for the lock
    if rule.category is Category.DORMANT and rule.action is Way.ANONYMISE:
        work.record(
            Event.USER_ANONYMISED, about=user_id, rule=str(rule.category), rows=nameless.make_nameless(work, user)
        )
    else:
        certificate = erasure.delete_for_ever(work, user)
        work.record(Event.USER_ERASED, about=user_id, rule=str(rule.category), **certificate.told())
    return 1


def _warn(work: Work, rule: Rule, at: datetime) -> int:
    """A letter to each who is due soon, with the day until which they can keep their account."""
    ids = list(work.db.scalars(effects.to_warn(work, rule, at).limit(ACCOUNTS)))
    for user in work.db.scalars(select(User).where(User.id.in_(ids)).order_by(User.id).with_for_update()).all():
        until = max(work.now, (user.last_sign_in_at or user.created_at) + rule.keep - rule.warning) + rule.warning
        gone = rule.action is Way.DELETE
        work.post(letters.dormant_warning(to=user.email, name=user.name, until=until, deleted=gone), about=user)
        told = work.db.get(DormantWarning, user.id) or work.add(DormantWarning(user_id=user.id))
        told.sent_at, told.handed_over_at = work.now, None
        work.record(Event.USER_WARNED, about=user, until=until.isoformat())
    return len(ids)


def handed_over(work: Work, letter: OutboxLetter) -> None:
    """The warning is on its way: from now on its reader has the time that it names."""
    warned = update(DormantWarning).where(DormantWarning.user_id == letter.user_id)
    work.db.execute(warned.values(handed_over_at=work.now))


def _month(work: Work, prepared: Prepared) -> Done:
    if isinstance(prepared, Refusal):
        return Done(problem=str(prepared), broken=not isinstance(prepared, MonthHeld))
    anchor = prepared and months.remove(work, prepared)
    return Done(anchor.entries, more=True) if anchor else Done()


def _bulk(work: Work, statement: Any) -> int:
    result = work.db.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
