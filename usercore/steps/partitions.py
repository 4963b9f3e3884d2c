"""Which months of the audit log a query need look into on PostgreSQL, where each has a table of its own."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from usercore.database_months import FIRST, lowest_id, month_of
from usercore.models import AuditEntry
from usercore.work import Work

ROUNDED = 1  # second: an id knows its moment to the millisecond only
LATELY = timedelta(days=7)


def within(work: Work, *, since: datetime | None = None, until: datetime | None = None) -> list[ColumnElement[bool]]:
    """Beside what is asked of an entry's moment, the same of its id: tables of other months are not opened. Nothing on
    SQLite, where all is one table.
    """
    if work.connection.dialect.name != "postgresql":
        return []
    from_then = [AuditEntry.id >= lowest_id(since, seconds=-ROUNDED)] if since else []
    until_then = [AuditEntry.id < lowest_id(until, seconds=ROUNDED)] if until else []
    return [*from_then, *until_then]


def lately(work: Work, before: datetime | None = None) -> list[ColumnElement[bool]]:
    """The months in which the newest page is most likely, or the page behind a moment: this one, and in its first days
    the one before.
    """
    newest = max(FIRST, min(before or work.now, work.now))
    return within(work, since=month_of(newest - LATELY) + timedelta(seconds=ROUNDED), until=before)
