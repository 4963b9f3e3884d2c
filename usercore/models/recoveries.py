"""Second factors that are said to be lost and wait for a second person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Recovery(Table):
    """Someone asked to take a person's lost factor away; the row goes once somebody else answered, or it ended."""

    __tablename__ = "recoveries"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)  # one at a time
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    proofs: Mapped[list[Any]] = mapped_column(JSON)  # what was seen, by name
    note: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "asked_by"), Index(None, "ends_at"))
