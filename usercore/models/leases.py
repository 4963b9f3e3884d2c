"""Leases: which process does what only one may do at a time."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Lease(Table):
    """Held by one process until its moment passes; whoever wants it then takes it."""

    __tablename__ = "leases"
    bookkeeping = True

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(Moment)
