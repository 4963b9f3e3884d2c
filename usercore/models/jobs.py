"""What the worker did last, job by job."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class JobRun(Table):
    """The newest run of a job; the next one takes its place."""

    __tablename__ = "job_runs"
    bookkeeping = True

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # numbers, and what broke; nobody's data
