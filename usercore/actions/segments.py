"""Old months of the audit log go, each as a whole, and leave a signed anchor, so that the chain still holds (AU8)."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
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

SHORTEST, A_YEAR = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Removed:
    """A month that is gone, such as “2026-01”, and how many entries it had."""

    segment: str
    entries: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A month that is as it was written, up to the hash of its last entry."""

    segment: str
    hash: bytes


def prepare_removal(opened: Callable[[], AbstractContextManager[Work]], *, keep: timedelta = A_YEAR) -> Verified | None:
    """Read it before anything is locked: a month may be long, and everyone writes into the log."""
    if keep < SHORTEST:
        raise BadRule(why=f"the audit log is kept for {SHORTEST.days} days at least")
    with opened() as work:
        segment = _old_enough(work, keep)
        if segment is None:
            return None
        before = anchors.newest(work)
        with closing(verifying.segment_places(work, segment, before.hash if before else chain.START)) as found:
            place = next(found, None)
        if place:
            raise LogBroken(place=f"{place.segment} no. {place.sequence}", problem=place.problem)
        return Verified(segment, anchors.last_hash(work, segment) or b"")


@needs(Permission.RUN_HOUSE, prepare=prepare_removal)
def remove_oldest(work: Work, *, keep: timedelta = A_YEAR, prepared: Verified | None) -> Removed | None:
    """Remove the oldest month of the log if all of it is older than `keep`, at least 90 days; None if there is none.
    Call it until then. What was erased, and who erased it, goes with the rest; that the month went stays.

    Raises `BadRule`, and `LogBroken` if that month is not as it was written: then somebody has to look first.
    """
    if prepared is None:
        return None
    anchor = anchors.put(work, prepared.segment, prepared.hash)
    if anchor is None:
        return None  # somebody else removed it meanwhile
    work.record(Event.AUDIT_REMOVED, month=anchor.segment, entries=anchor.entries, hash=anchor.hash.hex())
    return Removed(anchor.segment, anchor.entries)


def _old_enough(work: Work, keep: timedelta) -> str | None:
    """The oldest month, unless entries are still added to it, or some of them are younger."""
    oldest = select(AuditEntry.segment).order_by(AuditEntry.segment, AuditEntry.sequence).limit(1)
    segment = work.db.scalar(oldest)
    if segment is None or segment == work.db.get_one(AuditChain, 1).segment:
        return None
    last = work.db.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.segment == segment))
    return segment if last is not None and last <= work.now - keep else None
