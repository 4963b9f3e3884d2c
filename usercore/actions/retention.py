"""How long things are kept: the rules, and the runs that remove what is older."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from uuid import UUID

from usercore.errors import BadRule, EditedMeanwhile, EffectChanged, EffectUnseen, LogBroken, MonthHeld, RunOver
from usercore.events import Event
from usercore.language import say
from usercore.models import Category, RetentionRule, RetentionRun, Role, RunOutcome, Way
from usercore.permissions import ADMIN, Permission
from usercore.steps import effects, keeping, months, runs
from usercore.steps.clearing import Prepared
from usercore.steps.keeping import Rule
from usercore.steps.runs import Plan
from usercore.work import Work, needs

Opened = Callable[[], AbstractContextManager[Work]]
FEW, SHARE = 10, 0.1  # how far the effect may be from the one that was seen


@needs(Permission.CHANGE_RETENTION)
def change(
    work: Work,
    *,
    category: str,
    on: bool,
    days: int,
    cap_percent: int,
    warn_days: int = 0,
    action: str = Way.DELETE,
    kinds: Collection[str] = (),
    seen: int | None = None,
    version: int | None = None,
) -> None:
    """Set a rule. Whoever switches one on, or lets it take more, says how many rows they have `seen` it would take today
    (`frames.retention.effect`); `version` is that of the rule they looked at.

    Raises `BadRule`, `EffectUnseen`, `EffectChanged`, `EditedMeanwhile`, `NotFresh`.
    """
    work.must_be_fresh()
    work.db.get(Role, ADMIN, with_for_update=True)  # two who change a rule for the first time would both make its row
    before = keeping.rule(work, _known(category))
    if version is not None and version != before.version:
        raise EditedMeanwhile(who=say("Someone"), what=say("this rule"), when=None)
    told = {"days": days, "warn_days": warn_days, "cap_percent": cap_percent, "kinds": tuple(kinds)}
    wanted = replace(before, on=on, action=_way(action), **told)  # type: ignore[arg-type]
    keeping.check(wanted)
    if wanted == before:
        return
    if _takes_more(wanted, before):
        _as_seen(work, wanted, seen)
    row = work.db.get(RetentionRule, before.category) or work.add(RetentionRule(category=before.category))
    for name, value in wanted.changeable().items():
        setattr(row, name, value)
    row.version, row.changed_at, row.changed_by = before.version + 1, work.now, work.actor.user_id
    both: dict[str, Any] = {"before": before.changeable(), "after": wanted.changeable()}
    work.record(Event.RETENTION_CHANGED, category=str(before.category), **both)


def prepare_start(opened: Opened, *, dry_run: bool = False, beyond_cap: Collection[str] = ()) -> Plan:
    with opened() as work:
        return runs.plan(work, beyond_cap)


@needs(Permission.CHANGE_RETENTION, prepare=prepare_start, unhurried=True)
def start(work: Work, *, dry_run: bool = False, beyond_cap: Collection[str] = (), prepared: Plan) -> UUID:
    """Begin a run of every rule that is on; the worker does it. A `dry_run` only says what one would do. Rules named in
    `beyond_cap` may go beyond their cap this once. Returns its id. Raises `RunUnderWay`, `BadRule`, `NotFresh`.
    """
    for category in beyond_cap:
        _known(category)
    if beyond_cap:
        work.must_be_fresh()
    run = runs.begin(work, prepared, dry_run=dry_run)
    facts: dict[str, Any] = {"run": str(run.id), "dry_run": dry_run, "beyond_cap": sorted(map(str, beyond_cap))}
    work.record(Event.RETENTION_STARTED, **facts)
    return run.id


@needs(Permission.CHANGE_RETENTION)
def cancel(work: Work, *, run_id: UUID) -> None:
    """Stop a run after its batch; what went is gone. Raises `NotFound`, `RunOver`."""
    run = work.get(RetentionRun, run_id, "run")
    if run.outcome != RunOutcome.RUNNING:
        raise RunOver
    runs.finish(work, run, RunOutcome.CANCELLED)
    work.record(Event.RETENTION_CANCELLED, run=str(run.id))


def prepare_daily(opened: Opened) -> Plan | None:
    with opened() as work:
        last = runs.newest(work)
        if runs.next_at(last.started_at if last else None, work.now) > work.now or runs.under_way(work):
            return None
        return runs.plan(work)


@needs(Permission.RUN_HOUSE, prepare=prepare_daily)
def daily(work: Work, *, prepared: Plan | None) -> None:
    """Begin the run of this night, once. Of two who try at once the later finds it under way, or done."""
    last = runs.newest(work)
    due = runs.next_at(last.started_at if last else None, work.now) <= work.now
    if prepared is not None and due and runs.under_way(work) is None:
        runs.begin(work, prepared, dry_run=False)


def prepare_step(opened: Opened) -> Prepared:
    """A month of the log is verified before anything is locked."""
    with opened() as work:
        run = runs.under_way(work)
        part = run and runs.current(run)
        rule = part and runs.rule_of(work, part)
        at = run.started_at if run else None
    if not rule or rule.category is not Category.AUDIT:
        return None
    try:
        return months.verified(opened, rule.keep, at)
    except (MonthHeld, LogBroken) as refusal:
        return refusal


@needs(Permission.RUN_HOUSE, prepare=prepare_step)
def step(work: Work, *, prepared: Prepared) -> bool:
    """Do the next batch of the run that is under way, whoever began it; False if there is none. Call it until then.
    Whoever dies in the middle leaves it to the next who calls.
    """
    run = runs.under_way(work, locked=True)
    if run is None:
        return False
    runs.step(work, run, prepared)
    return True


@needs(Permission.RUN_HOUSE)
def give_up(work: Work, *, problem: str) -> None:
    """The run that is under way failed; the next one begins anew."""
    run = runs.under_way(work, locked=True)
    if run:
        runs.finish(work, run, RunOutcome.FAILED, problem)


def _known(category: Any) -> Category:
    if category not in set(Category):
        raise BadRule(why="there is no such rule")
    return Category(category)


def _way(action: str) -> Way:
    if action not in set(Way):
        raise BadRule(why=keeping.CANNOT)
    return Way(action)


def _takes_more(wanted: Rule, before: Rule) -> bool:
    if not wanted.on:
        return False
    stronger = wanted.action is Way.DELETE and before.action is not Way.DELETE
    sooner = wanted.days < before.days or wanted.warn_days < before.warn_days
    return not before.on or sooner or not set(wanted.kinds) <= set(before.kinds) or stronger


def _as_seen(work: Work, wanted: Rule, seen: int | None) -> None:
    """Nobody switches on what they did not look at: rows come and go, but not by much."""
    if seen is None:
        raise EffectUnseen
    cap = work.settings.count_cap
    now = min(effects.counted(work, wanted, [work.now], cap=cap)[0], cap)
    if abs(now - seen) > max(FEW, SHARE * seen):
        raise EffectChanged(now=f"{now:,}", seen=f"{seen:,}")
