"""Legal holds win: whoever is under one, nothing of theirs is deleted, whatever a rule or a person wants."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, not_, select

from usercore.errors import OnHold
from usercore.language import say
from usercore.models import LegalHold, User
from usercore.permissions import Permission
from usercore.work import Work


def not_held(person: Any) -> ColumnElement[bool]:
    """Whether nobody's hold stands on the person whose id is in this column; True for no person."""
    return not_(exists().where(LegalHold.user_id == person, LegalHold.lifted_at.is_(None)))


def held_people() -> Select[Any]:
    """The ids of everyone under a hold."""
    return select(LegalHold.user_id).where(LegalHold.lifted_at.is_(None))


def in_force(work: Work, user_id: UUID) -> list[LegalHold]:
    """The holds on a person, the oldest first."""
    wanted = select(LegalHold).where(LegalHold.user_id == user_id, LegalHold.lifted_at.is_(None))
    return list(work.db.scalars(wanted.order_by(LegalHold.placed_at, LegalHold.id)))


def refuse_if_held(work: Work, user: User) -> None:
    """Raise `OnHold`; why and since when is told to those who may see it."""
    if found := in_force(work, user.id):
        raise OnHold(told=_told(found[0]) if work.actor.holds(Permission.READ_RETENTION) else "")


def none_held(*people: Any) -> ColumnElement[bool]:
    """`not_held` of several columns at once."""
    return and_(*(not_held(person) for person in people))


def _told(hold: LegalHold) -> str:
    day, review = f"{hold.placed_at:%-d %b %Y}", f"{hold.review_at:%-d %b %Y}" if hold.review_at else ""
    told = say(" In place since {day}: “{reason}”.", day=day, reason=hold.reason)
    return told + (say(" To be looked at again on {day}.", day=review) if review else "")
