"""How often something happened in each of several spans of time, each one range of an index, all in one statement."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Integer, Select, column, func, select, values

from usercore.database import Moment
from usercore.models import AuditEntry, Status, User
from usercore.work import Work

WEEK = timedelta(days=7)


class Span(NamedTuple):
    """From a moment to another, which is no longer in it."""

    since: datetime
    until: datetime

    def earlier(self, days: int) -> "Span":
        """The same hours so many days before, by the clock on the wall."""
        return Span(self.since - timedelta(days=days), self.until - timedelta(days=days))


Counting = Callable[[ColumnElement[datetime], ColumnElement[datetime]], ColumnElement[int]]


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; one that is none counts as UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return ZoneInfo("UTC")


def days(now: datetime, zone: ZoneInfo, many: int) -> list[Span]:
    """The last days in that zone, the oldest first; today lasts until now."""
    here = now.astimezone(zone)
    starts = [datetime.combine(here.date() - timedelta(days=ago), time.min, zone) for ago in reversed(range(many))]
    return [Span(since, until) for since, until in zip(starts, [*starts[1:], here], strict=True)]


def entries_of(event: str) -> Counting:
    """How to count the entries of one event."""
    return lambda since, until: _count(AuditEntry.event == event, AuditEntry.at >= since, AuditEntry.at < until)


def accounts(since: ColumnElement[datetime], until: ColumnElement[datetime]) -> ColumnElement[int]:
    """How to count the accounts that were made and are not in the trash: all, and then without those, since each of
    the two is a range of an index.
    """
    made = (User.created_at >= since, User.created_at < until)
    return _count(*made) - _count(User.status == Status.DELETED, *made)


def _count(*wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*wanted).scalar_subquery()


def counted(work: Work, spans: Sequence[Span], how: Counting, *beside: Select[Any]) -> tuple[list[int], list[Any]]:
    """How many in each span, and the one value of each statement `beside`: all of it one statement."""
    columns = (column("place", Integer), column("since", Moment), column("until", Moment))
    listed = values(*columns, name="spans").data([(place, *span) for place, span in enumerate(spans)]).cte("spans")
    many = how(listed.c.since, listed.c.until)
    rows = work.db.execute(select(listed.c.place, many, *(one.scalar_subquery() for one in beside))).all()
    found = sorted(rows, key=lambda row: int(row[0]))
    return [int(row[1]) for row in found], list(found[0][2:])
