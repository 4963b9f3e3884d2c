"""Cases: an account that came into other hands, and what was and is to be done about it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Step(StrEnum):
    """What a case consists of, in this order: first what is done at once, then what a person has to find out."""

    SESSIONS = "sessions"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    LOCK = "lock"
    LINKS = "links"
    LETTER = "letter"
    OWNER = "owner"
    ADDRESS = "address"
    FACTOR = "factor"


class Case(Table):
    """One at a time for a person; closed once everything in it is ticked."""

    __tablename__ = "cases"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # None: a program
    note: Mapped[str] = mapped_column(String(500))
    ticket: Mapped[str] = mapped_column(String(300))
    steps: Mapped[dict[str, Any]] = mapped_column(JSON)  # of each, `at` (ISO 8601, None: to do) and how many
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        Index(None, "user_id", "opened_at"),
        Index(None, "closed_at", "opened_at"),
        Index(None, "opened_by"),
        Index(None, "closed_by"),
    )
