"""Pages of people by key: ranges of an index, so that a page costs the same at any depth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from usercore.crypto.ids import as_uuid
from usercore.database import Moment
from usercore.errors import BadQuery, PageGone
from usercore.models import User
from usercore.spelling import folded
from usercore.steps import finding
from usercore.steps.finding import Plan
from usercore.steps.people import LONGEST_TEXT, UserQuery, sees_all
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


LAST = "\U0010ffff"  # sorts behind any other letter


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of the order in which no key is missing."""

    holds: tuple[ColumnElement[bool], ...]
    keys: tuple[Any, ...]

    def past(self, place: Sequence[Any], *, descending: bool, itself: bool = False) -> ColumnElement[bool]:
        """Whether a row lies behind this place, or with `itself` before it or on it."""
        keys = tuple_(*self.keys)
        there = tuple_(*(literal(value, key.type) for key, value in zip(self.keys, place, strict=True)))
        if itself:
            return keys >= there if descending else keys <= there
        return keys < there if descending else keys > there


def sort_columns(work: Work, query: UserQuery) -> tuple[Any, ...]:
    """What the query sorts by, before the id. Raises `BadQuery`: only listed columns, never a hash (CVE-2022-31177)."""
    name = query.order_by.removeprefix("-")
    if name not in SORTABLE or (name == "email" and not sees_all(work)):
        raise BadQuery(why=f"it cannot be sorted by “{name[:40]}”")
    if name in (finding.walks_within(query), "created_at"):
        return SORTABLE["created_at"]  # all of them have the same role or status
    return SORTABLE[name]


def ordered(work: Work, wanted: Select[Any], query: UserQuery, *, backwards: bool = False) -> Select[Any]:
    """In the query's order, the id last so that it is stable; someone who never signed in counts as earliest."""
    descending = query.descending is not backwards
    columns = [*sort_columns(work, query), User.id]
    by = [column.desc() if descending else column.asc() for column in columns]
    if query.order_by.endswith("last_sign_in_at"):
        by[0] = by[0].nulls_last() if descending else by[0].nulls_first()
    return wanted.order_by(*by)


def page(work: Work, wanted: Select[Any], query: UserQuery, found: Plan | None = None) -> list[Any]:
    """The rows of the page, in the query's order or with `before` against it, one more than fit where there is one.

    Raises `BadQuery`, `PageGone`.
    """
    found = found or finding.plan(work, query)
    rows: list[Any] = []
    for stretch in _ranges(work, query):
        left = query.limit + 1 - len(rows)
        within = ordered(work, wanted.where(*stretch.holds), query, backwards=query.before is not None).limit(left)
        rows += _met(work, within, query, found, stretch) if found.may_lead_far else _all(work, within, query, found)
        if len(rows) > query.limit:
            break
    return rows


def before(work: Work, query: UserQuery, to: str | datetime) -> Sequence[Any]:
    """The row that the query's order comes to last before some words, or a moment: one, or none. Behind all whom the
    query means, the one before its last page. Raises `BadQuery`.
    """
    key, *others = sort_columns(work, query)
    if others or isinstance(to, datetime) != isinstance(key.type, Moment):
        raise BadQuery(why="its order has no such place to jump to")
    if isinstance(to, str):
        words = folded(to[:LONGEST_TEXT])
        past = key > words + LAST if query.descending else key < words
    else:
        past = key >= to if query.descending else key < to
    ids = select(User.id)
    wanted = ordered(work, ids.where(past), query, backwards=True).limit(1)
    found = work.rows(Plan(()).walked(wanted, query))
    whole = query.model_copy(update={"after": None, "before": None})
    if not found or page(work, ids, whole.model_copy(update={"after": found[0].id, "limit": 1})):
        return found
    turned = query.order_by.removeprefix("-") if query.descending else f"-{query.order_by}"
    return page(work, ids, whole.model_copy(update={"order_by": turned}))[query.limit :]


def _all(work: Work, within: Select[Any], query: UserQuery, found: Plan) -> Sequence[Any]:
    return work.rows(found.in_order(within, query))


def _met(work: Work, within: Select[Any], query: UserQuery, found: Plan, stretch: Range) -> Sequence[Any]:
    """Along the order as far as that is quick, then from the fewest whom one of the filters means."""
    backwards = query.before is not None
    along = ordered(work, select(*stretch.keys).where(*stretch.holds, *finding.kept(query)), query, backwards=backwards)
    end = work.rows(found.walked(along, query).limit(1).offset(finding.FAR))
    if not end:
        return _all(work, within, query, found)
    near = stretch.past(end[0], descending=query.descending is not backwards, itself=True)
    rows = _all(work, within.where(near), query, found)
    full = within._limit is not None and len(rows) >= within._limit  # noqa: SLF001
    return rows if full else work.rows(found.from_fewest(work).among(within))


def _ranges(work: Work, query: UserQuery) -> Iterator[Range]:
    """The stretches of the order that lie past the page's cursor, or all of it."""
    backwards = query.before is not None
    descending = query.descending is not backwards
    columns = sort_columns(work, query)
    all_of_it = [Range((), (*columns, User.id))]
    seen = Range((User.last_sign_in_at.is_not(None),), (User.last_sign_in_at, User.id))
    never = Range((User.last_sign_in_at.is_(None),), (User.id,))
    if columns == (User.last_sign_in_at,):
        all_of_it = [seen, never] if descending else [never, seen]
    place = None
    if (cursor := query.before or query.after) is not None:
        place = _place(work, columns, as_uuid(cursor))
        lies_in = all_of_it[0] if len(all_of_it) == 1 else never if place[0] is None else seen
        all_of_it = all_of_it[all_of_it.index(lies_in) :]
    if query.never_signed_in:
        all_of_it = [stretch for stretch in all_of_it if stretch is not seen]
    for stretch in all_of_it:
        if place is not None and stretch is lies_in:
            past = stretch.past(place[-len(stretch.keys) :], descending=descending)
            yield Range((*stretch.holds, past), stretch.keys)
        else:
            yield stretch


def _place(work: Work, columns: tuple[Any, ...], row_id: UUID | None) -> tuple[Any, ...]:
    found = work.db.execute(select(*columns).where(User.id == row_id)).one_or_none() if row_id else None
    if found is None:
        raise PageGone
    return (*found, row_id)
