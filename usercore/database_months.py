"""The audit log on PostgreSQL: a table for each month, made ahead, and gone as a whole.

Its ids begin with the millisecond of their entry (UUIDv7), so that months are ranges of ids and the key stays what it
is. Each month has two tables, entries and their values, tied to each other; what belongs to no month that was made
lies in a pair of its own, “rest”, so that nothing that happens is ever refused for want of a table.
"""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

ENTRIES, VALUES, REST = "audit_entries", "audit_values", "rest"
KEYS = {ENTRIES: "id", VALUES: "entry_id"}
AHEAD = 2  # months that nobody writes to yet
FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # an id that is older tells no time
FEW = 1_000  # entries of another segment that are worth being put back
PATIENCE = "500ms"  # less than PostgreSQL waits before it ends one of two that wait for each other: us it shall be
GAVE_UP, TRIES = ("55P03", "40P01", "42501"), 3  # a lock not had, a deadlock, not the owner
SEGMENT = re.compile(r"\d{4}-\d{2}")
log = logging.getLogger("usercore")


def lowest_id(at: datetime, *, seconds: int = 0) -> UUID:
    """No entry of that moment, or so many seconds after it, has a lower one."""
    return UUID(int=max(0, int((at.timestamp() + seconds) * 1000)) << 80)


def month_of(at: datetime) -> datetime:
    """The first moment of a month."""
    at = at.astimezone(UTC)
    return datetime(at.year, at.month, 1, tzinfo=UTC)


def after(month: datetime) -> datetime:
    """The first moment of the month after that one."""
    return month_of(month + timedelta(days=32))


def look_after(connection: Connection, now: datetime, since: datetime | None = None) -> None:
    """Make the tables of this month and the next ones, and of all months from `since` on; what lies with the rest moves
    to where it belongs. Where others keep the log busy, it is left for another time.
    """
    if connection.dialect.name != "postgresql" or not _missing(connection, now, since):
        return

    def made() -> None:
        if missing := _missing(connection, now, since):  # of several processes one was first
            _make_all(connection, missing)

    if why := _alone(connection, made):
        log.warning("tables for months to come of the audit log are not made yet: %s", why)


def drop(connection: Connection, segment: str) -> None:
    """Drop what can be dropped of a segment of the log: each table of a month with nothing else in it, or so little
    that it is put back. Whoever calls this deletes what is left, which is all of it where this could not be.
    """
    if connection.dialect.name != "postgresql" or not SEGMENT.fullmatch(segment):
        return
    found = [(month, _others(connection, month, segment)) for month in months(connection)]
    here = [(month, others) for month, others in found if others is not None and others <= FEW]

    def dropped() -> None:
        for month, others in here:
            if others:
                _leave_others(connection, month, segment)
            else:
                connection.execute(text(f"DROP TABLE {_of(VALUES, month)}, {_of(ENTRIES, month)}"))

    if here and (why := _alone(connection, dropped)):
        log.warning("entries of %s in the audit log are deleted one by one: %s", segment, why)


def months(connection: Connection) -> list[datetime]:
    """Which have tables, the oldest first."""
    wanted = f"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{ENTRIES}'::regclass"
    names = [str(name).rpartition(f"{ENTRIES}_")[2] for name in connection.scalars(text(wanted))]
    return sorted(datetime.strptime(name, "%Y_%m").replace(tzinfo=UTC) for name in names if name != REST)


def divided(connection: Connection, source: str, now: datetime) -> None:
    """All rows of two tables that were renamed to `source`, in tables of months beneath the two that are empty."""
    ends = after(_last(now))
    for month in list(_in_months(connection, source, ends)):
        _make(connection, month, source)
    _make(connection, None, source, f"{{key}} < '{lowest_id(FIRST)}' OR {{key}} >= '{lowest_id(ends)}'")


def renamed(connection: Connection, old: str, new: str) -> None:
    """Both tables of a suffix, and their indexes, whose names would be in the way of others."""
    for table in KEYS:
        for name, *_ in indexes(connection, table + old):
            connection.execute(text(f"ALTER INDEX {name} RENAME TO {name.removesuffix(old)}{new}"))
        connection.execute(text(f"ALTER TABLE {table}{old} RENAME TO {table}{new}"))


def _alone(connection: Connection, deed: Callable[[], None]) -> str:
    """Do it while nobody appends: whoever does holds the chain's end first, and then a place in a table. What kept us
    from it, if something did: others, who wait for us half a second at most, or that the tables are not ours.
    """
    kept_from_it = ""
    for _ in range(TRIES):
        try:
            with connection.begin_nested():
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                connection.execute(text("SELECT id FROM audit_chains FOR UPDATE"))
                deed()
                connection.execute(text("SET LOCAL lock_timeout = DEFAULT"))
        except DBAPIError as refused:
            if getattr(refused.orig, "sqlstate", None) not in GAVE_UP:
                raise
            kept_from_it = str(refused.orig).partition("\n")[0]
        else:
            return ""
    return kept_from_it


def _missing(connection: Connection, now: datetime, since: datetime | None) -> list[datetime]:
    """Months that should have tables and have none, those of rows that lie with the rest too."""
    made = months(connection)
    wanted = {*_ahead(now), *_in_months(connection, f"_{REST}", after(_last(now)))}
    month = month_of(since) if since else now
    while month < now:
        wanted.add(month)
        month = after(month)
    return sorted(wanted.difference(made))


