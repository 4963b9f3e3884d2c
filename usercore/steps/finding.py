"""How people are found at any size: from the few whom a filter means, or along the order until the page is full.

Which of the two is asked of the indexes first: no more than `FEW` entries of each are counted. Left to itself a database
walks a million rows to find the three called so, or sorts half of them to show the first fifty.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, literal, literal_column, select

from usercore.models import Status, User
from usercore.spelling import storable
from usercore.steps import people, texts
from usercore.steps.people import Shape, UserQuery, sees_all, shape_of, values_of
from usercore.steps.sources import ROW, Source, among, grams_of, sources_of, text_values, texts_of
from usercore.work import Work

FEW = 5_000  # so many are fetched and sorted in the time in which the order is walked to fifty among more
MANY = 20_000  # so many are counted where the order led too far
FAR = 10_000  # rows of the order walked before another way is taken
SHAPES = 500  # whose plans are kept
EVERYONE = select(literal(1)).select_from(User)
FIRST: ColumnElement[bool] = ROW["postgresql"] < literal_column("'(200,0)'::tid")  # some 3,000 rows as they lie
LOOKED_AT: Any = bindparam("looked_at", type_=Integer)
COUNTED: Any = bindparam("counted", type_=Integer)
T = TypeVar("T")


class Found(NamedTuple):
    """How the people of one query are found, and the values that the statements of the plan are given for it."""

    plan: "Plan"
    given: Mapping[str, Any]


class Count(NamedTuple):
    """A statement that counts no further than `counted`, among so many as are `looked_at`; whether there may be more."""

    wanted: Select[int]
    looked_at: int
    cut: bool


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The conditions, and how to meet them: where they are `bounded`, `few` of the rows are fetched and sorted, else the
    order is walked; `near` where its index holds hardly anyone else. `sources` give the rows of one filter each.
    """

    shape: Shape
    conditions: tuple[ColumnElement[bool], ...] = ()
    sources: tuple[Source, ...] = ()
    few: tuple[ColumnElement[bool], ...] = ()
    bounded: bool = False
    near: bool = False
    spelt: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, what: Hashable, spell: Callable[[], T]) -> T:
        """A statement, or a plan, that follows from this one: made once, and the same for all that ask for it."""
        known: T | None = self.spelt.get(what)
        if known is None:
            known = self.spelt.setdefault(what, spell())
        return known

    @property
    def may_lead_far(self) -> bool:
        """Whether the order may lead past many others to those who meet the filters."""
        return not self.bounded and not self.near and bool(self.sources)

    @property
    def brings_count(self) -> bool:
        """Whether a page is to bring along how many there are: of a text, a page that is not full tells it itself."""
        return self.counts_at_once and not self.shape.query.text

    @property
    def counts_at_once(self) -> bool:
        """Whether one statement counts the people who are meant, and looks at few others for that."""
        return self.bounded or not self.sources or (self.near and len(self.sources) == 1)

    def among(self, wanted: Select[Any]) -> Select[Any]:
        """The people who are meant, in any order."""
        if self.few:  # SQLite is to take these, whatever else an index would give
            wanted = wanted.with_hint(User, "NOT INDEXED", "sqlite")
        return wanted.where(*self.conditions, *self.few)

    def in_order(self, wanted: Select[Any]) -> Select[Any]:
        """The same for a statement that is ordered by the query."""
        return self.among(wanted if self.bounded else self.walked(wanted))

    def walked(self, wanted: Select[Any]) -> Select[Any]:
        """SQLite has no statistics: it would rather sort everyone of a role than walk the order to the first fifty."""
        return wanted.with_hint(User, f"INDEXED BY {_index_of(self.shape.query)}", "sqlite")

    def through(self, place: int) -> "Plan":
        """By the source at this place, which gives few."""

        def found() -> Plan:
            few = (among(self.shape.database, self.sources[place]),)
            return Plan(self.shape, self.conditions, self.sources, few=few, bounded=True)

        return self.once(("through", place), found)

    def quickest(self, work: Work, values: Mapping[str, Any]) -> "Plan":
        """Itself, or where that is quicker the one from the fewest."""
        if not self.may_lead_far or self.shape.database != "sqlite":
            return self
        many, fewest = self.fewest(work, values, FEW)
        return self.through(fewest) if many <= FEW else self

    def count(self) -> Select[int]:
        """What counts the people who are meant, at once."""
        return self.once("count", lambda: _count(self.among(EVERYONE), COUNTED))

    def counts(self, work: Work, values: Mapping[str, Any]) -> Iterator[Count]:
        """What counts the people who are meant up to the setting `count_cap`. The next is for where the one before did
        not come to the cap.
        """
        if self.counts_at_once:
            yield Count(self.count(), 0, cut=False)
            return
        if self.shape.database == "postgresql":
            yield Count(self._count_first(), 0, cut=True)
        yield Count(self._count_through(0), 3 * work.settings.count_cap, cut=True)
        if not self.may_lead_far:  # or each filter has more than `FEW`, as was counted
            many, fewest = self.fewest(work, values, FEW)
            yield Count(self._count_through(fewest), FEW, cut=many > FEW)

    def _count_first(self) -> Select[int]:
        """Among those that lie first: what most people meet is soon found there, in a third of the time of an index."""
        return self.once("count first", lambda: _count(self.among(EVERYONE.where(FIRST)), COUNTED))

    def _count_through(self, place: int) -> Select[int]:
        def spell() -> Select[int]:
            few = among(self.shape.database, self.sources[place].limit(LOOKED_AT))
            return _count(Plan(self.shape, self.conditions, few=(few,)).among(EVERYONE), COUNTED)

        return self.once(("count", place), spell)

    def fewest(self, work: Work, values: Mapping[str, Any], most: int) -> tuple[int, int]:
        """How many rows the source gives that gives the fewest, one more than `most` at most, and its place."""
        wanted = self.once("fewest", lambda: _each_counted(self.sources))
        counts = list(work.rows(wanted, looked_at=most + 1, **values)[0])
        return min(counts), counts.index(min(counts))


