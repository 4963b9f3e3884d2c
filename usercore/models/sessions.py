"""Signed-in sessions, kept as history after they end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, Uuid, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class UserSession(Table):
    """A session: the browser holds the token, the table its digest."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    method: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64), default="")  # the address, or the /64 around it
    agent: Mapped[str] = mapped_column(String(400))
    browser: Mapped[str] = mapped_column(String(40), default="")  # families, as `devices` reads them from the agent
    system: Mapped[str] = mapped_column(String(40), default="")
    browser_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of the cookie that knows it again
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    fresh_from: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    asks_consent: Mapped[bool] = mapped_column(default=False)  # found at its start, until answered or put off
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[UUID | None] = mapped_column(Uuid)
    ended_why: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index(None, "user_id", "ended_at", "last_seen_at"),
        Index(None, "ended_at", "last_seen_at", "id"),
        Index(None, "network", "last_seen_at", "id"),
        Index(None, "last_seen_at", "id"),
        # Of the few that somebody else ended.
        Index(
            "ix_sessions_ended_by",
            "ended_by",
            "id",
            sqlite_where=text("ended_by <> user_id"),
            postgresql_where=text("ended_by <> user_id"),
        ),
    )

    @classmethod
    def live_at(cls, now: datetime) -> ColumnElement[bool]:
        """Not ended and not past its last moment; being idle too long is judged by the role's limit."""
        return and_(cls.ended_at.is_(None), cls.expires_at > now)
