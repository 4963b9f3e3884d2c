"""Legal holds: placed on a person, looked at again, lifted. Meanwhile nothing about them is deleted.

Why does not stand in the audit log, which more people read than may know.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import HoldLifted, InvalidMoment, NotFound
from usercore.events import Event
from usercore.models import LegalHold, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason, clean_ticket
from usercore.steps import standing
from usercore.work import Work, needs


@needs(Permission.PLACE_HOLDS)
def place(work: Work, *, user_id: UUID, reason: str, ticket: str = "", review_at: datetime | None = None) -> UUID:
    """Keep everything about a person until this is lifted. `review_at` (aware): by then somebody looks whether it is
    still needed; it does not end by itself. Returns its id.

    Raises `NotFound`, `NotYourself`, `AboveYou`, `InvalidReason`, `InvalidTicket`, `InvalidMoment`.
    """
    user = standing.locked(work, user_id)
    standing.not_yourself(work, user)
    hold = LegalHold(
        id=work.new_id(),
        user_id=user.id,
        reason=clean_reason(reason),
        ticket=clean_ticket(ticket),
        placed_by=work.actor.user_id,
        placed_at=work.now,
        review_at=_ahead(work, review_at),
    )
    work.add(hold)
    work.record(Event.HOLD_PLACED, about=user, hold=str(hold.id))
    return hold.id


@needs(Permission.PLACE_HOLDS)
def review(work: Work, *, hold_id: UUID, review_at: datetime | None = None) -> None:
    """It is still needed; somebody looks again by then. Raises `NotFound`, `HoldLifted`, `InvalidMoment`, `AboveYou`,
    `NotYourself`.
    """
    user, hold = _standing(work, hold_id)
    hold.review_at = _ahead(work, review_at)
    until = hold.review_at.isoformat() if hold.review_at else None
    work.record(Event.HOLD_REVIEWED, about=user, hold=str(hold.id), until=until)


@needs(Permission.PLACE_HOLDS)
def lift(work: Work, *, hold_id: UUID) -> None:
    """It is needed no more: rules and deletion count again, unless another hold stands. Raises `NotFound`, `HoldLifted`,
    `NotYourself`, `AboveYou`, `NotFresh`.
    """
    user, hold = _standing(work, hold_id)
    work.must_be_fresh()
    hold.lifted_at, hold.lifted_by = work.now, work.actor.user_id
    work.record(Event.HOLD_LIFTED, about=user, hold=str(hold.id))


def _standing(work: Work, hold_id: object) -> tuple[User, LegalHold]:
    """The hold and its person, the person locked first, as whoever deletes them does."""
    whose = work.db.scalar(select(LegalHold.user_id).where(LegalHold.id == as_uuid(hold_id)))
    if whose is None:
        raise NotFound(thing="hold")
    user = standing.locked(work, whose)
    standing.not_yourself(work, user)
    hold = work.get(LegalHold, hold_id, "hold")
    if hold.lifted_at:
        raise HoldLifted
    return user, hold


def _ahead(work: Work, review_at: datetime | None) -> datetime | None:
    if review_at is not None and (review_at.tzinfo is None or review_at <= work.now):
        raise InvalidMoment
    return review_at
