"""Legal holds: of whom nothing may go, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class LegalHold(Table):
    """Until it is lifted, nothing about its person is deleted; there may be several at once, each for its own reason."""

    __tablename__ = "legal_holds"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(500))
    ticket: Mapped[str] = mapped_column(String(300))  # its address or number elsewhere; empty for none
    placed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # None: a program
    placed_at: Mapped[datetime] = mapped_column(Moment)
    review_at: Mapped[datetime | None] = mapped_column(Moment)  # by then somebody looks whether it is still needed
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index(None, "user_id", "lifted_at"),
        Index(None, "lifted_at", "placed_at"),
        Index(None, "placed_by"),
        Index(None, "lifted_by"),
    )
