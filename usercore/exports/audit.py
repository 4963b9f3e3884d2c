"""The audit log as CSV."""

import json
from collections.abc import Generator, Iterable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import literal, select, tuple_

from usercore.exports.csv import lines
from usercore.models import AuditEntry, covered
from usercore.permissions import Permission
from usercore.steps import log
from usercore.steps.exporting import AUDIT_COLUMNS, AuditExport
from usercore.steps.log import AuditQuery
from usercore.steps.telling import values_of, who, whom, with_people
from usercore.work import Block, Work, needs

ROWS_AT_ONCE = 2_000

__all__ = ["AUDIT_COLUMNS", "audit"]


@needs(Permission.EXPORT_AUDIT_LOG, prepare=AuditExport.checked)
def audit(
    work: Work,
    *,
    query: AuditQuery | None = None,
    columns: Sequence[str] = AUDIT_COLUMNS,
    delimiter: str = ",",
    bom: bool = False,
    raw: bool = False,
    prepared: AuditExport,
) -> Generator[Block]:
    """Every entry the query means, newest first, all pages of it, each with its own hash. Moments are ISO 8601 in UTC.

    Raises `BadQuery` for columns or delimiters that are not offered.
    """
    wish = prepared
    yield from lines(list(wish.columns), _rows(work, wish), delimiter=wish.delimiter, bom=wish.bom, raw=wish.raw)


@needs(Permission.EXPORT_AUDIT_LOG)
def chained(work: Work, *, after: tuple[str, int] | None = None) -> Generator[Block]:
    """The chain itself as JSON lines, the oldest first, without personal values: to forward, or to keep elsewhere.

    `after` is the segment and number of an entry, such as `("2026-11", 345)`.
    """
    place = (AuditEntry.segment, AuditEntry.sequence)
    wanted = select(AuditEntry).order_by(*place)
    if after:
        wanted = wanted.where(tuple_(*place) > tuple_(*map(literal, after)))
    with work.db.scalars(wanted.execution_options(yield_per=ROWS_AT_ONCE, stream_results=True)) as found:
        for entry in found:
            row = covered(entry) | {"hash": entry.hash.hex(), "previous_hash": entry.previous_hash.hex()}
            work.db.expunge(entry)
            yield Block(f"{json.dumps(row, sort_keys=True)}\n".encode(), 1)


def _rows(work: Work, wish: AuditExport) -> Iterable[list[Any]]:
    wanted = log.listed(with_people().where(*log.conditions(work, wish.query)))
    with work.db.execute(wanted.execution_options(yield_per=ROWS_AT_ONCE, stream_results=True)) as found:
        for part in found.partitions():
            values = values_of(work, [entry.id for entry, *_ in part])
            for entry, *people in part:
                cells = _cells(work, entry, people, values.get(entry.id, {}))
                yield [cells[name] for name in wish.columns]
                work.db.expunge(entry)  # in constant memory


def _cells(work: Work, entry: AuditEntry, people: Sequence[Any], values: dict[str, str]) -> dict[str, Any]:
    return {
        "at": entry.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "segment": entry.segment,
        "sequence": entry.sequence,
        "event": entry.event,
        "outcome": entry.outcome,
        "actor": who(work, entry, *people[:2]),
        "actor_id": entry.actor_id,
        "subject": whom(work, entry, *people[2:]),
        "subject_id": entry.subject_id,
        "address": values.get("address", ""),
        "facts": json.dumps(entry.facts, ensure_ascii=False, sort_keys=True),
        "values": json.dumps(values, ensure_ascii=False, sort_keys=True),
        "call_id": entry.call_id,
        "hash": entry.hash.hex(),
    }
