"""How people are found at any size: from the few whom a filter means, or along the order until the page is full.

Which of the two is asked of the indexes first: no more than `FEW` entries of each are counted. Left to itself a database
walks a million rows to find the three called so, or sorts half of them to show the first fifty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from usercore.models import Status, User
from usercore.spelling import storable
from usercore.steps import people
from usercore.steps.people import UserQuery
from usercore.steps.sources import Source, among, database, grams_of, sources_of, texts
from usercore.work import Work

FEW = 5_000  # so many are fetched and sorted in the time in which the order is walked to fifty among more
MANY = 20_000  # so many where several filters meet
FAR = 10_000  # rows of the order walked before another way is taken


@dataclass(frozen=True, slots=True)
class Plan:
    """The conditions, and how to meet them: where they are `bounded`, `few` of the rows are fetched and sorted, else the
    order is walked; `near` where its index holds hardly anyone else. `sources` give the rows of one filter each.
    """

    conditions: tuple[ColumnElement[bool], ...]
    sources: tuple[Source, ...] = ()
    few: tuple[ColumnElement[bool], ...] = ()
    bounded: bool = False
    near: bool = False

    @property
    def may_lead_far(self) -> bool:
        """Whether the order may lead past many others to those who meet the filters."""
        return not self.bounded and not self.near and bool(self.sources)

    @property
    def counts_at_once(self) -> bool:
        """Whether one statement counts the people who are meant, and looks at few others for that."""
        return self.bounded or not self.sources or (self.near and len(self.sources) == 1)

    def among(self, wanted: Select[Any]) -> Select[Any]:
        """The people who are meant, in any order."""
        if self.few:  # SQLite is to take these, whatever else an index would give
            wanted = wanted.with_hint(User, "NOT INDEXED", "sqlite")
        return wanted.where(*self.conditions, *self.few)

    def in_order(self, wanted: Select[Any], query: UserQuery) -> Select[Any]:
        """The same for a statement that is ordered by the query."""
        return self.among(wanted if self.bounded else self.walked(wanted, query))

    def walked(self, wanted: Select[Any], query: UserQuery) -> Select[Any]:
        """SQLite has no statistics: it would rather sort everyone of a role than walk the order to the first fifty."""
        return wanted.with_hint(User, f"INDEXED BY {_index_of(query)}", "sqlite")

    def from_fewest(self, work: Work) -> "Plan":
        """By the filter that the fewest meet."""
        _, fewest = _fewest(work, self.sources, MANY)
        return Plan(self.conditions, self.sources, few=(among(work, fewest),), bounded=True)

    def to_count(self, work: Work, wanted: Select[Any]) -> Iterator[tuple[Select[Any], bool]]:
        """The people who are meant, to be counted up to the setting `count_cap`; and whether so many were looked at that
        there may be more. The next statement is for where the one before did not come to the cap.
        """
        if self.counts_at_once:
            yield self.among(wanted), False
            return
        if self.may_lead_far:  # each filter has more than that, as was counted
            yield self._some(work, wanted, self.sources[0], FEW), True
            return
        yield self._some(work, wanted, self.sources[0], 3 * work.settings.count_cap), True
        many, fewest = _fewest(work, self.sources, FEW)
        yield self._some(work, wanted, fewest, FEW), many > FEW

    def _some(self, work: Work, wanted: Select[Any], source: Source, most: int) -> Select[Any]:
        return Plan(self.conditions, few=(among(work, source.limit(most)),)).among(wanted)


def plan(work: Work, query: UserQuery) -> Plan:
    """How the people that the query means are found."""
    conditions = tuple(people.conditions(work, query))
    if database(work) != "sqlite":  # PostgreSQL's planner finds its way; how far it goes to count is not its own to say
        conditions += tuple(grams_of(work, query.text))
        sources = () if query.ids else tuple(sources_of(work, query))
        return Plan(conditions, sources if len(sources) > 1 else (), near=True)
    sources = tuple(sources_of(work, query))
    if query.ids:  # looked up one by one
        return Plan(conditions, sources, bounded=True)
    if len(sources) == 1 and list(kept(query)):
        return Plan(conditions, sources, near=True)
    most = FEW if len(sources) == 1 else MANY  # several filters may meet anywhere in the order
    many, fewest = _fewest(work, sources, most) if sources else (0, None)
    if fewest is not None and many <= most:
        return Plan(conditions, sources, few=(among(work, fewest),), bounded=True)
    return Plan(conditions, sources)


def matching(work: Work, text: str) -> Iterable[ColumnElement[bool]]:
    """Whom a text means, for lists of what is theirs: through the gram indexes where it means few."""
    yield from people.searched(work, text)
    if database(work) != "sqlite":
        yield from grams_of(work, text)
        return
    sources = list(texts(work, text))
    if sources and _counted(work, sources, FEW)[0] <= FEW:
        yield among(work, sources[0])


def _fewest(work: Work, sources: Sequence[Source], most: int) -> tuple[int, Source]:
    counts = _counted(work, sources, most)
    return min(counts), sources[counts.index(min(counts))]


def _counted(work: Work, sources: Iterable[Source], most: int) -> list[int]:
    """How many rows each gives, one more than `most` at most, in one statement."""
    counts = [select(func.count()).select_from(one.limit(most + 1).subquery()).scalar_subquery() for one in sources]
    return list(work.rows(select(*counts))[0])


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
