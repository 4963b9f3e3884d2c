"""Personal data of one person, shown whole for a while to someone whose role sees it masked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Reveal(Table):
    """Who looks at whom, why, in which session and until when; that it was stays in the audit log, the row goes."""

    __tablename__ = "reveals"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index(None, "session_id", "user_id", "ends_at"),
        Index(None, "user_id"),
        Index(None, "asked_by"),
        Index(None, "ends_at"),
    )
