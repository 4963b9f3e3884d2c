"""Until when a request of the privacy desk must be answered, by the law it falls under. Pure: nothing is read or written.

GDPR Art. 12(3): one month from receipt, and two further months where that is needed and said within the first. Months are
counted as Regulation 1182/71 Art. 3 has it: the period ends with the day of the same date, or with the month's last day
where there is none, and where that is a Saturday or Sunday, with the Monday after. Public holidays are not known here.
CCPA, 11 CCR 7021: confirmed within 10 business days, answered within 45 calendar days, extended once by another 45.
"""

import calendar
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MONTHS, MONTHS_EXTENDED = 1, 3
DAYS, DAYS_EXTENDED = 45, 90
BUSINESS_DAYS = 10
SATURDAY = 5
SOON = timedelta(days=7)
DAY = timedelta(days=1)


class Law(StrEnum):
    """Whose clock runs."""

    GDPR = "gdpr"
    CCPA = "ccpa"


def due(
    received_at: datetime, law: Law, zone: str, *, extended: bool = False, paused: timedelta = timedelta()
) -> datetime:
    """The last second in which an answer is in time, in the house's time zone. A pause moves it by as many days as it
    was long, begun ones left out.
    """
    came = day_of(received_at, zone)
    later = timedelta(days=paused // DAY)
    if law is Law.CCPA:
        return _end_of(came + timedelta(days=DAYS_EXTENDED if extended else DAYS) + later, zone)
    return _end_of(_working(months_after(came, MONTHS_EXTENDED if extended else MONTHS) + later), zone)


def acknowledged_by(received_at: datetime, zone: str) -> datetime:
    """Until when the CCPA wants it confirmed that the request has come."""
    day, left = day_of(received_at, zone), BUSINESS_DAYS
    while left:
        day += DAY
        left -= day.weekday() < SATURDAY
    return _end_of(day, zone)


def months_after(day: date, months: int) -> date:
    """The same date so many months later, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_left(due_at: datetime, now: datetime, zone: str) -> int:
    """Whole days of the calendar: 0 on the last one, less than that afterwards."""
    return (day_of(due_at, zone) - day_of(now, zone)).days


def day_of(moment: datetime, zone: str) -> date:
    """The day of the calendar by which the clock counts, wherever whoever reads it is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _working(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def _end_of(day: date, zone: str) -> datetime:
    """Its last second: the days on which clocks change have 23 hours or 25."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone))
