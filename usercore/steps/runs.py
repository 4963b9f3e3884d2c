"""A run of the rules: planned as a whole, then done batch by batch, and its report kept."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from usercore import limits
from usercore.crypto.ids import as_uuid
from usercore.errors import RunUnderWay
from usercore.events import Event, Outcome
from usercore.mail import letters
from usercore.models import Category, RetentionRun, Role, RunOutcome, User
from usercore.permissions import ADMIN
from usercore.steps import clearing, effects, keeping
from usercore.steps.clearing import Done, Place, Prepared
from usercore.steps.keeping import PEOPLE, Rule
from usercore.work import Work

WAITING, OVER, CAPPED, HELD, BROKEN, OFF = "waiting", "done", "capped", "held", "broken", "off"
AT_NIGHT = time(2)  # UTC
DAY, WEEK = timedelta(days=1), timedelta(days=7)
Part = dict[str, Any]


class Plan(NamedTuple):
    """What a run would do, as of the moment at which its caps were asked."""

    at: datetime
    parts: list[Part]


def plan(work: Work, beyond: Iterable[str] = ()) -> Plan:
    """One part for each rule that is on: how many would go, of how many, and whether that is beyond its cap."""
    allowed = set(beyond)
    return Plan(work.now, [_part(work, rule, allowed) for rule in keeping.rules(work).values() if rule.on])


def _part(work: Work, rule: Rule, allowed: set[str]) -> Part:
    due, warned = _now_due(work, rule)
    total = effects.all_of(work, rule)
    beyond = max(due, warned)
    capped = beyond > rule.most(total) and str(rule.category) not in allowed
    return {
        "category": str(rule.category),
        "version": rule.version,
        "days": rule.days,
        "action": str(rule.action),
        "due": due,
        "of": total,
        "to_warn": warned,
        "most": beyond,  # what the cap is held against
        "cap": rule.cap_percent,
        "state": CAPPED if capped else WAITING,
        "done": 0,
        "warned": 0,
    }


def _now_due(work: Work, rule: Rule) -> tuple[int, int]:
    if rule.category is not Category.DORMANT:
        return effects.counted(work, rule, [work.now], cap=None)[0], 0
    both = [effects.ready(work, rule, work.now)] + ([effects.to_warn(work, rule, work.now)] if rule.warn_days else [])
    due, *warned = (work.db.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in both)
    return due, sum(warned)


def newest(work: Work) -> RetentionRun | None:
    """The newest that is not dry."""
    wanted = select(RetentionRun).where(RetentionRun.dry_run.is_(False)).order_by(RetentionRun.started_at.desc())
    return work.db.scalars(wanted.limit(1)).one_or_none()


def under_way(work: Work, *, locked: bool = False) -> RetentionRun | None:
    wanted = select(RetentionRun).where(RetentionRun.outcome == RunOutcome.RUNNING).limit(1)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return work.db.scalars(wanted).one_or_none()


def next_at(last: datetime | None, now: datetime) -> datetime:
    """When the next daily run is due: each night, and at once where none has been."""
    if last is None:
        return now
    night = datetime.combine(last.date(), AT_NIGHT, last.tzinfo)
    return night if night > last else night + DAY


def begin(work: Work, planned: Plan, *, dry_run: bool) -> RetentionRun:
    """A new run of what was due when it was planned, which may have taken minutes; a dry one is over at once. Raises
    `RunUnderWay`.
    """
    work.db.get(Role, ADMIN, with_for_update=True)  # one at a time: two who begin at once would both find none
    if under_way(work):
        raise RunUnderWay
    run = RetentionRun(
        id=work.new_id(),
        started_at=planned.at,
        started_by=work.actor.user_id,
        outcome=RunOutcome.RUNNING,
        dry_run=dry_run,
        plan=planned.parts,
    )
    work.add(run)
    for part in planned.parts:
        if part["state"] == CAPPED and not dry_run:
            told = {name: part[name] for name in ("category", "due", "to_warn", "of", "cap")}
            work.record(Event.RETENTION_STOPPED, outcome=Outcome.REFUSED, **told)
    if dry_run or not current(run):
        finish(work, run)
    return run


def current(run: RetentionRun) -> Part | None:
    """The part that is done next."""
    return next((part for part in run.plan if part["state"] == WAITING), None)


def rule_of(work: Work, part: Part) -> Rule | None:
    """The rule as it is now; None where it was switched off, or changed, since this was planned."""
    rule = keeping.rule(work, Category(part["category"]))
    same = (rule.version, rule.days, str(rule.action)) == (part.get("version"), part["days"], part["action"])
    return rule if rule.on and same else None


def step(work: Work, run: RetentionRun, prepared: Prepared) -> None:
    """One batch more, or the end of the run. It takes what was due when it was planned, since of that alone its caps
    were asked: whatever became so later, while nobody went on with it, waits for the next.
    """
    part = current(run)
    if part is None:
        finish(work, run)
        return
    rule = rule_of(work, part)
    if rule is None:
        _put(run, part, state=OFF)
    else:
        place = Place(datetime.fromisoformat(part["at"]), as_uuid(part["id"]) or run.id) if "at" in part else None
        passed_over = part.get("passed_over", [])
        done = clearing.batch(work, rule, run.started_at, place=place, passed_over=passed_over, prepared=prepared)
        _note(work, run, part, done)
    if current(run) is None:
        finish(work, run)


def _note(work: Work, run: RetentionRun, part: Part, done: Done) -> None:
    told: Part = {"done": part["done"] + done.many, "warned": part["warned"] + done.warned}
    if done.place:
        told |= {"at": done.place.at.isoformat(), "id": str(done.place.id)}
    if done.passed_over:
        told["passed_over"] = [*part.get("passed_over", []), *done.passed_over]
    if done.problem:
        told |= {"state": BROKEN if done.broken else HELD, "problem": done.problem}
    elif not done.more:
        told["state"] = OVER
    _put(run, part, **told)
    if not done.more and told["done"] and part["category"] not in PEOPLE:  # of people, each is on record
        facts = {"category": part["category"], "rows": told["done"], "days": part["days"]}
        work.record(Event.RETENTION_CLEARED, **facts)


def _put(run: RetentionRun, part: Part, **told: Any) -> None:
    run.plan = [one | told if one is part else one for one in run.plan]


def finish(work: Work, run: RetentionRun, outcome: RunOutcome | None = None, problem: str | None = None) -> None:
    """The report is what is in the plan now; where a rule was stopped by its cap, the admins are told."""
    capped = [part for part in run.plan if part["state"] == CAPPED]
    broken = next((part["problem"] for part in run.plan if part["state"] == BROKEN), None)
    if broken and not outcome:
        outcome, problem = RunOutcome.FAILED, broken
    run.outcome = outcome or (RunOutcome.STOPPED if capped else RunOutcome.DONE)
    run.finished_at, run.problem = work.now, problem[:500] if problem else None
    done = {part["category"]: part["done"] for part in run.plan if part["done"]}
    if done or capped or run.started_by or outcome:
        facts: dict[str, Any] = {"run": str(run.id), "done": done, "dry_run": run.dry_run, "why": str(run.outcome)}
        work.record(Event.RETENTION_FINISHED, outcome=Outcome.FAILED if problem else Outcome.DONE, **facts)
    if capped and not run.dry_run:
        _tell_admins(work, capped)


def _tell_admins(work: Work, capped: list[Part]) -> None:
    """Once a week for the same rules: the run comes every night."""
    which = ",".join(sorted(part["category"] for part in capped))
    if not limits.first_within(work, "letter:retention", which, WEEK):
        return
    what = ", ".join(keeping.title(part["category"]) for part in capped)
    admins = select(User).where(User.role == ADMIN, User.who_may_sign_in(work.now)).limit(100)
    for admin in work.db.scalars(admins).all():
        work.post(letters.retention_stopped(to=admin.email, name=admin.name, what=what), about=admin)
