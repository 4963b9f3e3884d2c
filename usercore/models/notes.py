"""Notes that staff write about a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Note(Table):
    """Something worth knowing about a person; one of them may be pinned to the top of their page."""

    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # None: a program
    text: Mapped[str] = mapped_column(Text)
    ticket: Mapped[str] = mapped_column(String(300))  # its address or number elsewhere; empty for none
    pinned: Mapped[bool] = mapped_column(default=False)
    privileged: Mapped[bool] = mapped_column(default=False)  # for few eyes, and not in the person's export
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index(None, "user_id", "created_at", "id"), Index(None, "author_id"))
