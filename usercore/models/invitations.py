"""Invitations: who was asked in, by whom, into which role, and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Uuid, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class InvitationState(StrEnum):
    """What somebody did about it. That its time has come is told by `ends_at`, whether or not a job was here."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    REPLACED = "replaced"  # by a newer one, or by a password that staff set


class Invitation(Table):
    """One invitation to one person; sending it again keeps the row and makes a new link."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)  # by time: sorting by it sorts by when it was first sent
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(64))  # as the inviter chose it; it is judged again at acceptance
    inviter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    program: Mapped[str | None] = mapped_column(String(60))  # the inviter's name, where that was a program
    message: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime] = mapped_column(Moment)  # the last time
    times_sent: Mapped[int] = mapped_column(default=1)
    letter_id: Mapped[UUID | None] = mapped_column(Uuid)  # of the last letter; it may be gone from the outbox
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)  # the mail server took a letter
    opened_at: Mapped[datetime | None] = mapped_column(Moment)  # the accept page ran in a browser
    asked_again_at: Mapped[datetime | None] = mapped_column(Moment)  # through a dead link
    ends_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)  # accepted, revoked or replaced
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        Index(None, "created_at"),
        Index(None, "state", "id"),
        Index(None, "state", "ends_at"),
        Index(None, "user_id", "id"),
        Index(None, "inviter_id", "id"),
        Index(None, "letter_id"),
        Index(None, "closed_by"),
        # Of the few that were asked for again: all others would lie in it for nothing.
        Index(
            "ix_invitations_state_asked_again_at",
            "state",
            "asked_again_at",
            sqlite_where=text("asked_again_at IS NOT NULL"),
            postgresql_where=text("asked_again_at IS NOT NULL"),
        ),
    )

    @classmethod
    def open_at(cls, now: datetime) -> ColumnElement[bool]:
        """Whether it waits for an answer."""
        return and_(cls.state == InvitationState.OPEN, cls.ends_at > now)
