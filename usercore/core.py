"""The front door: one call, one transaction, one commit."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from limits.storage import RedisStorage
from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import Session

from usercore import limits
from usercore.crypto.ids import uuid7
from usercore.crypto.tokens import derived_key, digest
from usercore.database import TRY_AGAIN, answering, connect, reading, writing
from usercore.errors import DatabaseAway, NotAllowed, TooManyAttempts, WrongCode, WrongPassword
from usercore.events import Event, Outcome
from usercore.gate import authorise, identify
from usercore.models import UserSession
from usercore.opening import migrate, secret_keys
from usercore.settings import Settings
from usercore.steps import readings
from usercore.work import Actor, Attempt, Block, Counted, Deed, Work

T = TypeVar("T")
TRIES = 5  # PostgreSQL ends one of two transactions that wait for each other; it may simply try again


class Core:
    """usercore on one database. Share one per process; safe to call from many threads."""

    def __init__(
        self, engine: Engine, settings: Settings, keys: tuple[str, ...], clock: Callable[[], datetime]
    ) -> None:
        self.engine = engine
        self.settings = settings
        self._keys = keys
        self._clock = clock
        self._counters = limits.shared_counters(settings.rate_limit_url)

    def now(self) -> datetime:
        """The moment it is, by the clock this was opened with."""
        return self._clock()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
        if isinstance(self._counters, RedisStorage):
            self._counters.storage.close()

    # --- who -------------------------------------------------------------------------------------------------------

    def bearer(self, token: str | None, *, address: str = "", agent: str = "", browser: str | None = None) -> Actor:
        """Whoever holds `token`, not looked up yet: the call they make will do that."""
        visitor = Actor.visitor(address=address, agent=agent, browser=browser)
        if not token:
            return visitor
        return replace(visitor, token_digests=tuple(digest(token, derived_key(key, "session")) for key in self._keys))

    def actor_for(self, token: str | None, *, address: str = "", agent: str = "", browser: str | None = None) -> Actor:
        """The person whose live session `token` is, or a visitor."""
        bearer = self.bearer(token, address=address, agent=agent, browser=browser)
        with answering(), reading(self.engine) as db:
            return identify(db, bearer, self._clock(), self.settings)[0]

    # --- calls -----------------------------------------------------------------------------------------------------

    def call(self, actor: Actor, deed: Deed[..., T], /, **wanted: Any) -> T:
        """Run one action or frame as `actor`: all of it happens and is recorded, or none of it.

        Raises a `Refusal` when it may not be or cannot be; returns the action's receipt or the frame.
        """
        counted = self._count(actor, deed, wanted) if deed.needs.limits or deed.needs.limits_in else ()
        try:
            if deed.room == "frames":
                return self._ask(actor, deed, wanted)
            if deed.needs.prepare:
                with self._work(actor, deed, wanted, writes=False):
                    pass  # nobody makes us compute what they may not ask for
                wanted["prepared"] = deed.needs.prepare(lambda: self._work(actor, deed, wanted, writes=False), **wanted)
            return self._do(actor, deed, wanted, counted)
        except NotAllowed as refusal:
            self._note(actor, Event.ACCESS_DENIED, permission=refusal.permission, deed=deed.name)
            raise
        except (WrongCode, WrongPassword):
            self._note(actor, Event.PROOF_REFUSED, own=True, deed=deed.name)
            raise

    def stream(self, actor: Actor, export: Deed[..., Generator[Block]], /, **wanted: Any) -> Generator[bytes]:
        """Run one export, in constant memory. That it started, with its filter, is committed before the first byte;
        how it ended, with its rows, after the last.
        """
        told = readings.plainly(wanted)
        one = (told.get("query") or {}).get("ids", [])
        facts = {"export": export.name, "about": one[0] if len(one) == 1 else None}
        personal = {"wanted": readings.written(told)}
        if export.needs.prepare:
            wanted["prepared"] = export.needs.prepare(None, **wanted)
        self._note_allowed(actor, export, wanted, Event.EXPORT_STARTED, personal=personal, **facts)
        streamed = self._streamed(actor, export, wanted, facts)
        next(streamed)  # begun, so that whoever leaves before the first byte is noticed too
        return streamed

    def _streamed(
        self, actor: Actor, export: Deed[..., Generator[Block]], wanted: dict[str, Any], facts: dict[str, Any]
    ) -> Generator[bytes]:
        rows, event, outcome = 0, Event.EXPORT_BROKEN, Outcome.FAILED
        try:
            yield b""
            with self._work(actor, export, wanted, writes=False) as work, closing(export(work, **wanted)) as blocks:
                for block in blocks:
                    yield block.data
                    rows += block.rows
            event, outcome = Event.EXPORT_FINISHED, Outcome.DONE
        finally:
            self._note(actor, event, outcome=outcome, rows=rows, **facts)

    # --- how -------------------------------------------------------------------------------------------------------

    def _ask(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any]) -> T:
        with self._work(actor, deed, wanted, writes=False) as work:
            news = deed.needs.recorded and readings.is_news(work, deed, wanted)
            answer = deed(work, **wanted)
        if news:  # before anyone sees the answer: what cannot be recorded is not read
            with self._work(actor, deed, wanted, writes=True) as work:
                readings.record(work, deed, wanted)
        return answer

    def _do(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any], counted: tuple[Counted, ...]) -> T:
        def once() -> T:
            with self._work(actor, deed, wanted, writes=True) as work:
                work.counted = counted
                receipt = deed(work, **wanted)
                work.seal()
            return receipt

        return self._insist(once)

    @contextmanager
    def _work(
        self, actor: Actor, deed: Deed[..., Any] | None, wanted: dict[str, Any], *, writes: bool
    ) -> Iterator[Work]:
        now = self._clock()
        seen = None
        with answering(), (writing if writes else reading)(self.engine) as db:
            actor, due = identify(db, actor, now, self.settings)
            if deed:
                authorise(db, actor, deed, wanted)
            seen = actor.session_id if due else None
            yield self._opened(db, actor, now, writes=writes)
        if seen:
            self._note_seen(seen, now)

    def _opened(self, db: Session, actor: Actor, now: datetime, *, writes: bool) -> Work:
        return Work(
            db=db,
            actor=actor,
            now=now,
            settings=self.settings,
            secrets=self._keys,
            call_id=uuid7(now),
            writes=writes,
            counters=self._counters or limits.SqlCounters(db, now),
        )

    def _note_seen(self, session_id: UUID, now: datetime) -> None:
        # The call itself is committed: what it did must not be reported as failed because of this.
        with suppress(OperationalError, NoConnectionLeft), writing(self.engine) as db:
            db.execute(
                update(UserSession)
                .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
                .values(last_seen_at=now)
                .execution_options(synchronize_session=False)
            )

    def _count(self, actor: Actor, deed: Deed[..., Any], wanted: dict[str, Any]) -> tuple[Counted, ...]:
        """Count the attempt in a transaction of its own: a refusal must not take it back."""
        now = self._clock()
        attempts = list(deed.needs.limits(actor, self.settings, wanted)) if deed.needs.limits else []
        if deed.needs.limits_in:
            with self._work(actor, None, wanted, writes=False) as work:
                attempts += deed.needs.limits_in(work, wanted)
        counted = self._insist(lambda: self._counted(attempts, now))
        over = [one for one in counted if one.over]
        for one in over:
            if one.count == one.times + 1:  # once a window: a flood must not flood the log
                self._note(actor, Event.LIMIT_REACHED, limit=one.limit)
        if loud := [one.ends_at for one in over if not one.quiet]:
            raise TooManyAttempts(again_in=max(loud) - now)
        return counted

    def _counted(self, attempts: list[Attempt], now: datetime) -> tuple[Counted, ...]:
        with answering(), writing(self.engine) as db:
            counters, pepper = self._counters or limits.SqlCounters(db, now), derived_key(self._keys[0], "limits")
            return limits.count(counters, attempts, limits.rules(db), now, pepper)

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


def open_core(
    url: str | None = None, *, settings: Settings | None = None, clock: Callable[[], datetime] | None = None
) -> Core:
    """Open usercore on the database at `url` (default: the settings'), created and migrated as needed.

    Raises a `CannotStart`, whose sentence says what to do.
    """
    if settings is None:
        settings = Settings.from_environment(**({"database_url": url} if url else {}))
    elif url:
        settings = settings.model_copy(update={"database_url": url})
    engine = connect(settings)
    try:
        migrate(engine)
        keys = secret_keys(settings)
        return Core(engine, settings, keys, clock or (lambda: datetime.now(UTC)))
    except BaseException:
        engine.dispose()
        raise
