"""Counters of attempts, in fixed windows."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class LimitCounter(Table):
    """How often something was tried within its window; the key is a digest."""

    __tablename__ = "limit_counters"
    bookkeeping = True

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
