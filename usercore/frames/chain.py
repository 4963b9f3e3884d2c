"""Whether the audit log is whole: every hash worked out again."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import select

from usercore.crypto import chain
from usercore.frames.tables import frame
from usercore.models import AuditChain, AuditEntry, AuditValue
from usercore.permissions import Permission
from usercore.work import Work, needs

BROKEN = ["segment", "sequence", "id", "problem"]
ROWS_AT_ONCE = 2_000
MOST = 100


@needs(Permission.READ_AUDIT_LOG)
def broken(work: Work) -> pd.DataFrame:
    """The places where an entry or a value was altered, added or removed; none if the log is whole. At most 100."""
    found = frame((place for place, _ in zip(_places(work), range(MOST), strict=False)), BROKEN)
    found.attrs["entries"] = work.db.scalar(select(AuditChain.sequence))
    return found


def _places(work: Work) -> Iterator[tuple[object, ...]]:
    end = work.db.get_one(AuditChain, 1)
    previous, segment, sequence = chain.START, "", 0
    entries = select(AuditEntry).order_by(AuditEntry.segment, AuditEntry.sequence)
    for entry in work.db.scalars(entries.execution_options(yield_per=ROWS_AT_ONCE)):
        place = (entry.segment, entry.sequence, entry.id)
        expected = sequence + 1 if entry.segment == segment else 1
        if entry.sequence != expected or entry.previous_hash != previous:
            yield (*place, "an entry before this one is missing or was added")
        if chain.link(entry.previous_hash, entry.chained()) != entry.hash:
            yield (*place, "this entry was altered")
        previous, segment, sequence = entry.hash, entry.segment, entry.sequence
    if previous != end.hash:
        yield (end.segment, end.sequence, None, "the newest entries were removed")
    yield from _values(work)


def _values(work: Work) -> Iterator[tuple[object, ...]]:
    """Values that are not what the chain vouches for; missing ones were erased, which is no damage."""
    both = select(AuditEntry.segment, AuditEntry.sequence, AuditEntry.id, AuditEntry.sealed, AuditValue).join(
        AuditValue, AuditValue.entry_id == AuditEntry.id
    )
    for segment, sequence, entry_id, sealed, value in work.db.execute(both.execution_options(yield_per=ROWS_AT_ONCE)):
        if sealed.get(value.name) != chain.sealed_value(value.value, value.salt):
            yield (segment, sequence, entry_id, f"the value “{value.name}” was altered")
