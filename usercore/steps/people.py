"""Which people a query means, as SQL: shared by the list, its count and its export."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from usercore import search_index
from usercore.models import LOCKED, Case, Status, User
from usercore.permissions import Permission
from usercore.spelling import folded, storable, whole_email
from usercore.work import Work

LONGEST_TEXT = 200
LARGEST_PAGE = 500
MOST_IDS = 10_000


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


def sees_all(work: Work) -> bool:
    """Whether the actor sees personal data unmasked."""
    return work.actor.holds(Permission.REVEAL_USERS)


def conditions(work: Work, query: UserQuery) -> Iterable[ColumnElement[bool]]:
    """The filter, without order and page."""
    if query.ids:
        yield User.id.in_(query.ids)
    elif Status.DELETED not in query.statuses:
        yield User.status != Status.DELETED
    if query.statuses:
        yield or_(*(_in_status(work, status, alone=len(query.statuses) == 1) for status in query.statuses))
    if query.roles:
        yield _in_roles(work, query)
    for column, start, end in (
        (User.created_at, query.created_from, query.created_before),
        (User.last_sign_in_at, query.signed_in_from, query.signed_in_before),
    ):
        if start:
            yield column >= start
        if end:
            yield column < end
    if query.never_signed_in:
        yield User.last_sign_in_at.is_(None)
    if query.in_case:
        yield _in_case(work)
    yield from searched(work, query.text)


def _in_roles(work: Work, query: UserQuery) -> ColumnElement[bool]:
    roles = [storable(role) for role in query.roles]
    if len(roles) > 1 and work.db.get_bind().dialect.name == "sqlite":
        # Where an order by role is walked, it would look up each of them in that index, and sort what it has found.
        return func.coalesce(User.role, "").in_(roles)
    return User.role.in_(roles) if len(roles) > 1 else User.role == roles[0]


def words(text: str) -> list[str]:
    """What a search looks for: its words, folded as names and addresses are."""
    return folded(text[:LONGEST_TEXT]).split()


def searched(work: Work, text: str) -> Iterable[ColumnElement[bool]]:
    """Whose name or address holds every word of the text. Whoever may not see addresses may not find out about them by
    searching either, letter by letter: they find by parts of names, or by a whole address, typed in any spelling.
    """
    if not sees_all(work) and (key := whole_email(text)):
        yield User.email_key == key
        return
    searched = User.searched if sees_all(work) else User.name_key
    for word in words(text):
        # Fewer letters have no trigram: for them PostgreSQL would read all of that index. Of an address it would read
        # who else is at that domain: what stands before the sign finds sooner.
        before = word[: word.find("@") + 1]
        sooner = len(before) >= search_index.SHORT
        if sooner:
            yield searched.contains(before, autoescape=True)
        indexed = not sooner and len(word) >= search_index.SHORT
        yield (searched if indexed else searched.concat("")).contains(word, autoescape=True)


def _in_case(work: Work) -> ColumnElement[bool]:
    opened = select(Case.user_id).where(Case.closed_at.is_(None))
    return User.id.in_(opened) if work.actor.holds(Permission.WORK_CASES) else false()


def _in_status(work: Work, wanted: str, *, alone: bool) -> ColumnElement[bool]:
    now, status = work.now, _stored_status(work, wanted, alone=alone)
    over = and_(status == Status.SUSPENDED, User.suspended_until <= now)
    if wanted == LOCKED:
        return User.locked_at(now)
    if wanted == Status.ACTIVE:
        return and_(or_(status == Status.ACTIVE, over), or_(User.locked_until.is_(None), User.locked_until <= now))
    if wanted == Status.SUSPENDED:
        return and_(status == Status.SUSPENDED, or_(User.suspended_until.is_(None), User.suspended_until > now))
    return status == storable(wanted)


def _stored_status(work: Work, wanted: str, *, alone: bool) -> ColumnElement[str]:
    """SQLite would look up every part of an OR in the index that an order by status is walked along, and sort it."""
    as_it_is: ColumnElement[str] = User.status  # type: ignore[assignment]
    one_value = alone and wanted not in {Status.ACTIVE, Status.SUSPENDED}
    return as_it_is if one_value or work.db.get_bind().dialect.name != "sqlite" else func.coalesce(as_it_is, "")
