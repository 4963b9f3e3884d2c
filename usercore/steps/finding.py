"""How people are found at any size: from the few whom a filter means, or along the order until the page is full.

Which of the two is asked of the indexes first: no more than `FEW` entries of each are counted. Left to itself a database
walks a million rows to find the three called so, or sorts half of them to show the first fifty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, column, func, literal_column, select, table
from sqlalchemy.dialects import postgresql

from usercore import search_index
from usercore.models import LOCKED, Case, Status, User
from usercore.spelling import storable, whole_email
from usercore.steps import people
from usercore.steps.people import UserQuery, sees_all
from usercore.work import Work

FEW = 5_000  # so many are fetched and sorted in the time in which the order is walked to fifty among more
MANY = 20_000  # so many where several filters meet, and for a count
FAR = 10_000  # rows of the order walked before another way is taken
NEWEST = 3_000  # PostgreSQL: whether a word of one or two letters is frequent is seen among these,
SELDOM = 60  # … where it stands in one of so many
MOST_GRAMS = 3  # of a text, the rarest: what they let through is compared with the text itself

ROW: ColumnElement[int] = literal_column("users.rowid")
Source = Select[Any]


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
        _, fewest = self._fewest(work)
        return Plan(self.conditions, self.sources, few=(ROW.in_(fewest),), bounded=True)

    def to_count(self, work: Work, wanted: Select[Any]) -> Iterator[tuple[Select[Any], bool]]:
        """The people who are meant, to be counted up to the setting `count_cap`; and whether so many were looked at that
        there may be more. The next statement is for where the one before did not come to the cap.
        """
        if self.bounded or not self.sources:
            yield self.among(wanted), False
            return
        yield self._some(wanted, self.sources[0], 3 * work.settings.count_cap), True
        many, fewest = self._fewest(work)
        yield self._some(wanted, fewest, MANY), many > MANY

    def _some(self, wanted: Select[Any], source: Source, most: int) -> Select[Any]:
        return Plan(self.conditions, few=(ROW.in_(source.limit(most)),)).among(wanted)

    def _fewest(self, work: Work) -> tuple[int, Source]:
        counts = _counted(work, self.sources, MANY)
        return min(counts), self.sources[counts.index(min(counts))]


def plan(work: Work, query: UserQuery) -> Plan:
    """How the people that the query means are found."""
    conditions = tuple(people.conditions(work, query))
    if work.db.get_bind().dialect.name != "sqlite":
        return Plan((*conditions, *_grams_of(work, query.text)))
    sources = tuple(_sources(work, query))
    if query.ids:  # looked up one by one
        return Plan(conditions, sources, bounded=True)
    if len(sources) == 1 and list(kept(query)):
        return Plan(conditions, sources, near=True)
    most = FEW if len(sources) == 1 else MANY  # several filters may meet anywhere in the order
    counts = _counted(work, sources, most)
    if counts and min(counts) <= most:
        return Plan(conditions, sources, few=(ROW.in_(sources[counts.index(min(counts))]),), bounded=True)
    return Plan(conditions, sources)


def matching(work: Work, text: str) -> Iterable[ColumnElement[bool]]:
    """Whom a text means, for lists of what is theirs: through the gram indexes where it means few."""
    yield from people.searched(work, text)
    if work.db.get_bind().dialect.name != "sqlite":
        yield from _grams_of(work, text)
        return
    sources = list(_texts(work, text))
    if sources and _counted(work, sources, FEW)[0] <= FEW:
        yield ROW.in_(sources[0])


def _counted(work: Work, sources: Iterable[Source], most: int) -> list[int]:
    """How many rows each gives, one more than `most` at most, in one statement."""
    counts = [select(func.count()).select_from(one.limit(most + 1).subquery()).scalar_subquery() for one in sources]
    return list(work.rows(select(*counts))[0]) if counts else []


# --- what an index can give -----------------------------------------------------------------------------------------


def _sources(work: Work, query: UserQuery) -> Iterator[Source]:
    """The rows of each filter that has an index, or a few more than are meant."""
    rows = select(ROW).select_from(User)
    created = [
        *([User.created_at >= query.created_from] if query.created_from else []),
        *([User.created_at < query.created_before] if query.created_before else []),
    ]
    yield from _texts(work, query.text)
    if query.roles:
        yield rows.where(User.role.in_([storable(role) for role in query.roles]), *created)
    if query.statuses:
        yield from _statuses(work, rows, query.statuses, created)
    if created and not query.roles and not query.statuses:
        yield rows.where(*created)
    if query.never_signed_in:
        yield rows.where(User.last_sign_in_at.is_(None))
    elif query.signed_in_from or query.signed_in_before:
        seen = [
            *([User.last_sign_in_at >= query.signed_in_from] if query.signed_in_from else []),
            *([User.last_sign_in_at < query.signed_in_before] if query.signed_in_before else []),
        ]
        yield rows.where(*seen)
    if query.in_case:
        yield rows.where(User.id.in_(select(Case.user_id).where(Case.closed_at.is_(None))))


def _statuses(work: Work, rows: Source, statuses: tuple[str, ...], created: list[Any]) -> Iterator[Source]:
    """By the stored status: who is locked or whose suspension is over stands under another."""
    if statuses == (LOCKED,):
        yield rows.where(User.locked_until > work.now)
        return
    stored = {str(status) for status in statuses} & {str(status) for status in Status}
    if {LOCKED, Status.ACTIVE} & set(statuses):
        stored |= {str(Status.ACTIVE), str(Status.SUSPENDED)}
    if len(stored) == 1:
        yield rows.where(User.status == stored.pop(), *created)
    else:
        yield rows.where(User.status.in_(sorted(stored)), *created)


def _texts(work: Work, text: str) -> Iterator[Source]:
    if not sees_all(work) and (key := whole_email(text)):
        yield select(ROW).select_from(User).where(User.email_key == key)
        return
    words = people.words(text)
    if not words:
        return
    long = [gram for word in words if len(word) >= search_index.SHORT for gram in search_index.trigrams(word)]
    name, found = (
        ("users_trigrams", long) if long else ("users_grams", [g for w in words for g in search_index.grams(w)])
    )
    asked = search_index.phrase(_rarest(work, found) if long else list(dict.fromkeys(found))[:MOST_GRAMS])
    yield select(table(name, column("rowid")).c.rowid).where(literal_column(name).op("MATCH")(asked))


def _rarest(work: Work, grams: list[str]) -> list[str]:
    """The grams that the fewest hold; a frequent one beside a rare one would only be read through."""
    asked = list(dict.fromkeys(grams))
    frequent = table("frequent_grams", column("gram"), column("many"))
    many = dict(work.rows(select(frequent.c.gram, frequent.c.many).where(frequent.c.gram.in_(asked))))
    ranked = sorted(asked, key=lambda gram: many.get(gram, 0))
    rare = [gram for gram in ranked if gram not in many]
    return (rare or ranked)[:MOST_GRAMS]


def _grams_of(work: Work, text: str) -> Iterator[ColumnElement[bool]]:
    """PostgreSQL: what lets its planner use the gram indexes. It knows how frequent a longer word is, and has no idea of
    one or two letters: where these are seldom, the short grams find them; where they are frequent, any order soon does.
    """
    words = people.words(text)
    if not words or (not sees_all(work) and whole_email(text)):
        return
    long = [word for word in words if len(word) >= search_index.SHORT]
    if long and not sees_all(work):  # their own condition is on the name alone, which has no index
        yield from (User.searched.contains(word, autoescape=True) for word in long)
    if long:
        return
    newest = select(User.searched).order_by(User.created_at.desc(), User.id.desc()).limit(NEWEST).subquery()
    holds = (newest.c.searched.contains(word, autoescape=True) for word in words)
    seen = work.db.scalar(select(func.count()).select_from(newest).where(*holds)) or 0
    if seen * SELDOM < NEWEST:
        found = sorted({gram for word in words for gram in search_index.grams(word)})
        yield func.usercore_grams(User.searched).op("@>")(cast(postgresql.array(found), postgresql.ARRAY(Text)))


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
