"""What this installation is: whether it was set up, and whether its people are made up."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Instance(Table):
    """The one row; `set_up_at` stays even if the first admin is deleted, so that set-up cannot reopen."""

    __tablename__ = "instances"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    set_up_at: Mapped[datetime | None] = mapped_column(Moment)
    works_from: Mapped[str | None] = mapped_column(String(32))  # the newest migration that a program must know
    practice_passphrase: Mapped[str | None]  # shown on the sign-in page of practice data
