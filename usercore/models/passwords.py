"""Hashes of passwords that may not come back, kept only where the setting asks for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class OldPassword(Table):
    __tablename__ = "old_passwords"
    bookkeeping = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index(None, "user_id", "replaced_at"),)
