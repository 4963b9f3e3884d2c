"""One-time tokens: one table for all, with a purpose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class OneTimeToken(Table):
    """Something good once: a ticket, a link, a download."""

    __tablename__ = "one_time_tokens"
    bookkeeping = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    browser_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    address_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of the address it was sent to
    generation: Mapped[datetime | None] = mapped_column(Moment)  # the password it was minted under
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    spent_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "purpose", "expires_at"),)
