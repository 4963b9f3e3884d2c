"""The outbox: letters that wait, were sent or failed, and the texts that admins changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class LetterState(StrEnum):
    QUEUED = "queued"
    FAILING = "failing"  # tried, and will be tried again
    SENT = "sent"
    GIVEN_UP = "given-up"  # refused for good, or tried too often
    ENDED = "ended"  # its link ended before it could be sent
    VOID = "void"  # to nobody: written so that asking for an unknown address takes the same time


class OutboxLetter(Table):
    """A letter to one person, written in the transaction that it tells of; the worker carries it."""

    __tablename__ = "letters"
    bookkeeping = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_token: Mapped[bytes | None] = mapped_column(LargeBinary(200))  # gone once the letter is sent or given up
    ends_at: Mapped[datetime | None] = mapped_column(Moment)  # of its link
    time_zone: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)  # the mail server's own words
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index(None, "state", "next_try_at"),
        Index(None, "state", "created_at", "id"),
        Index(None, "created_at", "id"),
        Index(None, "user_id", "created_at"),
        Index("ix_letters_inviter", text("(facts ->> 'inviter')")),  # whose words an invitation carries
    )


class LetterText(Table):
    """Subject and body of one kind of letter, where an admin changed them."""

    __tablename__ = "letter_texts"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
