"""How each call meets the database: one transaction each, tried again where the database asks for it, and what is
counted and noted beside it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from limits.storage import RedisStorage
from sqlalchemy import Connection, Engine, bindparam, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from usercore import limits
from usercore.answering import TRY_AGAIN, answering
from usercore.checkouts import pools
from usercore.counters import SqlCounters, shared_counters
from usercore.crypto.ids import uuid7
from usercore.database import asking, writing
from usercore.errors import DatabaseAway, NotAllowed, TooManyAttempts
from usercore.events import Event, Outcome
from usercore.gate import authorise, identify
from usercore.models import UserSession
from usercore.replica import GaveWay, Replica, replica
from usercore.settings import Settings
from usercore.work import Actor, Attempt, Counted, Deed, Kind, Work

T = TypeVar("T")
NOT_LONG = 0.1  # seconds
TRIES = 5  # PostgreSQL ends one of two transactions that wait for each other; it may simply try again
SEEN = (
    update(UserSession.__table__)  # type: ignore[arg-type]
    .where(UserSession.id == bindparam("session"), UserSession.ended_at.is_(None))
    .values(last_seen_at=bindparam("now"))
)


class Transactions:
    """The transactions of one database."""

    def __init__(
        self, engine: Engine, settings: Settings, keys: tuple[str, ...], clock: Callable[[], datetime]
    ) -> None:
        self.engine = engine
        self.settings = settings
        self._keys = keys
        self._clock = clock
        self._counters = shared_counters(settings.rate_limit_url)
        self._replica = replica(settings)

    def now(self) -> datetime:
        """The moment it is, by the clock this was opened with."""
        return self._clock()

    def connections(self) -> dict[str, int]:
        """How many this process has in hand, how many lie ready, and how many more it may open."""
        each = pools(self.engine)
        busy, idle = sum(pool.checkedout() for pool in each), sum(pool.checkedin() for pool in each)
        return {"busy": busy, "idle": idle, "unopened": max(self.settings.pool_size - busy - idle, 0)}

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
        if self._replica:
            self._replica.engine.dispose()
        if isinstance(self._counters, RedisStorage):
            self._counters.storage.close()

    @contextmanager
    def _work(
        self, actor: Actor, deed: Deed[..., Any] | None, wanted: dict[str, Any], *, writes: bool
    ) -> Iterator[Work]:
        now = self._clock()
        seen, longest = None, self._longest(actor, deed, writes=writes)
        with answering(), ExitStack() as ending:
            opened = writing if writes else asking
            connection = ending.enter_context(opened(self.engine, longest=longest))
            actor, due = identify(connection, actor, now, self.settings)
            if deed:
                authorise(connection, actor, deed, wanted)
            seen = actor.session_id if due else None
            yield self._opened(connection, ending, actor, now, writes=writes)
        if writes and self._replica and actor.kind is not Kind.SYSTEM:
            self._replica.wrote(actor.user_id)
        if seen:
            self._note_seen(seen, now)

    def _longest(self, actor: Actor, deed: Deed[..., Any] | None, *, writes: bool = False) -> timedelta | None:
        """How long a statement may take. The house's own programs, and what streams, take as long as they take."""
        if actor.kind is Kind.SYSTEM or (deed and (deed.needs.unhurried or deed.room == "exports")):
            return None
        return self.settings.statement_timeout_writing if writes else self.settings.statement_timeout

    def _answer(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any], replica: Replica) -> T:
        """A frame that a replica may answer: who asks, and whether they may, is read on the primary either way."""
        try:
            with answering(), ExitStack() as stack:
                with self._work(actor, deed, wanted, writes=False) as work:
                    longest = self._longest(actor, deed)
                    there = stack.enter_context(replica.reading(work.connection, work.actor.user_id, work.now, longest))
                    if there is None:
                        return deed(work, **wanted)
                answer = deed(replace(work, opened=there.connection, session=None, ending=stack), **wanted)
        except GaveWay:
            with self._work(actor, deed, wanted, writes=False) as work:
                return deed(work, **wanted)
        if there.as_of and hasattr(answer, "attrs"):
            answer.attrs["as_of"] = there.as_of
        return answer

    def _opened(self, connection: Connection, ending: ExitStack, actor: Actor, now: datetime, *, writes: bool) -> Work:
        return Work(
            opened=connection,
            ending=ending,
            actor=actor,
            now=now,
            settings=self.settings,
            secrets=self._keys,
            call_id=uuid7(now),
            writes=writes,
            counters=self._counters or SqlCounters(connection, now),
            replica=self._replica,
        )

    def _note_seen(self, session_id: UUID, now: datetime) -> None:
        # The call itself is committed: what it did must not be reported as failed because of this, nor be kept waiting
        # by those who write. What is not noted now is noted with the next call.
        longest = self.settings.statement_timeout_writing
        with (
            suppress(OperationalError, NoConnectionLeft, DatabaseAway),
            writing(self.engine, longest=longest, in_line=NOT_LONG) as connection,
        ):
            connection.execute(SEEN, {"session": session_id, "now": now})

    def _count(
        self, actor: Actor, deed: Deed[..., Any], wanted: dict[str, Any]
    ) -> tuple[tuple[Counted, ...], dict[str, Any]]:
        """Count the attempt in a transaction of its own: a refusal must not take it back. What the deed looks up there
        comes along, by its name.
        """
        now = self._clock()
        attempts = list(deed.needs.limits(actor, self.settings, wanted)) if deed.needs.limits else []
        if deed.needs.limits_in:
            with self._work(actor, None, wanted, writes=False) as work:
                attempts += deed.needs.limits_in(work, wanted)
        counted, known = self._insist(lambda: self._counted(actor, deed, wanted, attempts, now))
        over = [one for one in counted if one.over]
        for one in over:
            if one.count == one.times + 1:  # once a window: a flood must not flood the log
                self._note(actor, Event.LIMIT_REACHED, limit=one.limit)
        if loud := [one.ends_at for one in over if not one.quiet]:
            raise TooManyAttempts(again_in=max(loud) - now)
        return counted, known

    def _counted(
        self, actor: Actor, deed: Deed[..., Any], wanted: dict[str, Any], attempts: list[Attempt], now: datetime
    ) -> tuple[tuple[Counted, ...], dict[str, Any]]:
        longest, look_up = self.settings.statement_timeout_writing, deed.needs.looks_up
        with answering(), ExitStack() as ending:
            opened = writing(self.engine, longest=longest, with_the_next=deed.needs.always_commits)
            work = self._opened(ending.enter_context(opened), ending, actor, now, writes=False)
            # First, since the counters that all share are locked from here to the commit.
            known = {"known": look_up(work, wanted)} if look_up else {}
            rules = limits.rules(work.connection)
            return limits.count(work.counters, attempts, rules, now, work.key("limits")), known

    @staticmethod
    def _insist(transaction: Callable[[], T]) -> T:
        """Run it again if the database ended it in favour of another; after `TRIES`, it does not answer."""
        for tries_left in reversed(range(TRIES)):
            try:
                return transaction()
            except DBAPIError as clash:
                if getattr(clash.orig, "sqlstate", None) not in TRY_AGAIN:
                    raise
                if not tries_left:
                    raise DatabaseAway from clash
        raise AssertionError

    def _note(self, actor: Actor, event: Event, *, own: bool = False, **facts: Any) -> None:
        with self._work(actor, None, {}, writes=True) as work:
            about = {"about": work.actor.user_id} if own else {}
            work.record(event, **{"outcome": Outcome.REFUSED, **about, **facts})
            work.seal()

    def _note_allowed(
        self, actor: Actor, deed: Deed[..., Any], wanted: dict[str, Any], event: Event, **facts: Any
    ) -> None:
        try:
            with self._work(actor, deed, wanted, writes=True) as work:
                work.record(event, **facts)
                work.seal()
        except NotAllowed as refusal:
            self._note(actor, Event.ACCESS_DENIED, permission=refusal.permission, deed=deed.name)
            raise
