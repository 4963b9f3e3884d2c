"""The audit log: chained entries, and beside them the personal values that erasure empties."""

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

    def append(self, entry: "AuditEntry") -> None:
        """Give `entry` its place; a new month begins a new segment, still linked to the one before.

        A segment that was left is never returned to: of two replicas, one's clock may still be in the month before.
        """
        month = max(f"{entry.at:%Y-%m}", self.segment)
        self.segment, self.sequence = month, self.sequence + 1 if self.segment == month else 1
        entry.segment, entry.sequence, entry.previous_hash = self.segment, self.sequence, self.hash
        entry.hash = self.hash = chain.link(entry.previous_hash, entry.chained())


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

    def chained(self) -> dict[str, Any]:
        """The part that the hash covers, as plain JSON: all of it but the hashes."""
        return {
            "id": str(self.id),
            "segment": self.segment,
            "sequence": self.sequence,
            "at": self.at.isoformat(timespec="microseconds"),
            "event": self.event,
            "outcome": self.outcome,
            "actor": [self.actor_kind, str(self.actor_id), self.actor_name],
            "subject": str(self.subject_id),
            "call": str(self.call_id),
            "facts": self.facts,
            "sealed": self.sealed,
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