def plan(work: Work, query: UserQuery) -> Found:
    """How the people that the query means are found."""
    values = values_of(query)
    if query.text:
        values |= text_values(work, query.text)
    shape = shape_of(work, query, seldom="grams" in values)
    known = _known(shape) if not query.ids else _plan(shape)
    return Found(known.quickest(work, values), values)


def matching(work: Work, text: str) -> Iterable[ColumnElement[bool]]:
    """Whom a text means, for lists of what is theirs: through the gram indexes where it means few."""
    values, whole, database = text_values(work, text), sees_all(work), work.connection.dialect.name
    told = texts.spelt_out(values)
    yield from texts.searched(text, told, sees_all=whole)
    if database != "sqlite":
        yield from grams_of(text, told, sees_all=whole, seldom="grams" in values)
        return
    sources = list(texts_of(database, text, told, sees_all=whole))
    if sources and work.rows(_each_counted(sources), looked_at=FEW + 1)[0][0] <= FEW:
        yield among(database, sources[0])


@lru_cache(SHAPES)
def _known(shape: Shape) -> Plan:
    """Those are as many as people think of."""
    return _plan(shape)


def _plan(shape: Shape) -> Plan:
    text, whole = shape.query.text, shape.sees_all
    conditions = tuple(people.conditions(shape))
    sources = (*texts_of(shape.database, text, sees_all=whole), *sources_of(shape))
    if shape.database != "sqlite":  # its planner finds its way; how far it goes to count is not its own to say
        conditions += tuple(grams_of(text, sees_all=whole, seldom=shape.seldom))
        return Plan(shape, conditions, sources if len(sources) > 1 and not shape.query.ids else (), near=True)
    near = len(sources) == 1 and bool(list(kept(shape.query)))
    return Plan(shape, conditions, sources, bounded=bool(shape.query.ids), near=near)  # ids are looked up one by one


def _count(wanted: Select[Any], most: Any) -> Select[int]:
    return select(func.count()).select_from(wanted.limit(most).subquery())


def _each_counted(sources: Iterable[Source]) -> Select[Any]:
    return select(*(_count(one, LOOKED_AT).scalar_subquery() for one in sources))


# --- along the order ------------------------------------------------------------------------------------------------


def walks_within(query: UserQuery) -> str | None:
    """The filter of which the order's index holds one value only: “role”, “status” or none."""
    if len(query.roles) == 1:
        return "role"
    return "status" if query.statuses in {(Status.INVITED,), (Status.DELETED,)} else None


def kept(query: UserQuery) -> Iterator[ColumnElement[bool]]:
    """That filter, for a statement that walks the order without the others."""
    if query.order_by.removeprefix("-") in ("created_at", walks_within(query)):
        if walks_within(query) == "role":
            yield User.role == storable(query.roles[0])
        elif walks_within(query) == "status":
            yield User.status == storable(query.statuses[0])


def _index_of(query: UserQuery) -> str:
    """The index that gives the order, and where it can the one filter that goes with it."""
    name = query.order_by.removeprefix("-")
    if name == "created_at" and (within := walks_within(query)):
        return f"ix_users_{within}_created_at_id"
    return {
        "created_at": "ix_users_created_at_id",
        "last_sign_in_at": "ix_users_last_sign_in_at_id",
        "name": "ix_users_name_key_id",
        "email": "sqlite_autoindex_users_2",  # of the unique constraint
        "role": "ix_users_role_created_at_id",
        "status": "ix_users_status_created_at_id",
    }[name]
