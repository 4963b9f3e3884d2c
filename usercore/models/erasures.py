"""What is left of someone who was deleted for ever: a certificate that names nobody, and a tombstone that knows their
address again without holding it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Erasure(Table):
    """One deletion for ever. Its certificate is `facts`, word for word; `sha256` stands in the audit log too."""

    __tablename__ = "erasures"
    bookkeeping = True  # its hash stands in the audit log; what changes later are two stamps

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid)  # whom the audit log calls "Erased person"; nobody's row any more
    erased_at: Mapped[datetime] = mapped_column(Moment)
    erased_by: Mapped[UUID | None] = mapped_column(Uuid)  # None: a program
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    filed_at: Mapped[datetime | None] = mapped_column(Moment)  # when the file outside the database had its tombstone
    scrubbed_at: Mapped[datetime | None] = mapped_column(Moment)  # since when the database's files hold nothing of them

    __table_args__ = (
        Index(None, "erased_at", "id"),
        Index(None, "person_id"),
        Index(None, "erased_by"),
        Index(None, "scrubbed_at", "id"),
        Index(None, "filed_at", "id"),
    )


class Tombstone(Table):
    """An address that was erased, as a keyed digest (GDPR 4(5)): it cannot be read, only recognised."""

    __tablename__ = "tombstones"
    bookkeeping = True

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    key_name: Mapped[str] = mapped_column(String(16))
    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "erasure_id"), Index(None, "key_name"))
