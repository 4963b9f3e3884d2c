"""Requests of the privacy desk: what somebody wants done with their data, by when, and how it was answered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class RequestKind(StrEnum):
    """What one may ask for, by the article of the GDPR."""

    ACCESS = "access"  # 15
    RECTIFICATION = "rectification"  # 16
    ERASURE = "erasure"  # 17
    RESTRICTION = "restriction"  # 18
    PORTABILITY = "portability"  # 20
    OBJECTION = "objection"  # 21


class RequestState(StrEnum):
    NEW = "new"
    IN_WORK = "in-work"
    WAITING = "waiting"  # until it is known who asks; the clock stands
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = (RequestState.NEW, RequestState.IN_WORK, RequestState.WAITING)


class PrivacyRequest(Table):
    """`person_id` is whose it was, also once the account is gone; `email` is only for people without an account."""

    __tablename__ = "privacy_requests"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    law: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    person_id: Mapped[UUID | None] = mapped_column(Uuid)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    received_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    extended_at: Mapped[datetime | None] = mapped_column(Moment)
    erases_at: Mapped[datetime | None] = mapped_column(Moment)  # then the account goes by itself, unless called off
    identity: Mapped[str] = mapped_column(String(20))  # what showed who they are; empty: not known yet
    identity_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    identity_at: Mapped[datetime | None] = mapped_column(Moment)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_seconds: Mapped[int]  # all pauses that are over
    receipt_id: Mapped[UUID | None] = mapped_column(Uuid)  # the entry of the log that proves it
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int]

    __table_args__ = (
        Index(None, "is_open", "due_at", "id"),
        Index(None, "state", "due_at", "id"),
        Index(None, "user_id", "received_at"),
        Index(None, "person_id"),
        Index(None, "assignee_id", "is_open", "due_at"),
        Index(None, "identity_by"),
        Index(None, "email_key"),
        Index("ix_privacy_requests_erases_at", "erases_at", sqlite_where=text("erases_at IS NOT NULL"),
              postgresql_where=text("erases_at IS NOT NULL")),
    )  # fmt: skip


class RequestNote(Table):
    """What staff wrote down on the way. It goes with the account it is about."""

    __tablename__ = "request_notes"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("privacy_requests.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # None: a program
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "request_id", "at"), Index(None, "user_id"), Index(None, "author_id"))