def _ahead(now: datetime) -> Iterator[datetime]:
    month = month_of(now)
    for _ in range(AHEAD + 1):
        yield month
        month = after(month)


def _last(now: datetime) -> datetime:
    return list(_ahead(now))[-1]


def _in_months(connection: Connection, source: str, ends: datetime) -> Iterator[datetime]:
    """Of which months there are entries, from one to the next along the key."""
    first = text(f"SELECT id FROM {ENTRIES}{source} WHERE id >= :since AND id < :until ORDER BY id LIMIT 1")
    since, until = lowest_id(FIRST), lowest_id(ends)
    while found := connection.scalar(first, {"since": since, "until": until}):
        month = month_of(datetime.fromtimestamp((UUID(str(found)).int >> 80) / 1000, UTC))
        yield month
        since = lowest_id(after(month))


def _make_all(connection: Connection, missing: list[datetime]) -> None:
    """While the rest is no part of the log, so that what moves out of it is not held back by the guard."""
    rest, moves = f"_{REST}", list(_in_months(connection, f"_{REST}", after(missing[-1])))
    if moves:
        for table in (VALUES, ENTRIES):
            connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {table}{rest}"))
    for month in missing:
        _make(connection, month, rest if month in moves else None)
    if moves:
        for table, key in reversed(KEYS.items()):
            gone = " OR ".join(f"{key} >= '{lowest_id(one)}' AND {key} < '{lowest_id(after(one))}'" for one in moves)
            connection.execute(text(f"DELETE FROM {table}{rest} WHERE {gone}"))
        for table in KEYS:
            connection.execute(text(f"ALTER TABLE {table} ATTACH PARTITION {table}{rest} DEFAULT"))


def _make(connection: Connection, month: datetime | None, source: str | None = None, which: str = "") -> None:
    """The pair of a month, or the rest, filled and then indexed, and last of all part of the log. An index is called as
    the one of the whole log, and the month.
    """
    suffix = f"_{month:%Y_%m}" if month else f"_{REST}"
    bounds = "DEFAULT"
    if month:
        low, high = lowest_id(month), lowest_id(after(month))
        bounds, which = (
            f"FOR VALUES FROM ('{low}') TO ('{high}')",
            which or f"{{key}} >= '{low}' AND {{key}} < '{high}'",
        )
    for table, key in KEYS.items():
        run = [f"CREATE TABLE {table}{suffix} (LIKE {table} INCLUDING DEFAULTS)"]
        if source:
            run.append(f"INSERT INTO {table}{suffix} SELECT * FROM {table}{source} WHERE {which.format(key=key)}")
        for name, how, primary in indexes(connection, table):
            run.append(
                f"ALTER TABLE {table}{suffix} ADD CONSTRAINT {name}{suffix} PRIMARY KEY {how.partition(' ')[2]}"
                if primary
                else f"CREATE INDEX {name}{suffix} ON {table}{suffix} USING {how}"
            )
        for statement in run:
            connection.execute(text(statement))
    owned = f"FOREIGN KEY (entry_id) REFERENCES {ENTRIES}{suffix} (id)"
    for statement in (
        f"CREATE UNIQUE INDEX uq_audit_entries_segment_sequence{suffix} ON {ENTRIES}{suffix} (segment, sequence)",
        f"ALTER TABLE {VALUES}{suffix} ADD CONSTRAINT fk_audit_values_entry_id_audit_entries{suffix} {owned}",
        *(f"ALTER TABLE {table} ATTACH PARTITION {table}{suffix} {bounds}" for table in KEYS),
    ):
        connection.execute(text(statement))


def indexes(connection: Connection, table: str) -> list[tuple[str, str, bool]]:
    """Name, how it is built, and whether it is the key."""
    wanted = text(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisprimary FROM pg_index "
        f"WHERE indrelid = '{table}'::regclass ORDER BY 1"
    )
    return [(name, how.partition(" USING ")[2], primary) for name, how, primary in connection.execute(wanted)]


def _others(connection: Connection, month: datetime, segment: str) -> int | None:
    """How many entries of other segments lie with those of this one, counted to one beyond `FEW`; None where there are
    none of this one. A call that began before midnight may be written after one that began later.
    """
    here = f"SELECT 1 FROM {_of(ENTRIES, month)} WHERE segment"
    counted = " + ".join(f"(SELECT count(*) FROM ({here} {than} :s LIMIT {FEW + 1}) _)" for than in "<>")
    found = connection.scalar(text(f"SELECT CASE WHEN EXISTS ({here} = :s) THEN {counted} END"), {"s": segment})
    return None if found is None else int(found)


def _leave_others(connection: Connection, month: datetime, segment: str) -> None:
    """Another table for the month, with the few entries in it that are of another segment."""
    old = f"_{month:%Y_%m}"
    for table in (VALUES, ENTRIES):
        connection.execute(text(f"ALTER TABLE {table} DETACH PARTITION {table}{old}"))
    renamed(connection, old, "_leaving")
    stay = f"SELECT id FROM {ENTRIES}_leaving WHERE segment <> '{segment}'"
    _make(connection, month, "_leaving", f"{{key}} IN ({stay})")
    connection.execute(text(f"DROP TABLE {VALUES}_leaving, {ENTRIES}_leaving"))


def _of(table: str, month: datetime) -> str:
    return f"{table}_{month:%Y_%m}"
