"""Which sessions a query means, as SQL: shared by the list, its count and what is chosen to end."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, false, not_, select

from usercore.crypto.ids import as_uuid
from usercore.limits import network
from usercore.models import User, UserSession
from usercore.spelling import storable
from usercore.steps import finding, keyset, sessions
from usercore.steps.people import sees_all
from usercore.work import Work

LONGEST_NETWORK = 64
LARGEST_PAGE = 500
MOST_IDS = 10_000
APART, EPOCH, TICK = "~", datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class SessionQuery(BaseModel):
    """Which sessions across everyone, the latest use first. Filters combine.

    `network` is an address, or the beginning of one (“192.0.2.”); `unused_for` and `older_than` are spans. `ended`
    asks for those that were ended or ran out, in place of the live ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    network: str = ""
    browsers: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    older_than: timedelta | None = None
    unused_for: timedelta | None = None
    ended: bool = False
    ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_IDS)] = ()
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


def conditions(work: Work, query: SessionQuery) -> Iterable[ColumnElement[bool]]:
    """The filter, without order and page, on sessions joined with their people."""
    yield not_(sessions.live(work)) if query.ended else sessions.live(work)
    if query.ids:
        yield UserSession.id.in_(query.ids)
    if query.network.strip():
        # Whoever may not see addresses may not find out about them by searching either.
        yield _from(query) if sees_all(work) else false()
    for column, wanted in ((UserSession.browser, query.browsers), (UserSession.system, query.systems)):
        if wanted:
            yield column.in_([storable(word) for word in wanted])
    if query.roles:
        yield User.role.in_([storable(role) for role in query.roles])
    if query.older_than is not None:
        yield UserSession.created_at <= work.now - query.older_than
    if query.unused_for is not None:
        yield UserSession.last_seen_at <= work.now - query.unused_for
    yield from finding.matching(work, query.text)


def _from(query: SessionQuery) -> ColumnElement[bool]:
    """An address is its whole network; anything shorter is the beginning of one."""
    if whole := _network(query):
        return UserSession.network == whole
    beginning = storable(query.network.strip()[:LONGEST_NETWORK]).removesuffix("*").lower()
    return UserSession.address.startswith(beginning, autoescape=True)


def _network(query: SessionQuery) -> str | None:
    typed = query.network.strip().partition("/")[0]
    try:
        ip_address(typed)
    except ValueError:
        return None
    return network(typed)


def ordered(wanted: Select[Any], query: SessionQuery, *, backwards: bool = False) -> Select[Any]:
    """The latest use first, the id last so that it is stable."""
    columns: list[Any] = [UserSession.last_seen_at, UserSession.id]
    if not (query.ended or _network(query)):
        # NULL in all of them; said so that PostgreSQL walks the index, unsorted.
        columns.insert(0, UserSession.ended_at)
    return keyset.ordered(wanted, *columns, backwards=backwards)


def cursor(session: UserSession) -> str:
    """Its place in this order, the moment too: that of whoever is active moves on before the page is turned."""
    return f"{session.id}{APART}{(session.last_seen_at - EPOCH) // TICK}"


def beyond(work: Work, place: object, *, backwards: bool = False) -> ColumnElement[bool] | None:
    """The condition for being past a place; None if there is none such. An id alone means where its session is now."""
    spelt, _, ticks = str(place).partition(APART)
    row_id = as_uuid(spelt)
    at = _moment(ticks) if ticks else work.db.scalar(select(UserSession.last_seen_at).where(UserSession.id == row_id))
    if row_id is None or at is None:
        return None
    return keyset.beyond(UserSession.last_seen_at, UserSession.id, (at, row_id), backwards=backwards)


def _moment(ticks: str) -> datetime | None:
    try:
        return EPOCH + int(ticks) * TICK
    except (ValueError, OverflowError):
        return None
