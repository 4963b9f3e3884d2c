"""Second factors by kind, recovery codes, and browsers that are trusted for a while."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Exists, ForeignKey, Index, LargeBinary, String, Uuid, exists
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table
from usercore.models.users import User


class FactorKind(StrEnum):
    TOTP = "totp"


class FactorState(StrEnum):
    PENDING = "pending"  # never asked for, never in the place of another
    ACTIVE = "active"


class Factor(Table):
    """Something that proves who someone is, beside the password. What is particular to a kind stands in `details`."""

    __tablename__ = "factors"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10))
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary(400))  # bound to the person
    last_step: Mapped[int | None] = mapped_column(BigInteger)  # of the last code that was accepted
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)  # of a pending one
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index(None, "user_id", "state"),
        Index(None, "state", "confirmed_at"),
    )


def has_factor() -> Exists:
    """Whether the person of the row around it is asked for a second factor at sign-in."""
    return exists().where(Factor.user_id == User.id, Factor.state == FactorState.ACTIVE)


class RecoveryCode(Table):
    """One of ten; only its keyed digest is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
