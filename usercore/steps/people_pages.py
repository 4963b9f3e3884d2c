"""Pages of people by key: ranges of an index, so that a page costs the same at any depth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Uuid, bindparam, select, tuple_

from usercore.checkouts import PLANNED
from usercore.crypto.ids import as_uuid
from usercore.database import Moment
from usercore.errors import BadQuery, PageGone
from usercore.models import User
from usercore.spelling import folded
from usercore.steps import finding
from usercore.steps.finding import Found, Plan
from usercore.steps.people import Shape, UserQuery, shape_of, values_of
from usercore.steps.texts import LONGEST_TEXT
from usercore.work import Work

# What each order goes by, the id always last; each has its index.
SORTABLE: dict[str, tuple[Any, ...]] = {
    "created_at": (User.created_at,),
    "last_sign_in_at": (User.last_sign_in_at,),
    "name": (User.name_key,),
    "email": (User.email_key,),
    "role": (User.role, User.created_at),
    "status": (User.status, User.created_at),
}
SIGNED_IN = SORTABLE["last_sign_in_at"]
LAST = "\U0010ffff"  # sorts behind any other letter
ALL, SEEN, NEVER = "all", "seen", "never"
IDS = select(User.id)
THERE: Any = User.__table__.alias("there")
PLACE: Any = bindparam("place", type_=Uuid)  # the id of the row that the page begins behind, or ends before
LEFT: Any = bindparam("left", type_=Integer)
FAR: Any = bindparam("far", type_=Integer)
STANDS = select(User.last_sign_in_at).where(User.id == PLACE)


class Stretch(NamedTuple):
    """A part of the order, `past` the place that the query names or all of it."""

    part: str
    past: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of the order in which no key is missing."""

    holds: tuple[ColumnElement[bool], ...]
    keys: tuple[Any, ...]

    def past(self, place: Sequence[Any], *, descending: bool, itself: bool = False) -> ColumnElement[bool]:
        """Whether a row lies behind this place, or with `itself` before it or on it."""
        keys, there = tuple_(*self.keys), tuple_(*place)
        if itself:
            return keys >= there if descending else keys <= there
        return keys < there if descending else keys > there


def sort_columns(shape: Shape) -> tuple[Any, ...]:
    """What the query sorts by, before the id. Raises `BadQuery`: only listed columns, never a hash (CVE-2022-31177)."""
    name = shape.query.order_by.removeprefix("-")
    if name not in SORTABLE or (name == "email" and not shape.sees_all):
        raise BadQuery(why=f"it cannot be sorted by “{name[:40]}”")
    if name in (finding.walks_within(shape.query), "created_at"):
        return SORTABLE["created_at"]  # all of them have the same role or status
    return SORTABLE[name]


def ordered(shape: Shape, wanted: Select[Any], *, backwards: bool = False) -> Select[Any]:
    """In the query's order, the id last so that it is stable; someone who never signed in counts as earliest."""
    descending = shape.query.descending is not backwards
    columns = [*sort_columns(shape), User.id]
    by = [column.desc() if descending else column.asc() for column in columns]
    if shape.query.order_by.endswith("last_sign_in_at"):
        by[0] = by[0].nulls_last() if descending else by[0].nulls_first()
    return wanted.order_by(*by)


def page(work: Work, wanted: Select[Any], query: UserQuery, found: Found | None = None, **more: Any) -> list[Any]:
    """The rows of the page, in the query's order or with `before` against it, one more than fit where there is one;
    `wanted` is run with `more` beside the query's values.

    Raises `BadQuery`, `PageGone`.
    """
    plan, values = found or finding.plan(work, query)
    rows: list[Any] = []
    stretches, values = _stretches(work, query, plan.shape), {**values, **more}
    for stretch in stretches:
        given = {**values, "left": query.limit + 1 - len(rows)}
        if plan.may_lead_far:
            rows += _met(work, wanted, plan, stretch, given)
        else:
            rows += work.rows(_spelt(plan, wanted, stretch), **given)
        if len(rows) > query.limit:
            break
    if not rows and any(one.past for one in stretches) and not work.rows(STANDS, **values):
        raise PageGone
    return rows


def before(work: Work, query: UserQuery, to: str | datetime) -> Sequence[Any]:
    """The row that the query's order comes to last before some words, or a moment: one, or none. Behind all whom the
    query means, the one before its last page. Raises `BadQuery`.
    """
    shape = shape_of(work, query)
    key, *others = sort_columns(shape)
    if others or isinstance(to, datetime) != isinstance(key.type, Moment):
        raise BadQuery(why="its order has no such place to jump to")
    if isinstance(to, str):
        words = folded(to[:LONGEST_TEXT])
        past = key > words + LAST if query.descending else key < words
    else:
        past = key >= to if query.descending else key < to
    found = _last(work, shape, past)
    if not found and key is User.last_sign_in_at and not query.descending:
        found = _last(work, shape, key.is_(None))  # whoever never did comes before everyone
    whole = query.model_copy(update={"after": None, "before": None})
    if not found or page(work, IDS, whole.model_copy(update={"after": found[0].id, "limit": 1})):
        return found
    turned = query.order_by.removeprefix("-") if query.descending else f"-{query.order_by}"
    return page(work, IDS, whole.model_copy(update={"order_by": turned}))[query.limit :]


