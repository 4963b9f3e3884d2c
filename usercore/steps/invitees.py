"""Which invitations a query means, as SQL: shared by the list, its count and what is chosen to send again."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, case, literal, not_, or_, select

from usercore.models import Invitation, InvitationState, User
from usercore.spelling import storable
from usercore.steps import finding
from usercore.steps.backing import Inviter, backed
from usercore.work import Work

LARGEST_PAGE = 500
MOST_IDS = 10_000


class InvitationStatus(StrEnum):
    """What became of an invitation, as of now."""

    WAITING = "waiting"
    OPENED = "opened"  # the accept page ran in a browser
    REVIEW = "review"  # its inviter can no longer give what it offers
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    REPLACED = "replaced"


PENDING = (InvitationStatus.WAITING, InvitationStatus.OPENED, InvitationStatus.REVIEW)


class InvitationQuery(BaseModel):
    """Which invitations, the newest first. Filters combine; `text` is a part of the person's name or address.

    `asked_again` asks for those whose reader came too late and asked for another; moments are aware, and ranges
    include their start, not their end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    statuses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    inviter_id: UUID | None = None
    user_id: UUID | None = None
    asked_again: bool = False
    ends_before: AwareDatetime | None = None
    ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_IDS)] = ()
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


def joined(wanted: Any) -> Select[Any]:
    """Invitations with their people and, where that is a person, their inviter."""
    found: Select[Any] = wanted.join(User, User.id == Invitation.user_id)
    return found.outerjoin(Inviter, Inviter.id == Invitation.inviter_id)


def conditions(work: Work, query: InvitationQuery) -> Iterable[ColumnElement[bool]]:
    """The filter, without order and page, on what `joined` joins."""
    if query.ids:
        yield Invitation.id.in_(query.ids)
    if query.user_id:
        yield Invitation.user_id == query.user_id
    if query.inviter_id:
        yield Invitation.inviter_id == query.inviter_id
    if query.statuses:
        stands = backed(work)
        yield or_(*(_in(work, status, stands) for status in query.statuses))
    if query.roles:
        yield User.role.in_([storable(role) for role in query.roles])
    if query.asked_again:
        yield and_(Invitation.state == InvitationState.OPEN, Invitation.asked_again_at <= work.now)
    if query.ends_before:
        yield and_(Invitation.open_at(work.now), Invitation.ends_at < query.ends_before)
    yield from finding.matching(work, query.text)


def _in(work: Work, status: str, stands: ColumnElement[bool]) -> ColumnElement[bool]:
    waits = Invitation.open_at(work.now)
    if status == InvitationStatus.WAITING:
        return and_(waits, Invitation.opened_at.is_(None), stands)
    if status == InvitationStatus.OPENED:
        return and_(waits, Invitation.opened_at.is_not(None), stands)
    if status == InvitationStatus.REVIEW:
        return and_(waits, not_(stands))
    if status == InvitationStatus.EXPIRED:
        return and_(Invitation.state == InvitationState.OPEN, Invitation.ends_at <= work.now)
    return and_(Invitation.state == storable(status), Invitation.state != InvitationState.OPEN)


def status(work: Work) -> ColumnElement[str]:
    """The status that counts, over what `joined` joins."""
    waits = Invitation.open_at(work.now)
    return case(
        (Invitation.state != InvitationState.OPEN, Invitation.state),
        (not_(waits), literal(InvitationStatus.EXPIRED.value)),
        (not_(backed(work)), literal(InvitationStatus.REVIEW.value)),
        (Invitation.opened_at.is_not(None), literal(InvitationStatus.OPENED.value)),
        else_=literal(InvitationStatus.WAITING.value),
    )


def newest_first(wanted: Select[Any], *, backwards: bool = False) -> Select[Any]:
    """Their ids are by time."""
    return wanted.order_by(Invitation.id.asc() if backwards else Invitation.id.desc())


def exists(work: Work, row_id: UUID) -> bool:
    return work.db.scalar(select(literal(1)).where(Invitation.id == row_id)) is not None
