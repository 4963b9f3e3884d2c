"""Secret keys by the name the log gives them, so that their age can be told; the keys themselves are not here."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class KnownKey(Table):
    """A key that was seen at work; the name is a fingerprint that nobody can turn back."""

    __tablename__ = "known_keys"
    bookkeeping = True

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
