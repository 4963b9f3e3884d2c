"""Every hash of the audit log worked out again: which entries are not as they were written."""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from usercore.crypto import chain
from usercore.models import AuditAnchor, AuditChain, AuditEntry, AuditValue, covered
from usercore.steps import anchors
from usercore.work import Work

ALTERED, REMOVED, REORDERED, ADDED = "altered", "removed", "re-ordered", "added"
ROWS_AT_ONCE = 2_000
AROUND = 1_000  # how far from its place a moved entry is looked for
Progress = Callable[[int, int], None]


class Place(NamedTuple):
    """Where something is wrong, what (one of the four) and in words."""

    segment: str
    sequence: int
    id: UUID | None
    at: datetime | None
    kind: str
    problem: str


class End(NamedTuple):
    """Where the chain has come to: a hash, and the number of the entry that has it."""

    hash: bytes
    segment: str = ""
    sequence: int = 0


def places(work: Work, progress: Progress | None = None) -> Generator[Place]:
    """All that is wrong, in the order of the log. `progress` is told (done, of how many) now and then."""
    told = _Told(work, progress)
    end = work.db.get_one(AuditChain, 1)
    reached = End(chain.START)
    for anchor in work.db.scalars(select(AuditAnchor).order_by(AuditAnchor.segment)):
        yield from _of_anchor(work, anchor, reached)
        reached = End(anchor.hash)
    entries = _Entries(work, reached, told)
    yield from entries.places()
    if entries.reached.hash != end.hash:
        yield Place(end.segment, end.sequence, None, None, REMOVED, "the newest entries were removed")
    yield from _values(work, told)


def segment_places(work: Work, segment: str, after: bytes) -> Generator[Place]:
    """The same of one month alone, which follows the hash `after`."""
    told, here = _Told(work, None), AuditEntry.segment == segment
    yield from _Entries(work, End(after), told, here).places()
    yield from _values(work, told, here)


class _Told:
    """How far it is, for whoever waits."""

    def __init__(self, work: Work, progress: Progress | None) -> None:
        self.progress, self.done, self.all = progress, 0, 0
        if progress:
            for table in (AuditEntry, AuditValue):
                self.all += work.db.scalar(select(func.count()).select_from(table)) or 0

    def another(self) -> None:
        self.done += 1
        if self.progress and self.done % ROWS_AT_ONCE == 0:
            self.progress(min(self.done, self.all), self.all)


class _Entries:
    """Entry after entry, each against the one before it."""

    def __init__(self, work: Work, reached: End, told: _Told, *here: ColumnElement[bool]) -> None:
        self.work, self.reached, self.told, self.here = work, reached, told, here

    def places(self) -> Generator[Place]:
        entries = select(AuditEntry).where(*self.here).order_by(AuditEntry.segment, AuditEntry.sequence)
        with self.work.db.scalars(entries.execution_options(yield_per=ROWS_AT_ONCE)) as found:
            for entry in found:
                yield from self._look_at(entry)
                self.told.another()

    def _look_at(self, entry: AuditEntry) -> Generator[Place]:
        previous, segment, sequence = self.reached
        expected = sequence + 1 if entry.segment == segment else 1
        follows = entry.sequence == expected and entry.previous_hash == previous
        for kind, problem in _wrong_with(entry, expected, follows=follows):
            yield Place(entry.segment, entry.sequence, entry.id, entry.at, kind, problem)
        self.reached = End(entry.hash, entry.segment, entry.sequence)


def _of_anchor(work: Work, anchor: AuditAnchor, reached: End) -> Generator[Place]:
    where = (anchor.segment, anchor.entries, None, anchor.last_at)
    if not anchors.is_ours(work, anchor):
        yield Place(*where, ALTERED, "what stands for this month, which retention removed, is not signed by us")
    if anchor.previous_hash != reached.hash:
        yield Place(*where, REMOVED, "the month before the one that retention removed is missing")


def _wrong_with(entry: AuditEntry, expected: int, *, follows: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with an entry; `follows` unless the one before it is not the one that it was written after."""
    row = covered(entry)
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


def _values(work: Work, told: _Told, *here: ColumnElement[bool]) -> Generator[Place]:
    """Values that are not what the chain vouches for; missing ones were erased, which is no damage."""
    place = (AuditEntry.segment, AuditEntry.sequence, AuditEntry.id, AuditEntry.at)
    both = select(*place, AuditEntry.sealed, AuditValue).join(AuditValue, AuditValue.entry_id == AuditEntry.id)
    with work.db.execute(both.where(*here).execution_options(yield_per=ROWS_AT_ONCE)) as found:
        for segment, sequence, entry_id, at, sealed, value in found:
            if sealed.get(value.name) != chain.sealed_value(value.value, value.salt):
                yield Place(segment, sequence, entry_id, at, ALTERED, f"the value “{value.name}” was altered")
            told.another()
