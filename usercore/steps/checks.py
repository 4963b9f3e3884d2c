"""Whether the house is well: what is known of it, judged check by check. Pure: no table, no clock of its own."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from usercore.schema import Standing
from usercore.steps import replica_checkup, retention_checkup
from usercore.steps.checkup import (
    Chain,
    Clock,
    Database,
    Disk,
    Facts,
    Finding,
    Keys,
    Known,
    Lease,
    Mail,
    Place,
    Run,
    State,
)

SLOW = timedelta(milliseconds=500)
OLDEST_POSTGRESQL = 14  # a range of rows by where they lie
LAST_FIXES = {  # of each PostgreSQL: postgresql.org/support/versioning
    14: date(2026, 11, 12),
    15: date(2027, 11, 11),
    16: date(2028, 11, 9),
    17: date(2029, 11, 8),
    18: date(2030, 11, 14),
}
STUCK, CHANGING, LATE = timedelta(minutes=10), timedelta(minutes=2), timedelta(minutes=15)
SKEWED, UNBEARABLE = timedelta(seconds=5), timedelta(seconds=30)  # a code of an app lasts thirty seconds
OLD_KEY = timedelta(days=730)  # NIST SP 800-57 part 1 rev. 5, 5.3.6: at most two years
VERIFIED_LONG_AGO = timedelta(days=35)
MIB, GIB = 2**20, 2**30
HARDLY_ANY, LITTLE, LONG_LOG = 200 * MIB, GIB, GIB
ORDER = tuple(State)

Verdicts = Iterator[tuple[State, str, Facts]]


def examine(known: Known) -> list[Finding]:
    """What is bad first, what is well last; within each in the order of the checks."""
    found = [finding for name in CHECKS for finding in _checked(known, name)]
    return sorted(found, key=lambda finding: ORDER.index(finding.state))


def worst(found: list[Finding]) -> State:
    """The state of the house."""
    return min((finding.state for finding in found), key=ORDER.index, default=State.GOOD)


def _checked(known: Known, name: str) -> Iterator[Finding]:
    fact = getattr(known, name)
    there = {"counters": known.counted_elsewhere, "replica": known.replicated}.get(name, True)
    if fact is None and there:
        yield Finding(name, State.UNKNOWN, "unread")
    elif fact is not None:
        yield from (Finding(name, *verdict) for verdict in CHECKS[name](fact, known))


def _database(one: Database, known: Known) -> Verdicts:
    told = {"engine": one.engine, "version": ".".join(map(str, one.version)), "took": one.took}
    found = list(_sqlite(one) if one.engine == "SQLite" else _postgresql(one, known.now))
    if not one.searched:
        found.append((State.WARNING, "database-unsearched"))
    if one.took >= SLOW:
        found.append((State.WARNING, "database-slow"))
    good = (State.GOOD, "database-sound" if one.sound else "database")
    yield from ((state, kind, told) for state, kind in found or [good])


def _sqlite(one: Database) -> Iterator[tuple[State, str]]:
    if one.sound is False:
        yield State.BAD, "database-damaged"
    if not one.keys_held:
        yield State.BAD, "database-loose"
    if one.journal != "wal":
        yield State.WARNING, "database-no-wal"


def _postgresql(one: Database, now: datetime) -> Iterator[tuple[State, str]]:
    major = one.version[0]
    if major < OLDEST_POSTGRESQL:
        yield State.WARNING, "database-old"
    elif major in LAST_FIXES and LAST_FIXES[major] < now.date():
        yield State.WARNING, "database-unmaintained"


def _migrations(one: Standing, _: Known) -> Verdicts:
    told = {"at": one.at, "newest": one.newest, "waiting": one.waiting}
    if one.fits:
        yield State.WARNING, "migrations-newer", told
    elif not one.known:
        yield State.BAD, "migrations-ahead", told
    elif one.waiting:
        yield State.BAD, "migrations-behind", told
    else:
        yield State.GOOD, "migrations", told


def _mail(one: Mail, known: Known) -> Verdicts:
    told = {
        "last": one.last_sent_at,
        "waiting": one.queued + one.failing,
        "failing": one.failing,
        "given_up": one.given_up,
        "since": one.overdue_since,
        "problem": one.problem,
    }
    if not one.server:
        yield State.WARNING, "mail-none", told
        return
    if one.failing:
        yield State.WARNING, "mail-failing", told
    if one.given_up:
        yield State.WARNING, "mail-given-up", told
    if one.overdue_since and one.overdue_since + STUCK <= known.now:
        yield State.BAD, "mail-stuck", told
    elif not (one.failing or one.given_up):
        yield State.GOOD, "mail", told


def _worker(one: Lease, known: Known) -> Verdicts:
    if one.until is None:
        yield State.BAD, "worker-never", {}
    elif one.until > known.now:
        yield State.GOOD, "worker", {}
    elif one.until + CHANGING > known.now:
        yield State.GOOD, "worker-changing", {}
    else:
        yield State.BAD, "worker-gone", {"since": one.until}


def _jobs(runs: tuple[Run, ...], known: Known) -> Verdicts:
    at_work = known.worker and known.worker.until and known.worker.until > known.now
    for run in runs:
        told = {"job": run.job, "at": run.at, "problem": run.facts.get("problem")}
        if run.failed:
            yield State.WARNING, "job-failed", told
        elif run.every and at_work and run.at + LATE < known.now:  # with nobody at work, the worker is the finding
            yield State.WARNING, "job-late", told
    well = tuple((run.job, run.at, run.facts) for run in runs if not run.failed)
    if well:
        yield State.GOOD, "jobs", {"runs": well}
    elif not runs:
        yield State.UNKNOWN, "jobs-none", {}


def _clock(one: Clock, known: Known) -> Verdicts:
    ahead = one.ahead
    if ahead is not None and abs(ahead) > SKEWED:
        told = {"ahead": ahead} if ahead > timedelta() else {"behind": -ahead}
        yield State.BAD if abs(ahead) > UNBEARABLE else State.WARNING, "clock-off", told
    if one.newest and one.newest > known.now + SKEWED:
        yield State.WARNING, "clock-back", {"newest": one.newest}
    elif ahead is None:
        yield State.GOOD, "clock-one", {}
    elif abs(ahead) <= SKEWED:
        yield State.GOOD, "clock", {}


def _keys(one: Keys, known: Known) -> Verdicts:
    told = {"older": one.count - 1, "since": one.since}
    if one.since is None:
        yield State.UNKNOWN, "key-unseen", told
    elif one.since + OLD_KEY < known.now:
        yield State.WARNING, "key-old", told
    else:
        yield State.GOOD, "key", told


def _chain(one: Chain, known: Known) -> Verdicts:
    told = {
        "segment": one.segment,
        "number": one.sequence,
        "hash": one.hash[:12],
        "at": one.verified_at,
        "by": one.by,
    }
    if one.verified_at is None:
        yield State.UNKNOWN, "chain-unverified", told
    elif not one.whole:
        yield State.BAD, "chain-broken", told
    elif one.verified_at + VERIFIED_LONG_AGO < known.now:
        yield State.WARNING, "chain-long-ago", told
    else:
        yield State.GOOD, "chain", told


def _disk(one: Disk, _: Known) -> Verdicts:
    told = {"size": one.size, "log": one.log, "free": one.free}
    if one.log > LONG_LOG:
        yield State.WARNING, "disk-long-log", told
    if one.free is None:
        yield State.GOOD, "disk-elsewhere", told
    elif one.free < HARDLY_ANY:
        yield State.BAD, "disk-full", told
    elif one.free < LITTLE:
        yield State.WARNING, "disk-low", told
    else:
        yield State.GOOD, "disk", told


def _zones(there: bool, _: Known) -> Verdicts:
    yield (State.GOOD, "zones", {}) if there else (State.WARNING, "zones-missing", {})


def _place(one: Place, _: Known) -> Verdicts:
    told = {"home": one.home, "practice": one.practice}
    if one.practice and not one.loopback:
        yield State.BAD, "place-practice", told
    if one.home.startswith("http://") and not one.loopback:
        yield State.BAD, "place-in-clear", told
    elif not one.practice or one.loopback:
        yield State.GOOD, "place", told


def _counters(answer: bool, _: Known) -> Verdicts:
    yield (State.GOOD, "counters", {}) if answer else (State.BAD, "counters-away", {})


CHECKS: dict[str, Callable[[Any, Known], Verdicts]] = {
    "database": _database,
    "migrations": _migrations,
    "mail": _mail,
    "worker": _worker,
    "jobs": _jobs,
    "retention": retention_checkup.verdicts,
    "clock": _clock,
    "keys": _keys,
    "chain": _chain,
    "disk": _disk,
    "place": _place,
    "zones": _zones,
    "counters": _counters,
    "replica": replica_checkup.verdicts,
}
