"""Whether the audit log is whole: every hash worked out again."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from usercore.crypto import chain
from usercore.events import Event, Outcome
from usercore.frames.tables import frame
from usercore.models import AuditChain, AuditEntry, AuditValue
from usercore.permissions import Permission
from usercore.work import Work, needs

BROKEN = ["segment", "sequence", "id", "at", "kind", "problem"]
ALTERED, REMOVED, REORDERED, ADDED = "altered", "removed", "re-ordered", "added"
ROWS_AT_ONCE = 2_000
MOST = 100
AROUND = 1_000  # how far from its place a moved entry is looked for


def _found(places: pd.DataFrame) -> dict[str, Any]:
    """What the log keeps of having been verified."""
    whole = places.empty
    facts = {"why": "whole" if whole else "not-whole", "entries": int(places.attrs["entries"]), "broken": len(places)}
    return {"outcome": Outcome.DONE if whole else Outcome.FAILED, **facts}


@needs(Permission.READ_AUDIT_LOG, recorded=Event.AUDIT_VERIFIED, found=_found)
def broken(work: Work) -> pd.DataFrame:
    """The places where an entry or a value was altered, removed, re-ordered or added; none if the log is whole.

    At most 100, the first one first; `kind` says which, `problem` says it in words. `.attrs` has the number of
    `entries`, and `hash`, `segment` and `sequence` of the newest: kept elsewhere, they show whether the end was cut.
    That it was verified, and what was found, is then an entry of its own.
    """
    found = frame((place for place, _ in zip(_places(work), range(MOST), strict=False)), BROKEN)
    end = work.db.get_one(AuditChain, 1)
    found.attrs["entries"] = work.db.scalar(select(func.count()).select_from(AuditEntry))
    found.attrs |= {"hash": end.hash.hex(), "segment": end.segment, "sequence": end.sequence}
    return found


def _places(work: Work) -> Iterator[tuple[object, ...]]:
    end = work.db.get_one(AuditChain, 1)
    previous, segment, sequence = chain.START, "", 0
    entries = select(AuditEntry).order_by(AuditEntry.segment, AuditEntry.sequence)
    for entry in work.db.scalars(entries.execution_options(yield_per=ROWS_AT_ONCE)):
        expected = sequence + 1 if entry.segment == segment else 1
        follows = entry.sequence == expected and entry.previous_hash == previous
        for kind, problem in _wrong_with(entry, expected, follows=follows):
            yield (entry.segment, entry.sequence, entry.id, entry.at, kind, problem)
        previous, segment, sequence = entry.hash, entry.segment, entry.sequence
    if previous != end.hash:
        yield (end.segment, end.sequence, None, None, REMOVED, "the newest entries were removed")
    yield from _values(work)


def _wrong_with(entry: AuditEntry, expected: int, *, follows: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry; `follows` unless the one before it is not the one that it was written after."""
    row = entry.chained()
    as_written = chain.link(entry.previous_hash, row) == entry.hash
    if not as_written and (number := _written_as(entry, row)):
        yield REORDERED, f"this entry stood at another place: it was written as no. {number}"
        return
    if not follows and entry.sequence != expected:
        yield REMOVED, "an entry before this one is missing"
    elif not follows:
        yield ADDED, "the entry before this one is not the one it was written after: it was altered, exchanged or added"
    if not as_written:
        yield ALTERED, "this entry was altered"


def _written_as(entry: AuditEntry, row: dict[str, Any]) -> int | None:
    """The number under which the entry has its hash: whoever moves an entry changes nothing else of it."""
    for number in range(max(1, entry.sequence - AROUND), entry.sequence + AROUND):
        if chain.link(entry.previous_hash, row | {"sequence": number}) == entry.hash:
            return number
    return None


def _values(work: Work) -> Iterator[tuple[object, ...]]:
    """Values that are not what the chain vouches for; missing ones were erased, which is no damage."""
    place = (AuditEntry.segment, AuditEntry.sequence, AuditEntry.id, AuditEntry.at)
    both = select(*place, AuditEntry.sealed, AuditValue).join(AuditValue, AuditValue.entry_id == AuditEntry.id)
    for *where, sealed, value in work.db.execute(both.execution_options(yield_per=ROWS_AT_ONCE)):
        if sealed.get(value.name) != chain.sealed_value(value.value, value.salt):
            yield (*where, ALTERED, f"the value “{value.name}” was altered")
