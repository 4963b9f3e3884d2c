"""The front door: one call, one transaction, one commit."""

import logging
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import Engine

from usercore.answering import answering
from usercore.crypto.tokens import derived_key, digest
from usercore.database import asking, writing
from usercore.database_months import look_after
from usercore.engines import connect
from usercore.errors import NotAllowed, WrongCode, WrongPassword
from usercore.events import Event, Outcome
from usercore.gate import identify, is_open_to
from usercore.opening import migrate, secret_keys
from usercore.settings import Settings
from usercore.steps import readings
from usercore.transactions import Transactions
from usercore.work import Actor, Block, Counted, Deed, Watcher

T = TypeVar("T")
log = logging.getLogger("usercore")


class Core(Transactions):
    """usercore on one database. Share one per process; safe to call from many threads."""

    watcher: Watcher | None = None  # told of every call once it is over

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
        with answering(), asking(self.engine, longest=self._longest(bearer, None)) as connection:
            return identify(connection, bearer, self._clock(), self.settings)[0]

    # --- calls -----------------------------------------------------------------------------------------------------

    def call(self, actor: Actor, deed: Deed[..., T], /, **wanted: Any) -> T:
        """Run one action or frame as `actor`: all of it happens and is recorded, or none of it.

        Raises a `Refusal` when it may not be or cannot be; returns the action's receipt or the frame.
        """
        if self.watcher is None:
            return self._call(actor, deed, wanted)
        began = perf_counter()
        outcome: object = None
        try:
            outcome = receipt = self._call(actor, deed, wanted)
        except BaseException as raised:
            outcome = raised
            raise
        finally:
            self._tell(deed, perf_counter() - began, outcome)
        return receipt

    def _tell(self, deed: Deed[..., Any], seconds: float, outcome: object) -> None:
        try:
            if self.watcher:
                self.watcher.saw(deed, seconds, outcome)
        except Exception:  # what was done is done: a watcher that fails must not say otherwise
            log.exception("a watcher of calls")

    def _call(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any]) -> T:
        limited = deed.needs.limits or deed.needs.limits_in
        counted, known = self._count(actor, deed, wanted) if limited else ((), {})
        try:
            if deed.room == "frames":
                return self._ask(actor, deed, wanted)
            if deed.needs.prepare:
                if not is_open_to(actor, deed):
                    with self._work(actor, deed, wanted, writes=False):
                        pass  # nobody makes us compute what they may not ask for
                wanted["prepared"] = deed.needs.prepare(
                    lambda: self._work(actor, deed, wanted, writes=False), **wanted, **known
                )
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
        about = one[0] if len(one) == 1 else told.get("user_id")
        facts = {"export": export.needs.called or export.name, "about": about}
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
                    facts = {**facts, **(block.facts or {})}
            event, outcome = Event.EXPORT_FINISHED, Outcome.DONE
        finally:
            self._note(actor, event, outcome=outcome, rows=rows, **facts)

    # --- how -------------------------------------------------------------------------------------------------------

    def _ask(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any]) -> T:
        if deed.needs.replica and self._replica:
            return self._answer(actor, deed, wanted, self._replica)
        with self._work(actor, deed, wanted, writes=False) as work:
            news = deed.needs.recorded and readings.is_news(work, deed, wanted)
            answer = deed(work, **wanted)
        if news:  # before anyone sees the answer: what cannot be recorded is not read
            with self._work(actor, deed, wanted, writes=True) as work:
                readings.record(work, deed, wanted, answer)
        return answer

    def _do(self, actor: Actor, deed: Deed[..., T], wanted: dict[str, Any], counted: tuple[Counted, ...]) -> T:
        def once() -> T:
            with self._work(actor, deed, wanted, writes=True) as work:
                work.counted = counted
                receipt = deed(work, **wanted)
                work.seal()
            return receipt

        return self._insist(once)


def as_it_stands(engine: Engine, settings: Settings, *, clock: Callable[[], datetime] | None = None) -> Core:
    """Open a database that is at its newest schema already: nothing is migrated.

    Raises `BadSetting` or `CannotWrite` where there is no key.
    """
    return Core(engine, settings, secret_keys(settings), clock or (lambda: datetime.now(UTC)))


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
        core = as_it_stands(engine, settings, clock=clock)
        with writing(engine) as connection:
            look_after(connection, core.now())
    except BaseException:
        engine.dispose()
        raise
    return core