def _last(work: Work, shape: Shape, past: ColumnElement[bool]) -> Sequence[Any]:
    """The last row of a part of the order, in the index that the order is walked along."""
    wanted = ordered(shape, IDS.where(past, *finding.kept(shape.query)), backwards=True)
    return work.rows(Plan(shape).walked(wanted.limit(1)))


def _spelt(plan: Plan, wanted: Select[Any], stretch: Stretch, *, near: bool = False) -> Select[Any]:
    """The statement for such a page; with `near` for as much of it as lies before a place that its walk came to."""

    def spell() -> Select[Any]:
        within = _range(plan.shape, stretch)
        held = (*within.holds, *([_no_further(plan.shape, within)] if near else []))
        told = plan.in_order(ordered(plan.shape, wanted.where(*held), backwards=_backwards(plan.shape)).limit(LEFT))
        return told.execution_options(**PLANNED) if _is_plain(plan.shape.query) else told

    return plan.once((wanted, stretch, near), spell)


def _is_plain(query: UserQuery) -> bool:
    """Whether one plan serves all such pages, whatever they are given: of everyone, or of one role."""
    return len(query.roles) <= 1 and query.without("roles", "order_by") == UserQuery(limit=query.limit)


def _met(work: Work, wanted: Select[Any], plan: Plan, stretch: Stretch, given: dict[str, Any]) -> Sequence[Any]:
    """Along the order as far as that is quick, then from the fewest whom one of the filters means; further along it
    before that, where they are still many and the only filter: some come soon, unless the newest differ from all others.
    """
    for far in (finding.FAR, 10 * finding.FAR):
        end = work.rows(plan.once(("end", stretch), lambda: _end(plan, stretch)), far=far, **given)
        if not end:
            return work.rows(_spelt(plan, wanted, stretch), **given)
        rows = work.rows(_spelt(plan, wanted, stretch, near=True), **given, **dict(zip(_ends(), end[0], strict=False)))
        if len(rows) >= given["left"]:
            return rows
        many, fewest = plan.fewest(work, given, finding.MANY)
        if many <= finding.MANY or len(plan.sources) > 1:
            break
    return work.rows(_spelt(plan.through(fewest), wanted, stretch), **given)


def _end(plan: Plan, stretch: Stretch) -> Select[Any]:
    """Where the walk comes to in so many rows, whoever they are."""
    within = _range(plan.shape, stretch)
    keys = select(*within.keys).where(*within.holds, *finding.kept(plan.shape.query))
    return plan.walked(ordered(plan.shape, keys, backwards=_backwards(plan.shape))).limit(1).offset(FAR)


def _no_further(shape: Shape, within: Range) -> ColumnElement[bool]:
    end = [bindparam(name, type_=key.type) for name, key in zip(_ends(), within.keys, strict=False)]
    return within.past(end, descending=shape.query.descending is not _backwards(shape), itself=True)


def _ends() -> Iterator[str]:
    return (f"end{place}" for place in range(3))


def _backwards(shape: Shape) -> bool:
    return shape.query.before is not None


def _stretches(work: Work, query: UserQuery, shape: Shape) -> list[Stretch]:
    """The parts of the order that lie past the page's cursor, or all of it."""
    descending, in_parts = query.descending is not _backwards(shape), sort_columns(shape) is SIGNED_IN
    parts = [ALL] if not in_parts else [SEEN, NEVER] if descending else [NEVER, SEEN]
    cursor, first = query.after if query.before is None else query.before, None
    if cursor is not None:
        if as_uuid(cursor) is None:
            raise PageGone
        first = _part(work, query) if in_parts else ALL
        parts = parts[parts.index(first) :]
    kept = [part for part in parts if part != SEEN or not query.never_signed_in]
    return [Stretch(part, past=part == first) for part in kept]


def _part(work: Work, query: UserQuery) -> str:
    """Which part of the order the place lies in. Raises `PageGone`."""
    found = work.rows(STANDS, **values_of(query))
    if not found:
        raise PageGone
    return NEVER if found[0][0] is None else SEEN


def _range(shape: Shape, stretch: Stretch) -> Range:
    """Compared is with the row that the query names, looked up in the same statement."""
    holds: tuple[ColumnElement[bool], ...] = ()
    keys: tuple[Any, ...] = (*sort_columns(shape), User.id)
    if stretch.part == SEEN:
        holds = (User.last_sign_in_at.is_not(None),)
    elif stretch.part == NEVER:
        holds, keys = (User.last_sign_in_at.is_(None),), (User.id,)
    if not stretch.past:
        return Range(holds, keys)
    there = [select(THERE.c[key.key]).where(THERE.c.id == PLACE).scalar_subquery() for key in keys[:-1]]
    descending = shape.query.descending is not _backwards(shape)
    return Range((*holds, Range(holds, keys).past([*there, PLACE], descending=descending)), keys)
