"""What can be known of the health of the house, and what is found in it. Pure: no table, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from usercore.schema import Standing

Facts = Mapping[str, Any]


class State(StrEnum):
    """In the order in which they want to be read."""

    BAD = "bad"
    WARNING = "warning"
    UNKNOWN = "unknown"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found by a check: how it stands, and the facts its sentence is made of."""

    check: str
    state: State
    kind: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """`sound` is None where it was not looked at; it and the two before it are SQLite's."""

    engine: str
    version: tuple[int, ...]
    took: timedelta
    journal: str = "wal"
    keys_held: bool = True
    sound: bool | None = None
    searched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Letters that wait or fail now, and those given up in the last day; overdue is the one that waits the longest."""

    server: bool
    last_sent_at: datetime | None = None
    queued: int = 0
    failing: int = 0
    given_up: int = 0
    overdue_since: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when a worker holds, or held, the right to work; None: none ever did."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """The last of one job; `every`: by the minute, so that it can be late."""

    job: str
    at: datetime
    failed: bool
    every: bool
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The last run that was no dry one (`began` None: there was none), and what it left alone, in words."""

    began: datetime | None = None
    outcome: str = ""
    problem: str | None = None
    capped: str = ""
    done: int = 0
    late: bool = False  # one should have come since
    reviews: int = 0  # legal holds that somebody should have looked at


@dataclass(frozen=True, slots=True)
class Clock:
    """How far the database's clock is ahead of ours (None: it is ours), and the newest entry of the log."""

    ahead: timedelta | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Keys:
    """How many secret keys there are, and since when the newest is known to be at work."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Where the audit log ends, and when somebody last verified it."""

    segment: str
    sequence: int
    hash: str
    verified_at: datetime | None = None
    whole: bool = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class Disk:
    """In bytes; what is free is not known where the database is on a machine of its own."""

    size: int
    log: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """Whether it answers and follows this database; its lag (None: not known), and whether that is near enough."""

    answers: bool = True
    follows: bool = True
    lag: timedelta | None = None
    near: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where people find us."""

    home: str
    loopback: bool
    practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was found out; None where that failed or took too long."""

    now: datetime
    database: Database | None = None
    migrations: Standing | None = None
    mail: Mail | None = None
    worker: Lease | None = None
    jobs: tuple[Run, ...] | None = None
    retention: Retention | None = None
    clock: Clock | None = None
    keys: Keys | None = None
    chain: Chain | None = None
    disk: Disk | None = None
    zones: bool | None = None
    place: Place | None = None
    counters: bool | None = None
    counted_elsewhere: bool = False  # not in this database
    replica: Replica | None = None
    replicated: bool = False
