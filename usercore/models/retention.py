"""Rules for how long things are kept, and the runs that remove what is older."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from usercore.database import Moment, Table


class Category(StrEnum):
    """What there is a rule for, in the order in which a run goes through it."""

    SESSIONS = "sessions"
    LETTERS = "letters"
    TRIES = "tries"
    VALUES = "values"
    INVITATIONS = "invitations"
    TRASH = "trash"
    DORMANT = "dormant"
    AUDIT = "audit"


class Way(StrEnum):
    """What becomes of what is too old."""

    DELETE = "delete"
    ANONYMISE = "anonymise"


class RunOutcome(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # a rule at least would have gone beyond its cap, and was left alone
    CANCELLED = "cancelled"
    FAILED = "failed"


class RetentionRule(Table):
    """A rule that an admin changed; the others are as `usercore.steps.keeping` has them."""

    __tablename__ = "retention_rules"

    category: Mapped[str] = mapped_column(String(24), primary_key=True)
    on: Mapped[bool]
    days: Mapped[int]
    warn_days: Mapped[int]
    cap_percent: Mapped[int]
    action: Mapped[str] = mapped_column(String(12))
    kinds: Mapped[list[Any]] = mapped_column(JSON)  # of entries of the audit log, where the rule is for some of them
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)


class RetentionRun(Table):
    """One run, from its plan to its report: `plan` is both, one part for each rule that is on."""

    __tablename__ = "retention_runs"
    bookkeeping = True  # what it removes is on record

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # None: a program
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(12))
    dry_run: Mapped[bool]
    plan: Mapped[list[Any]] = mapped_column(JSON)
    problem: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        Index(None, "dry_run", "started_at"),
        Index(None, "outcome"),
        Index(None, "started_at", "id"),
        Index(None, "started_by"),
    )


class DormantWarning(Table):
    """The last letter that told a person that their account will go if they do not sign in."""

    __tablename__ = "dormant_warnings"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(Moment)  # into the outbox
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)  # to the mail server: the wait begins
