"""How long things are kept: the rules with what they mean, and the runs with their reports."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Select, select

from usercore.errors import NotFound
from usercore.frames.tables import frame
from usercore.frames.totals import Total, how_many
from usercore.models import Category, RetentionRule, RetentionRun, User, Way
from usercore.permissions import Permission
from usercore.steps import effects, keeping
from usercore.steps import runs as running
from usercore.steps.keeping import KINDS, LONGEST, PEOPLE, TITLES, title
from usercore.steps.telling import called
from usercore.work import Work, needs

__all__ = ["KINDS", "LONGEST", "PEOPLE", "TITLES", "Category", "Way", "due", "effect", "rules", "runs", "title"]

RULES = [
    "category", "on", "days", "shortest", "warn_days", "cap_percent", "action", "ways", "kinds", "version", "today",
    "changed_at", "changed_by",
]  # fmt: skip
EFFECT = ["days", "many"]
RUNS = ["id", "started_at", "started_by", "finished_at", "outcome", "dry_run", "plan", "problem", "done", "due"]
SPANS = (0, 30, 90, 365)
MOST = 50


@needs(Permission.READ_RETENTION)
def rules(work: Work) -> pd.DataFrame:
    """Every rule as it counts now; `today` is how many rows it would take, counted up to `count_cap`, whether it is on
    or not. `changed_by` is a name, `changed_at` None for a rule as usercore ships it.
    """
    wanted = select(RetentionRule, User.name, User.email).outerjoin(User, User.id == RetentionRule.changed_by)
    changed = {row.category: (row.changed_at, called(work, *who)) for row, *who in work.db.execute(wanted).all()}
    return frame(
        (
            (
                str(rule.category), rule.on, rule.days, rule.shortest, rule.warn_days, rule.cap_percent,
                str(rule.action), [str(way) for way in rule.ways], list(rule.kinds), rule.version,
                _totals(work, rule, (0,))[0], *changed.get(rule.category, (None, None)),
            )
            for rule in keeping.rules(work).values()
        ),
        RULES,
    )  # fmt: skip


@needs(Permission.READ_RETENTION)
def effect(work: Work, *, category: str, days: int, kinds: Collection[str] = (), warn_days: int = 0) -> pd.DataFrame:
    """What a rule of so many days would take of what is here today: now, and in 30, 90 and 365 days, each counted up to
    `count_cap` (`many`, a `Total`). `.attrs`: `total`, all there are; for unused accounts `staff`, those of staff, which
    no rule touches, and `to_warn`, who would be told by letter first. Raises `NotFound`.
    """
    if category not in set(Category):
        raise NotFound(thing="rule")
    told = {"days": min(max(days, 0), LONGEST), "kinds": tuple(kinds), "warn_days": min(max(warn_days, 0), LONGEST)}
    rule = replace(keeping.rule(work, Category(category)), **told)  # type: ignore[arg-type]
    found = frame(zip(SPANS, _totals(work, rule, SPANS), strict=True), EFFECT)
    found.attrs["total"] = effects.all_of(work, rule)
    if rule.category is Category.DORMANT:
        found.attrs["staff"] = how_many(work, effects.staff_unused(work, rule))
        found.attrs["to_warn"] = how_many(work, effects.to_warn(work, rule, work.now)) if warn_days else 0
    return found


@needs(Permission.READ_RETENTION)
def runs(work: Work, *, run_id: UUID | None = None, limit: int = 10) -> pd.DataFrame:
    """The newest first, at most 50, or one: `plan` has a part (a dictionary) for each rule that was on, `done` of `due`
    went. `started_by` is a name, None for the worker or the command line.
    """
    columns: Any = select(RetentionRun, User.name, User.email).outerjoin(User, User.id == RetentionRun.started_by)
    wanted: Select[Any] = columns.order_by(RetentionRun.started_at.desc(), RetentionRun.id.desc())
    wanted = wanted.limit(min(limit, MOST))
    if run_id is not None:
        wanted = wanted.where(RetentionRun.id == run_id)
    return frame(
        (
            (
                run.id, run.started_at, called(work, *who), run.finished_at, run.outcome, run.dry_run, run.plan,
                run.problem, sum(part["done"] for part in run.plan), sum(part["due"] for part in run.plan),
            )
            for run, *who in work.db.execute(wanted).all()
        ),
        RUNS,
    )  # fmt: skip


@needs(Permission.READ_RETENTION)
def due(work: Work) -> pd.DataFrame:
    """One row: when the next run begins, and the `run` that is under way (its id, or None)."""
    last = running.newest(work)
    at = running.next_at(last.started_at if last else None, work.now)
    now = running.under_way(work)
    return frame([(at, now.id if now else None)], ["at", "run"])


def _totals(work: Work, rule: keeping.Rule, spans: tuple[int, ...]) -> list[Total]:
    cap = work.settings.count_cap
    moments = [work.now + timedelta(days=days) for days in spans]
    found = []
    for many in effects.counted(work, rule, moments, cap=cap):
        total = Total(min(many, cap))
        total.capped = many > cap
        found.append(total)
    return found
