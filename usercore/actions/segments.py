"""Old months of the audit log go, each as a whole, and leave a signed anchor, so that the chain still holds (AU8)."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from usercore.crypto import chain
from usercore.errors import BadRule, LogBroken
from usercore.events import Event
from usercore.models import AuditChain, AuditEntry
from usercore.permissions import Permission
from usercore.steps import anchors, verifying
from usercore.work import Work, needs

SHORTEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Removed:
    """A month that is gone, such as “2026-01”, and how many entries it had."""

    segment: str
    entries: int


@needs(Permission.RUN_HOUSE)
def remove_oldest(work: Work, *, keep: timedelta = timedelta(days=365)) -> Removed | None:
    """Remove the oldest month of the log if all of it is older than `keep`, at least 90 days; None if there is none.
    Call it until then. What was erased, and who erased it, goes with the rest; that the month went stays.

    Raises `BadRule`, and `LogBroken` if that month is not as it was written: then somebody has to look first.
    """
    if keep < SHORTEST:
        raise BadRule(why=f"the audit log is kept for {SHORTEST.days} days at least")
    current = work.db.scalars(select(AuditChain).where(AuditChain.id == 1).with_for_update()).one().segment
    oldest = select(AuditEntry.segment).order_by(AuditEntry.segment, AuditEntry.sequence).limit(1)
    segment = work.db.scalar(oldest)
    if segment is None or segment == current:
        return None
    last = work.db.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.segment == segment))
    if last is None or last > work.now - keep:
        return None
    before = anchors.newest(work)
    with closing(verifying.segment_places(work, segment, before.hash if before else chain.START)) as found:
        place = next(found, None)
    if place:
        raise LogBroken(place=f"{place.segment} no. {place.sequence}", problem=place.problem)
    anchor = anchors.put(work, segment)
    work.record(Event.AUDIT_REMOVED, month=segment, entries=anchor.entries, hash=anchor.hash.hex())
    return Removed(segment, anchor.entries)
