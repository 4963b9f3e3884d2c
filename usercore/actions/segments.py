"""Old months of the audit log go, each as a whole, and leave a signed anchor, so that the chain still holds."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from usercore.database_months import look_after
from usercore.permissions import Permission
from usercore.steps import months
from usercore.steps.months import Verified
from usercore.work import Work, needs

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Removed:
    """A month that is gone, such as “2026-01”, and how many entries it had."""

    segment: str
    entries: int


def prepare_removal(opened: Callable[[], AbstractContextManager[Work]], *, keep: timedelta = A_YEAR) -> Verified | None:
    return months.verified(opened, keep)


@needs(Permission.RUN_HOUSE, prepare=prepare_removal)
def remove_oldest(work: Work, *, keep: timedelta = A_YEAR, prepared: Verified | None) -> Removed | None:
    """Remove the oldest month of the log if all of it is older than `keep`, at least 90 days; None if there is none.
    Call it until then. What was erased, and who erased it, goes with the rest; that the month went stays.

    Raises `BadRule`; `MonthHeld` if it speaks of someone under a legal hold; `LogBroken` if that month is not as it was
    written: then somebody has to look first.
    """
    anchor = prepared and months.remove(work, prepared)
    return Removed(anchor.segment, anchor.entries) if anchor else None


@needs(Permission.RUN_HOUSE)
def look_after_months(work: Work) -> None:
    """See to it that months to come have tables of their own (PostgreSQL)."""
    look_after(work.connection, work.now)
