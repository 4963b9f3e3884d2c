"""Until when a request must be answered: month ends, leap days, weekends, clocks that change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from usercore.steps import deadlines
from usercore.steps.deadlines import Law

VIENNA, AUCKLAND = "Europe/Vienna", "Pacific/Auckland"


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def last_day(received: datetime, law: Law = Law.GDPR, zone: str = "UTC", **more: object) -> str:
    found = deadlines.due(received, law, zone, **more)
    assert found.astimezone(ZoneInfo(zone)).time().isoformat() == "23:59:59"
    return found.astimezone(ZoneInfo(zone)).date().isoformat()


@pytest.mark.parametrize(
    ("received", "first", "extended"),
    [
        ("2026-03-05", "2026-04-06", "2026-06-05"),  # 5 April 2026 is a Sunday
        ("2026-01-31", "2026-03-02", "2026-04-30"),  # 28 February is a Saturday
        ("2025-01-31", "2025-02-28", "2025-04-30"),
        ("2024-01-31", "2024-02-29", "2024-04-30"),  # a leap year
        ("2024-01-30", "2024-02-29", "2024-04-30"),
        ("2023-01-29", "2023-02-28", "2023-05-01"),  # 29 April 2023 is a Saturday
        ("2024-02-29", "2024-03-29", "2024-05-29"),
        ("2100-01-31", "2100-03-01", "2100-04-30"),  # no leap year, and 28 February is a Sunday
        ("2025-12-31", "2026-02-02", "2026-03-31"),  # over the year's end, onto a Saturday
        ("2025-11-30", "2025-12-30", "2026-03-02"),  # 28 February 2026 is a Saturday
        ("2026-08-31", "2026-09-30", "2026-11-30"),
        ("2026-05-31", "2026-06-30", "2026-08-31"),
        ("2026-07-15", "2026-08-17", "2026-10-15"),  # a Saturday
    ],
)
def test_a_month_ends_on_its_date_or_on_the_last_day_and_never_on_a_weekend(received, first, extended):
    assert last_day(noon(received)) == first
    assert last_day(noon(received), extended=True) == extended


@pytest.mark.parametrize(
    ("received", "first", "extended"),
    [
        ("2026-03-02", "2026-04-16", "2026-05-31"),  # a Sunday: calendar days are calendar days
        ("2024-01-31", "2024-03-16", "2024-04-30"),  # over 29 February
        ("2025-01-31", "2025-03-17", "2025-05-01"),
        ("2025-12-01", "2026-01-15", "2026-03-01"),
    ],
)
def test_the_ccpa_counts_calendar_days(received, first, extended):
    assert last_day(noon(received), Law.CCPA) == first
    assert last_day(noon(received), Law.CCPA, extended=True) == extended


@pytest.mark.parametrize(
    ("received", "until"),
    [("2026-03-02", "2026-03-16"), ("2026-03-06", "2026-03-20"), ("2026-03-07", "2026-03-20")],
)
def test_ten_business_days_to_acknowledge(received, until):
    assert deadlines.acknowledged_by(noon(received), "UTC").date().isoformat() == until


def test_the_day_it_came_is_that_of_the_house():
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # 1 April in Vienna

    assert last_day(late) == "2026-04-30"
    assert last_day(late, zone=VIENNA) == "2026-05-01"
    assert last_day(late, zone=AUCKLAND) == "2026-05-01"


@pytest.mark.parametrize(("received", "offset"), [("2026-02-27", 2), ("2026-09-28", 1), ("2026-03-16", 2)])
def test_the_last_day_ends_by_the_clock_of_that_day(received, offset):
    found = deadlines.due(noon(received), Law.GDPR, VIENNA)

    assert found.time().isoformat() == "23:59:59"
    assert found.utcoffset() == timedelta(hours=offset if found.date().isoformat() >= "2026-03-29" else 1)


@pytest.mark.parametrize(
    ("paused", "until"),
    [
        (timedelta(), "2026-04-06"),
        (timedelta(hours=1), "2026-04-06"),  # a Sunday first; begun days do not count
        (timedelta(days=3), "2026-04-08"),
        (timedelta(days=3, hours=23), "2026-04-08"),
        (timedelta(days=6), "2026-04-13"),  # a Saturday
    ],
)
def test_a_pause_moves_it_by_its_length(paused, until):
    assert last_day(noon("2026-03-05"), paused=paused) == until


def test_days_left_are_days_of_the_calendar():
    due = deadlines.due(noon("2026-03-16"), Law.GDPR, VIENNA)

    assert due.date().isoformat() == "2026-04-16"
    assert deadlines.days_left(due, noon("2026-04-16"), VIENNA) == 0
    assert deadlines.days_left(due, datetime(2026, 4, 15, 23, 30, tzinfo=UTC), VIENNA) == 0
    assert deadlines.days_left(due, noon("2026-04-17"), VIENNA) == -1
    assert deadlines.days_left(due, noon("2026-03-28"), VIENNA) == 19
