"""What stands for a month of the audit log that retention removed."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class AuditAnchor(Table):
    """The links at both ends of a segment that is gone, signed with a key that is not in this database."""

    __tablename__ = "audit_anchors"

    segment: Mapped[str] = mapped_column(String(7), primary_key=True)
    entries: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime] = mapped_column(Moment)
    signature: Mapped[bytes] = mapped_column(LargeBinary(32))

    def signed(self) -> str:
        """What the signature covers, always spelled alike."""
        ends = f"{self.previous_hash.hex()} {self.hash.hex()}"
        moments = " ".join(at.isoformat(timespec="microseconds") for at in (self.first_at, self.last_at))
        return f"{self.segment} {self.entries} {ends} {moments} {self.removed_at.isoformat(timespec='microseconds')}"
