"""Which month of the audit log may go: the oldest, once all of it is old enough, verified, and nobody in it is held."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from usercore.crypto import chain
from usercore.errors import BadRule, LogBroken, MonthHeld
from usercore.events import Event
from usercore.models import AuditAnchor, AuditChain, AuditEntry
from usercore.steps import anchors, verifying
from usercore.steps.holds import held_people
from usercore.work import Work

SHORTEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Verified:
    """A month that is as it was written, up to the hash of its last entry."""

    segment: str
    hash: bytes


def verified(
    opened: Callable[[], AbstractContextManager[Work]], keep: timedelta, at: datetime | None = None
) -> Verified | None:
    """The next month that may go, now or as of then, read before anything is locked: it may be long, and everyone writes
    into the log. None if there is none. Raises `BadRule`, `LogBroken`, `MonthHeld`.
    """
    if keep < SHORTEST:
        raise BadRule(why=f"the audit log is kept for {SHORTEST.days} days at least")
    with opened() as work:
        segment = _old_enough(work, (at or work.now) - keep)
        if segment is None:
            return None
        _nobody_held(work, segment)
        before = anchors.newest(work)
        with closing(verifying.segment_places(work, segment, before.hash if before else chain.START)) as found:
            place = next(found, None)
        if place:
            raise LogBroken(place=f"{place.segment} no. {place.sequence}", problem=place.problem)
        return Verified(segment, anchors.last_hash(work, segment) or b"")


def remove(work: Work, month: Verified) -> AuditAnchor | None:
    """Take it out of the log, on record; None if somebody else did meanwhile. Raises `MonthHeld`."""
    _nobody_held(work, month.segment)
    anchor = anchors.put(work, month.segment, month.hash)
    if anchor:
        work.record(Event.AUDIT_REMOVED, month=anchor.segment, entries=anchor.entries, hash=anchor.hash.hex())
    return anchor


def first_that_stays(work: Work, cut: datetime) -> str:
    """Every month before this one is older than `cut` as a whole, is not written to any more, and nobody held is in it
    or before it.
    """
    ends = [f"{cut:%Y-%m}", work.db.get_one(AuditChain, 1).segment]
    for column in (AuditEntry.subject_id, AuditEntry.actor_id):
        first = select(AuditEntry.segment).where(column.in_(held_people())).order_by(AuditEntry.segment).limit(1)
        ends += work.db.scalars(first)
    return min(ends)


def _old_enough(work: Work, cut: datetime) -> str | None:
    """The oldest month, unless entries are still added to it, or it had not ended then: what is in a month was written
    before its end.
    """
    oldest = select(AuditEntry.segment).order_by(AuditEntry.segment, AuditEntry.sequence).limit(1)
    segment = work.db.scalar(oldest)
    if segment is None or segment == work.db.get_one(AuditChain, 1).segment:
        return None
    return segment if segment < f"{cut:%Y-%m}" else None


def _nobody_held(work: Work, segment: str) -> None:
    about = or_(AuditEntry.subject_id.in_(held_people()), AuditEntry.actor_id.in_(held_people()))
    if work.db.scalar(select(AuditEntry.id).where(AuditEntry.segment == segment, about).limit(1)):
        raise MonthHeld(month=segment)
