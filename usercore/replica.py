"""A read replica: asked only while it keeps up, and never for less than its reader has already done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from usercore.answering import was_broken_off
from usercore.cannot_start import BadSetting
from usercore.checkouts import on_live_connection
from usercore.database import read_only
from usercore.engines import address, postgresql
from usercore.settings import Settings

NAME = "USERCORE_READ_DATABASE_URL"
CONNECT_WITHIN = 2  # seconds: the primary, which answers instead, is kept waiting meanwhile
RESTS_FOR = timedelta(seconds=10)  # one that is away, or too far behind, is not asked again before
WORTH_TELLING = timedelta(seconds=1)
MOST_WRITERS = 10_000
# Of one cluster both tell the same number; its log is one sequence of bytes, so that places in it can be compared.
# What lies in memory yet (no commit, while `synchronous_commit` is on) cannot have been sent: nobody is behind for it.
HERE = text(
    "SELECT pg_current_wal_insert_lsn() - '0/0' AS place, pg_current_wal_flush_lsn() - '0/0' AS on_disk,"
    " clock_timestamp() AS moment, system_identifier AS cluster FROM pg_control_system()"
)
THERE = (
    "SELECT pg_is_in_recovery() AS follows, pg_last_wal_replay_lsn() - '0/0' AS place,"
    " pg_last_xact_replay_timestamp() AS moment, system_identifier AS cluster FROM pg_control_system()"
)
log = logging.getLogger("usercore")


class GaveWay(Exception):  # noqa: N818 - the fact, as with all of ours
    """It went away in the middle, or ended the question in favour of what it replays."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a replica stands: whether it `follows` this database, and how far behind (None: not known)."""

    follows: bool
    behind: timedelta | None


@dataclass(frozen=True, slots=True)
class Answering:
    """A replica's transaction, and the moment it shows if that is worth telling."""

    connection: Connection
    as_of: datetime | None


@dataclass(slots=True, eq=False)
class Written:
    """That somebody wrote; up to which place of the log is asked when they next read."""

    place: int | None = None


def replica(settings: Settings) -> "Replica | None":
    """The replica that the settings name, not asked yet: one that is away keeps nobody from starting.

    Raises `BadSetting`.
    """
    if not settings.read_database_url:
        return None
    url = address(settings.read_database_url, NAME)
    if url.get_backend_name() != "postgresql":
        raise BadSetting(name=NAME, why="must begin with postgresql://")
    if settings.embedded:
        raise BadSetting(name=NAME, why="needs USERCORE_DATABASE_URL to be its PostgreSQL primary, not a SQLite file")
    if url == address(settings.database_url, "USERCORE_DATABASE_URL"):
        raise BadSetting(name=NAME, why="is USERCORE_DATABASE_URL again; leave it out without a replica")
    return Replica(postgresql(url, settings, connect_within=CONNECT_WITHIN), settings.replica_max_lag)


class Replica:
    """Safe to call from many threads."""

    def __init__(self, engine: Engine, max_lag: timedelta) -> None:
        self.engine = engine
        self.max_lag = max_lag
        self._written: dict[UUID | None, Written] = {}  # None: by someone who was nobody in particular yet
        self._lock = Lock()
        self._rests_until: datetime | None = None

    def wrote(self, who: UUID | None) -> None:
        """Remember it until the replica has it too: what one has just done, one sees."""
        with self._lock:
            if len(self._written) >= MOST_WRITERS:
                self._written.clear()
                who = None
            self._written[who] = Written()

    def rest(self, now: datetime) -> None:
        self._rests_until = now + RESTS_FOR

    @contextmanager
    def reading(
        self, primary: Connection, who: UUID | None, now: datetime, longest: timedelta | None
    ) -> Iterator[Answering | None]:
        """A transaction there, if it may answer: it follows the primary closely enough, and has all that `who` wrote."""
        if self._rests_until is not None and now < self._rests_until:
            yield None
            return
        with self._lock:  # before the place is asked
            marks = [(key, mark) for key in (who, None) if (mark := self._written.get(key))]
        here = primary.execute(HERE).one()
        try:
            connection, there = on_live_connection(self.engine, "", _asked)
        except (DBAPIError, NoConnectionLeft):
            log.warning("the read replica does not answer; the primary does", exc_info=True)
            self.rest(now)
            yield None
            return
        with connection:
            standing = _compared(here, there)
            if not self.near_enough(standing):
                self.rest(now)
                yield None
            elif not self._has(marks, int(here.place), int(there.place)):
                yield None
            else:
                as_of = _worth_telling(standing, here.moment)
                with self._giving_way(now), self._begun(connection, longest):
                    yield Answering(connection, as_of)

    @contextmanager
    def _begun(self, connection: Connection, longest: timedelta | None) -> Iterator[None]:
        connection.rollback()  # sends nothing: it makes way for what begins now
        connection.execution_options(begin=read_only(self.engine, longest))
        with connection.begin():
            yield

    @contextmanager
    def _giving_way(self, now: datetime) -> Iterator[None]:
        try:
            yield
        except OperationalError as broken:
            if was_broken_off(broken):
                raise  # the primary would take as long
            log.warning("the read replica gave way; the primary answers", exc_info=True)
            self.rest(now)
            raise GaveWay from broken

    def standing(self, primary: Connection) -> Standing:
        """How it stands now. Raises what the driver raises where it does not answer."""
        here = primary.execute(HERE).one()  # first: what is written while it answers is not yet due there
        connection, there = on_live_connection(self.engine, "", _asked)
        connection.close()
        return _compared(here, there)

    def near_enough(self, standing: Standing) -> bool:
        """Whether it may be asked."""
        return standing.follows and standing.behind is not None and standing.behind <= self.max_lag

    def _has(self, marks: list[tuple[UUID | None, Written]], here: int, there: int) -> bool:
        """Whether all of it is there; what is need not be asked about again."""
        has_all = True
        for key, mark in marks:
            if mark.place is None:
                mark.place = here  # the commit is before this place
            if mark.place > there:
                has_all = False
                continue
            with self._lock:
                if self._written.get(key) is mark:
                    del self._written[key]
        return has_all


def _asked(connection: Connection) -> Row[tuple[bool, int, datetime, int]]:
    """Before its transaction begins: one sees at least what had been replayed when this was answered."""
    return connection.exec_driver_sql(THERE).one()


def _compared(here: Row[tuple[int, int, datetime, int]], there: Row[tuple[bool, int, datetime, int]]) -> Standing:
    """By the primary's clock alone: the last commit that was replayed bears its time."""
    if not there.follows or there.cluster != here.cluster:
        return Standing(follows=False, behind=None)
    if there.place >= here.on_disk:
        return Standing(follows=True, behind=timedelta())
    behind = max(here.moment - there.moment, timedelta()) if there.moment else None
    return Standing(follows=True, behind=behind)


def _worth_telling(standing: Standing, moment: datetime) -> datetime | None:
    behind = standing.behind or timedelta()
    return moment - behind if behind > WORTH_TELLING else None
