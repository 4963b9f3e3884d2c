"""How many new accounts, sign-ins and failures each day had: numbers of nobody in particular, for pictures.

That somebody looks at them is not on record, as it is when entries of the audit log are read.
"""

import pandas as pd
from sqlalchemy import Select, func, select

from usercore.events import Event
from usercore.frames.tables import frame
from usercore.models import AuditEntry, User
from usercore.permissions import Permission
from usercore.steps import daily
from usercore.work import Work, needs

DAILY = ["day", "many"]
MOST_DAYS = 366


@needs(Permission.READ_USERS)
def accounts(work: Work, *, days: int = 30, zone: str = "UTC") -> pd.DataFrame:
    """The last days in the time zone of that name, today until now; for each a date and how many accounts were made
    then that are not in the trash. `.attrs["before"]` is how many in as many days before, up to the same time of day;
    None if the house was not open for all of them.
    """
    return _by_day(work, days, zone, daily.accounts, select(func.min(User.created_at)))


@needs(Permission.READ_AUDIT_LOG)
def sign_ins(work: Work, *, days: int = 30, zone: str = "UTC") -> pd.DataFrame:
    """The same of sign-ins that led in."""
    return _by_day(work, days, zone, daily.entries_of(Event.SIGNED_IN), select(func.min(AuditEntry.at)))


@needs(Permission.READ_AUDIT_LOG)
def failures(work: Work, *, days: int = 30, zone: str = "UTC") -> pd.DataFrame:
    """The same of sign-ins that were refused."""
    return _by_day(work, days, zone, daily.entries_of(Event.SIGN_IN_REFUSED), select(func.min(AuditEntry.at)))


def _by_day(work: Work, days: int, zone: str, how: daily.Counting, first: Select[tuple[object]]) -> pd.DataFrame:
    days = max(1, min(days, MOST_DAYS))
    spans = daily.days(work.now, daily.zone_of(zone), days)
    earlier = daily.Span(spans[0].since, spans[-1].until).earlier(days)
    (before, *many), (opened,) = daily.counted(work, [earlier, *spans], how, first)
    found = frame(((span.since.date(), count) for span, count in zip(spans, many, strict=True)), DAILY)
    found.attrs["before"] = before if opened is not None and opened <= earlier.since else None
    return found
