"""Counters of attempts, in fixed windows, and the limits that admins changed."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class LimitCounter(Table):
    """How often something was tried within its window; the key is a digest."""

    __tablename__ = "limit_counters"
    bookkeeping = True

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)


class LimitRule(Table):
    """A named limit whose number an admin changed; the others are as `usercore.limits` has them."""

    __tablename__ = "limit_rules"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    times: Mapped[int]
    within_seconds: Mapped[int]
