"""When things happen: more every month, mostly on weekdays, mostly in office hours. Moments count microseconds."""

from datetime import UTC, datetime, timedelta
from random import Random

from usercore.practice.chance import Weighted

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SPAN_DAYS = 730
FIRST_DAY_SHARE = 0.25  # how busy the first day is beside the last
WEEKEND_SHARE = 0.2
AT_ONCE = 5 * HOUR  # later than that, people come back in office hours
SATURDAY = 5
HOURS = Weighted(enumerate((1, 1, 1, 1, 1, 2, 6, 14, 26, 30, 28, 24, 18, 24, 28, 26, 20, 14, 9, 7, 6, 5, 3, 2)))


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


class Calendar:
    """The two years before `now`; nothing is ever given a moment at `now` or later."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self.rng = rng
        self.now = micros(now)
        self.first_day = self.now // DAY - SPAN_DAYS
        self.start = self.first_day * DAY

    def beginnings(self, count: int) -> list[int]:
        """When so many people came, in order; the newest half an hour ago at the latest."""
        days = range(SPAN_DAYS + 1)
        weights = [
            (FIRST_DAY_SHARE + (1 - FIRST_DAY_SHARE) * day / SPAN_DAYS)
            * (WEEKEND_SHARE if weekday(self.first_day + day) >= SATURDAY else 1)
            for day in days
        ]
        latest = self.now - 30 * MINUTE
        chosen = self.rng.choices(days, weights, k=count)
        return sorted(self._before(latest, (self.first_day + day) * DAY + self.time_of_day()) for day in chosen)

    def time_of_day(self) -> int:
        return HOURS.one(self.rng) * HOUR + int(self.rng.random() * HOUR)

    def between(self, after: int, before: int) -> int:
        """Any moment later than `after` and earlier than `before`, in office hours if that fits."""
        return self._in_hours(after + 1 + int(self.rng.random() * (before - after - 1)), after, before)

    def recently(self, after: int, before: int, mean_days: float) -> int:
        """Such a moment that is seldom long before `before`."""
        at = before - 1 - int(self.rng.expovariate(1 / mean_days) * DAY)
        return self._in_hours(at, after, before) if at > after else self.between(after, before)

    def soon(self, after: int, before: int, mean_hours: float) -> int:
        """Such a moment that is seldom long after `after`."""
        at = after + 1 + int(self.rng.expovariate(1 / mean_hours) * HOUR)
        if at >= before:
            return self.between(after, before)
        return at if at - after < AT_ONCE else self._in_hours(at, after, before)

    def _in_hours(self, at: int, after: int, before: int) -> int:
        day = at // DAY
        late = weekday(day) - SATURDAY
        if late >= 0 and self.rng.random() > WEEKEND_SHARE:
            day -= late + 1
        better = day * DAY + self.time_of_day()
        return better if after < better < before else at

    @staticmethod
    def _before(latest: int, at: int) -> int:
        while at > latest:
            at -= DAY
        return at


def weekday(day: int) -> int:
    """Of a day since 1970: Monday is 0."""
    return (day + 3) % 7
