"""Which people a query means, as SQL: shared by the list, its count and its export.

A query has a shape, from which its statement follows, and values, which are given to it. So a statement that was spelt for
one query serves all others of that shape: to spell it takes three times as long as to read a page of it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select

from usercore.crypto.ids import as_uuid
from usercore.database import Moment
from usercore.models import LOCKED, Case, Status, User
from usercore.permissions import Permission
from usercore.spelling import masked_email, storable
from usercore.steps import texts
from usercore.work import Work

LARGEST_PAGE = 500
MOST_IDS = 10_000
MOMENTS = ("created_from", "created_before", "signed_in_from", "signed_in_before")
SOMETIME, SOMEONE = datetime(2000, 1, 1, tzinfo=UTC), UUID(int=1)  # for whichever a query names


class UserQuery(BaseModel):
    """Which people, in which order, which page. Filters combine; deleted people are hidden unless asked for.

    `order_by` names a column, with `-` before it for descending; `after` and `before` are the id of the row
    that the page begins behind, or ends before. Moments are aware; ranges include their start, not their end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    roles: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    created_from: AwareDatetime | None = None
    created_before: AwareDatetime | None = None
    signed_in_from: AwareDatetime | None = None
    signed_in_before: AwareDatetime | None = None
    never_signed_in: bool = False
    in_case: bool = False  # with an open case; nobody for those who may not see cases
    ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_IDS)] = ()
    order_by: str = "-created_at"
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 20
    after: str | UUID | None = None
    before: str | UUID | None = None

    @property
    def descending(self) -> bool:
        return self.order_by.startswith("-")

    def without(self, *fields: str) -> "UserQuery":
        """The same query with these filters, and the page, dropped."""
        plain = {name: UserQuery.model_fields[name].default for name in (*fields, "after", "before")}
        return self.model_copy(update=plain)


class Shape(NamedTuple):
    """A query without its values, and what of whoever asks shows in a statement."""

    database: str
    sees_all: bool
    sees_cases: bool
    seldom: bool  # the short words of the text, on PostgreSQL
    query: UserQuery


def shape_of(work: Work, query: UserQuery, *, seldom: bool = False) -> Shape:
    all_seen = sees_all(work)
    any_value: dict[str, Any] = {name: SOMETIME for name in MOMENTS if getattr(query, name)}
    any_value |= {name: SOMEONE for name in ("after", "before") if getattr(query, name) is not None}
    if query.text:
        any_value["text"] = texts.alike(query.text, sees_all=all_seen)
    if any_value or query.limit != 1:
        query = query.model_copy(update={**any_value, "limit": 1})
    sees_cases = query.in_case and work.actor.holds(Permission.WORK_CASES)
    return Shape(work.connection.dialect.name, all_seen, sees_cases, seldom, query)


def values_of(query: UserQuery) -> dict[str, Any]:
    """What the statements of its shape are given, besides `now` and the words of its text."""
    place = query.after if query.before is None else query.before
    return {**{name: getattr(query, name) for name in MOMENTS}, "place": as_uuid(place)}


def moment(name: str) -> Any:
    """A value that is given to the statement."""
    return bindparam(name, type_=Moment)


NOW = moment("now")


def sees_all(work: Work) -> bool:
    """Whether the actor sees personal data unmasked."""
    return work.actor.holds(Permission.REVEAL_USERS)


def shown_emails(work: Work) -> Callable[[str], str]:
    """How the actor sees addresses, whole or masked: asked once for many rows."""
    return str if sees_all(work) else masked_email


def shown_email(work: Work, email: str) -> str:
    """The address as far as the actor may see it."""
    return shown_emails(work)(email)


def conditions(shape: Shape) -> Iterable[ColumnElement[bool]]:
    """The filter, without order and page; to be run with the values of the query."""
    query = shape.query
    if query.ids:
        yield User.id.in_(query.ids)
    elif Status.DELETED not in query.statuses:
        yield User.status != Status.DELETED
    if query.statuses:
        yield or_(*(_in_status(shape, status, alone=len(query.statuses) == 1) for status in query.statuses))
    if query.roles:
        yield _in_roles(shape)
    yield from between(User.created_at, query, "created")
    yield from between(User.last_sign_in_at, query, "signed_in")
    if query.never_signed_in:
        yield User.last_sign_in_at.is_(None)
    if query.in_case:
        yield _in_case(shape)
    yield from texts.searched(query.text, sees_all=shape.sees_all)


def between(column: Any, query: UserQuery, name: str) -> Iterable[ColumnElement[bool]]:
    """That the column lies between the moments of this name, where the query has them."""
    if getattr(query, f"{name}_from"):
        yield column >= moment(f"{name}_from")
    if getattr(query, f"{name}_before"):
        yield column < moment(f"{name}_before")


def _in_roles(shape: Shape) -> ColumnElement[bool]:
    roles = [storable(role) for role in shape.query.roles]
    if len(roles) > 1 and shape.database == "sqlite":
        # Where an order by role is walked, it would look up each of them in that index, and sort what it has found.
        return func.coalesce(User.role, "").in_(roles)
    return User.role.in_(roles) if len(roles) > 1 else User.role == roles[0]


def _in_case(shape: Shape) -> ColumnElement[bool]:
    opened = select(Case.user_id).where(Case.closed_at.is_(None))
    return User.id.in_(opened) if shape.sees_cases else false()


def _in_status(shape: Shape, wanted: str, *, alone: bool) -> ColumnElement[bool]:
    status = _stored_status(shape, wanted, alone=alone)
    over = and_(status == Status.SUSPENDED, User.suspended_until <= NOW)
    if wanted == LOCKED:
        return User.locked_at(NOW)
    if wanted == Status.ACTIVE:
        return and_(or_(status == Status.ACTIVE, over), or_(User.locked_until.is_(None), User.locked_until <= NOW))
    if wanted == Status.SUSPENDED:
        return and_(status == Status.SUSPENDED, or_(User.suspended_until.is_(None), User.suspended_until > NOW))
    return status == storable(wanted)


def _stored_status(shape: Shape, wanted: str, *, alone: bool) -> ColumnElement[str]:
    """SQLite would look up every part of an OR in the index that an order by status is walked along, and sort it."""
    as_it_is: ColumnElement[str] = User.status  # type: ignore[assignment]
    one_value = alone and wanted not in {Status.ACTIVE, Status.SUSPENDED}
    return as_it_is if one_value or shape.database != "sqlite" else func.coalesce(as_it_is, "")
