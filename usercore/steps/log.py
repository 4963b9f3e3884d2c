"""Which entries of the audit log a query means, as SQL: shared by the list, its count and its export."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, exists, false, literal_column, or_, select, true, union_all

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.models import AuditEntry, AuditValue, User
from usercore.spelling import email_key, storable
from usercore.steps.finding import matching
from usercore.steps.keyset import beyond, ordered
from usercore.steps.partitions import lately, within
from usercore.steps.people import sees_all
from usercore.work import Work

LONGEST_TEXT, LONGEST_NETWORK = 200, 64
LARGEST_PAGE = 500
MOST_PEOPLE = 50  # that one piece of text may mean
MOST_IDS = 10_000
IS_ADDRESS = AuditValue.name == literal_column("'address'")  # spelled out: the index is of these alone


class AuditQuery(BaseModel):
    """Which entries, the newest first. Filters combine.

    `actor` and `subject` are a person's id, or text of their name or address, of 50 people at most; an `actor` also the
    whole name of a job, such as “command line”; `events` are words such as
    “user:suspended” or “two-factor:*”; `network` is an address, or the beginning of one. Moments are aware; the range
    includes its start, not its end. `after` and `before` are the id of the entry that the page begins behind, or ends
    before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: str | UUID = ""
    subject: str | UUID = ""
    events: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    network: str = ""
    ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_IDS)] = ()
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom the texts of a query mean; None where it asks for nobody. `more`: for more people than are looked for."""

    actors: tuple[UUID, ...] | None
    subjects: tuple[UUID, ...] | None
    more: bool


class Place(NamedTuple):
    """Where an entry stands in the list."""

    at: datetime
    id: UUID

    def past(self, *, backwards: bool) -> Condition:
        return beyond(AuditEntry.at, AuditEntry.id, (self.at, self.id), backwards=backwards)


def meant(work: Work, query: AuditQuery) -> Meant:
    """Looked up once for all that is asked with the query."""
    actors, subjects = (people(work, text) if str(text).strip() else None for text in (query.actor, query.subject))
    more = any(len(found or ()) > MOST_PEOPLE for found in (actors, subjects))
    return Meant(actors and actors[:MOST_PEOPLE], subjects and subjects[:MOST_PEOPLE], more)


def conditions(work: Work, query: AuditQuery) -> Iterable[Condition]:
    """The filter, without order and page."""
    for one_of in _choices(query, meant(work, query)):
        yield or_(false(), *one_of)
    yield from _others(work, query)


def page_of(work: Work, query: AuditQuery, whom: Meant, behind: Place | None, *, backwards: bool = False) -> list[UUID]:
    """The ids of a page, and of one entry more; `behind` or before the place of an entry. Where most entries are meant,
    the newest months are looked into first, and are enough.
    """
    past = [behind.past(backwards=backwards)] if behind else []
    narrow = whom.actors is not None or whom.subjects is not None or query.ids or query.network or query.since
    recent = [] if backwards or narrow else lately(work, behind.at if behind else query.until)
    if recent:
        ids = list(work.db.scalars(page(work, query, whom, *past, *recent)))
        if len(ids) > query.limit:
            return ids
    return list(work.db.scalars(page(work, query, whom, *past, backwards=backwards)))


def page(work: Work, query: AuditQuery, whom: Meant, *past: Condition, backwards: bool = False) -> Select[Any]:
    """The ids of a page, and of one entry more.

    Of several people or events each is walked along its own index, a page of each at most, and the newest of them all
    are taken: the database would sort all that ever happened to them otherwise.
    """
    first, *rest = [*_choices(query, whom), [true()]]
    narrow = [*(or_(false(), *one_of) for one_of in rest), *_others(work, query), *past]
    columns: tuple[Any, ...] = (AuditEntry.at, AuditEntry.id)
    parts = [ordered(_entries(one, *narrow), *columns, backwards=backwards).limit(query.limit + 1) for one in first]
    if not parts:
        return select(AuditEntry.id).where(false())
    if len(parts) == 1:
        return parts[0].with_only_columns(AuditEntry.id)
    each = union_all(*(select(part.subquery()) for part in parts)).subquery()
    together: Any = select(each.c.id)
    return ordered(together, each.c.at, each.c.id, backwards=backwards).limit(query.limit + 1)


def _entries(*wanted: Condition) -> Select[Any]:
    entries: Any = select(AuditEntry.at, AuditEntry.id)
    found: Select[Any] = entries.where(*wanted)
    return found


def listed(wanted: Select[Any]) -> Select[Any]:
    """Newest first, the id last so that it is stable."""
    return ordered(wanted, AuditEntry.at, AuditEntry.id)


def place(work: Work, row_id: UUID) -> Place | None:
    """Where the entry with this id stands in the list; None if there is no such entry."""
    at = work.db.scalar(select(AuditEntry.at).where(AuditEntry.id == row_id))
    return None if at is None else Place(at, row_id)


def people(work: Work, text: str | UUID) -> tuple[UUID, ...]:
    """Whom an id, a name or an address means, one more than are looked for; an id also means someone who was erased
    since.
    """
    if found := as_uuid(text):
        return (found,)
    typed = str(text)[:LONGEST_TEXT]
    if "@" in typed:
        exact = work.db.scalar(select(User.id).where(User.email_key == email_key(typed)))
        if exact:
            return (exact,)
    wanted = select(User.id).where(*matching(work, typed))
    return tuple(work.db.scalars(wanted.order_by(User.id).limit(MOST_PEOPLE + 1)))


def events_like(patterns: Iterable[str]) -> list[str]:
    """The events that words with stars mean."""
    known = [str(event) for event in Event]
    found = {event: None for pattern in patterns for event in known if fnmatchcase(event, pattern)}
    return list(found)


def _choices(query: AuditQuery, whom: Meant) -> Iterable[list[Condition]]:
    """Filters of which an entry has one value among some, the narrowest kind first."""
    if query.ids:
        yield [AuditEntry.id.in_(query.ids)]
    if whom.subjects is not None:
        yield [AuditEntry.subject_id == person for person in whom.subjects]
    if whom.actors is not None:
        name = str(query.actor).strip()
        a_job = [] if as_uuid(name) or "@" in name else [AuditEntry.actor_name == storable(name[:LONGEST_TEXT])]
        yield [*a_job, *(AuditEntry.actor_id == person for person in whom.actors)]
    if query.events:
        yield [AuditEntry.event == event for event in events_like(query.events)]
    if query.outcomes:
        yield [AuditEntry.outcome == storable(outcome) for outcome in dict.fromkeys(query.outcomes)]


def _others(work: Work, query: AuditQuery) -> Iterable[Condition]:
    if query.since:
        yield AuditEntry.at >= query.since
    if query.until:
        yield AuditEntry.at < query.until
    yield from within(work, since=query.since, until=query.until)
    if query.network.strip():
        yield _from(query.network) if sees_all(work) else false()


def _from(network: str) -> Condition:
    """A whole address has an index; of the beginning of one, the entries are looked through from the newest."""
    typed = storable(network.strip()[:LONGEST_NETWORK]).removesuffix("*").lower()
    try:
        whole = str(ip_address(typed))
    except ValueError:
        here = (AuditValue.entry_id == AuditEntry.id, IS_ADDRESS, AuditValue.value.startswith(typed, autoescape=True))
        return exists().where(*here)
    return AuditEntry.id.in_(select(AuditValue.entry_id).where(IS_ADDRESS, AuditValue.value == whole))
