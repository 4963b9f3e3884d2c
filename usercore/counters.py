"""Where attempts are counted: in the database, by the call's own clock, or in a server that all replicas share."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string
from sqlalchemy import Connection, Executable, bindparam, case, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from usercore.cannot_start import BadSetting
from usercore.checkouts import PLANNED
from usercore.database import Moment
from usercore.models import LimitCounter

PATIENCE = 3.0  # seconds: a counter that stalls must refuse, not hold every sign-in
UNBOUNDED = 2**31 - 1


class Try(NamedTuple):
    """One more against a counter, which may reach `times` within so many seconds of its first."""

    key: str
    times: int
    seconds: int


# Built once: every sign-in counts.
CLEAR = delete(LimitCounter.__table__).where(LimitCounter.key == bindparam("gone"))  # type: ignore[arg-type]
TAKE_BACK = (
    update(LimitCounter.__table__)  # type: ignore[arg-type]
    .where(LimitCounter.key == bindparam("taken"))
    .values(
        count=LimitCounter.count - 1,
        # One that began with this try has not begun.
        ends_at=case((LimitCounter.count == 1, bindparam("now", type_=Moment)), else_=LimitCounter.ends_at),
    )
)


@cache
def _counting(tries: int) -> Executable:
    """So many counted in one statement, in their order, up to the first that is full already; for both databases."""
    rows = ", ".join(f"({place}, :key{place}, :ends_at{place}, :times{place})" for place in range(tries))
    ends = [bindparam(f"ends_at{place}", type_=Moment) for place in range(tries)]
    counting = text(
        f"""
        WITH tried (place, key, ends_at, times) AS (VALUES {rows}),
        closed AS (
            SELECT min(tried.place) AS place FROM tried JOIN limit_counters AS known ON known.key = tried.key
            WHERE known.ends_at > :now AND known.count >= tried.times
        )
        INSERT INTO limit_counters (key, count, ends_at)
        SELECT tried.key, 1, tried.ends_at FROM tried CROSS JOIN closed
        WHERE tried.place <= coalesce(closed.place, {tries}) ORDER BY tried.place
        ON CONFLICT (key) DO UPDATE SET
            count = CASE WHEN limit_counters.ends_at <= :now THEN 1 ELSE limit_counters.count + 1 END,
            ends_at = CASE WHEN limit_counters.ends_at <= :now THEN excluded.ends_at ELSE limit_counters.ends_at END
        RETURNING key, count
        """  # noqa: S608 - numbers of our own
    )
    return counting.bindparams(bindparam("now", type_=Moment), *ends).execution_options(**PLANNED)


class SqlCounters(Storage):
    """The `limits` library's storage, on our database and our clock: counting is one upsert, so two at once are two
    (CVE-2024-4629).
    """

    STORAGE_SCHEME = None

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__()
        self.connection, self.now = connection, now

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:  # noqa: ARG002 - always one
        (count,) = self.incr_each([Try(key, UNBOUNDED, expiry)])
        return count

    def incr_each(self, tries: Sequence[Try]) -> list[int]:
        """Count each in this order, up to and with the first that goes over its `times`; how often each was tried."""
        given: dict[str, object] = {"now": self.now}
        for place, (key, times, seconds) in enumerate(tries):
            given |= {f"key{place}": bytes.fromhex(key), f"times{place}": times}
            given[f"ends_at{place}"] = self.now + timedelta(seconds=seconds)
        found = self.connection.execute(_counting(len(tries)), given).all()
        counts = {bytes(key).hex(): count for key, count in found}
        counted = [(one, counts[one.key]) for one in tries if one.key in counts]
        over = next((place for place, (one, count) in enumerate(counted, 1) if count > one.times), len(counted))
        if behind := counted[over:]:  # full only since another transaction, which was waited for, counted too
            taken = [{"taken": bytes.fromhex(one.key), "now": self.now} for one, _ in behind]
            self.connection.execute(TAKE_BACK, taken)
        return [count for _, count in counted[:over]]

    def get(self, key: str) -> int:
        live = (LimitCounter.key == bytes.fromhex(key), LimitCounter.ends_at > self.now)
        return self.connection.scalar(select(LimitCounter.count).where(*live)) or 0

    def get_expiry(self, key: str) -> float:
        ends_at = self.connection.scalar(select(LimitCounter.ends_at).where(LimitCounter.key == bytes.fromhex(key)))
        return (ends_at or self.now).timestamp()

    def several(self, keys: Iterable[str]) -> dict[str, tuple[int, datetime]]:
        """Count and end of those that run, in one statement."""
        wanted = [bytes.fromhex(key) for key in keys]
        rows = self.connection.execute(
            select(LimitCounter.key, LimitCounter.count, LimitCounter.ends_at).where(
                LimitCounter.key.in_(wanted), LimitCounter.ends_at > self.now
            )
        )
        return {bytes(key).hex(): (count, ends_at) for key, count, ends_at in rows}

    def check(self) -> bool:
        return self.connection.scalar(select(1)) == 1

    def reset(self) -> int | None:
        raise NotImplementedError  # nobody forgets everyone's attempts at once

    def clear(self, key: str) -> None:
        self.clear_each([key])

    def clear_each(self, keys: Iterable[str]) -> None:
        """One after another in this order, sent at once."""
        self.connection.execute(CLEAR, [{"gone": bytes.fromhex(key)} for key in keys])


def shared_counters(url: str | None) -> Storage | None:
    """Counters outside the database, such as `redis://…`; None where the database counts.

    There windows run by that server's own clock. When it does not answer, nobody is let through: every call that
    counts raises `DatabaseAway`. Raises `BadSetting` for an address that names no such server.
    """
    if not url:
        return None
    redis = url.startswith(("redis", "valkey"))
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE} if redis else {}
    try:
        return storage_from_string(url, wrap_exceptions=True, **patience)  # type: ignore[return-value]
    except (ConfigurationError, ValueError):
        raise BadSetting(
            name="USERCORE_RATE_LIMIT_URL",
            why="must be like redis://localhost:6379/0, and needs: pip install 'usercore[redis]'",
        ) from None
