"""The audit log: chained entries, and beside them the personal values that erasure empties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from usercore.crypto import chain
from usercore.database import Moment, Table


class AuditChain(Table):
    """The one row that says where the chain ends; whoever appends holds it until their commit."""

    __tablename__ = "audit_chains"
    bookkeeping = True

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment: Mapped[str] = mapped_column(String(7))
    sequence: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditEntry(Table):
    """What was done: ids and salted digests only. No foreign keys, on purpose: it outlives whom it speaks of."""

    __tablename__ = "audit_entries"
    bookkeeping = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    segment: Mapped[str] = mapped_column(String(7))
    sequence: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(Moment)
    event: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor_name: Mapped[str | None] = mapped_column(String(60))  # of the system's jobs only
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    call_id: Mapped[UUID] = mapped_column(Uuid)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[dict[str, str]] = mapped_column(JSON)

    __table_args__ = (
        Index("uq_audit_entries_segment_sequence", "segment", "sequence", unique=True),
        Index(None, "subject_id", "at", "id"),
        Index(None, "actor_id", "at", "id"),
        Index(None, "actor_name", "at", "id"),
        Index(None, "at", "id"),
        Index(None, "event", "at", "id"),
        Index(None, "outcome", "at", "id"),
        Index(None, "call_id"),
    )


@dataclass(kw_only=True)
class NewEntry:
    """An entry that is to be written: its columns, and no row that a session watches, which takes ten times as long."""

    id: UUID
    at: datetime
    event: str
    outcome: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    subject_id: UUID | None
    call_id: UUID
    facts: dict[str, Any]
    sealed: dict[str, str]
    segment: str = ""
    sequence: int = 0
    previous_hash: bytes = b""
    hash: bytes = b""

    def follow(self, last: Any) -> None:
        """Take the place behind `last`, an entry or the chain's end; a new month begins a new segment, still linked to
        the one before.

        A segment that was left is never returned to: of two replicas, one's clock may still be in the month before.
        """
        self.segment = max(f"{self.at:%Y-%m}", last.segment)
        self.sequence = last.sequence + 1 if last.segment == self.segment else 1
        self.previous_hash = last.hash
        self.hash = chain.link(last.hash, covered(self))


def covered(entry: AuditEntry | NewEntry) -> dict[str, Any]:
    """The part that the hash covers, as plain JSON: all of it but the hashes."""
    return {
        "id": str(entry.id),
        "segment": entry.segment,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(timespec="microseconds"),
        "event": entry.event,
        "outcome": entry.outcome,
        "actor": [entry.actor_kind, str(entry.actor_id), entry.actor_name],
        "subject": str(entry.subject_id),
        "call": str(entry.call_id),
        "facts": entry.facts,
        "sealed": entry.sealed,
    }


class AuditValue(Table):
    """A personal value an entry speaks of, with the salt of its digest."""

    __tablename__ = "audit_values"
    bookkeeping = True

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(Uuid)  # whose value it is: erasure finds it by this
    value: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))

    # Of these alone: other values may be longer than an index takes.
    __table_args__ = (
        Index(None, "person_id", "entry_id", "name"),
        Index(
            "ix_audit_values_address",
            "value",
            sqlite_where=text("name = 'address'"),
            postgresql_where=text("name = 'address'"),
        ),
        Index(
            "ix_audit_values_older_email",
            text("lower(value)"),
            sqlite_where=text("name = 'email.before'"),
            postgresql_where=text("name = 'email.before'"),
        ),
        Index(
            "ix_audit_values_wanted",
            "entry_id",
            sqlite_where=text("name = 'wanted'"),
            postgresql_where=text("name = 'wanted'"),
        ),
    )
