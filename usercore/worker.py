"""Work that nobody waits for: letters are carried, and what is due by the clock is done, by one process at a time."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

from usercore.actions import (
    erasures,
    jobs,
    keys,
    leases,
    outbox,
    requests,
    retention,
    search,
    segments,
    sessions,
    tidying,
)
from usercore.core import Core
from usercore.errors import DatabaseAway, NotFound, UsercoreError
from usercore.frames import house
from usercore.mail import rendering
from usercore.mail.carrier import Line, Mail, Undelivered
from usercore.mail.knocking import carrier_of
from usercore.mail.letters import LetterKind
from usercore.work import Actor, Deed

EVERY_SECONDS = 2  # a letter should be on its way before its reader looks for it
JOBS_EVERY = timedelta(minutes=1)
LEASE, SPAN, RENEW_EVERY = "worker", timedelta(seconds=30), timedelta(seconds=10)
# What the passing of time brings about; the newest run of each is kept under its name.
JOBS: dict[str, Deed[..., Any]] = {
    "suspensions": tidying.lift_ended_suspensions,
    "sessions": sessions.write_down_expired,
    "set-aside": outbox.set_aside,
    "tidying": tidying.drop_what_ended,
    "search": search.weigh,
    "requests": requests.erase_due,
    "erasures-filed": erasures.file,
    "erasures-scrubbed": erasures.scrubbed,
    "months": segments.look_after_months,
    "retention": retention.daily,
}
BATCHES_A_TURN = 50  # of a run: letters come between
LETTERS = "letters"  # the job that runs when there is something to carry
Runs = dict[str, tuple[datetime, Mapping[str, Any]]]
log = logging.getLogger("usercore")


class Worker:
    """One process's worker; of several, the one that holds the lease works, and if it dies another takes over."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.me = Actor.system("worker")
        self.holder = secrets.token_hex(8)
        self.leaving = Event()  # set: finish the letter in hand, and no more
        self.carrier = carrier_of(core.settings)
        self._renew_at = self._jobs_at = core.now()
        self._to_note: list[UUID] = []  # sent, and not yet written down
        self._key_noted = self._clears = False

    def turn(self) -> int:
        """Do what is due now, whatever happens: a worker that ended would end in silence, and letters with it."""
        try:
            return self.do_what_is_due()
        except UsercoreError as away:
            log.warning("%s", away)
        except Exception:
            log.exception("a turn of the worker")
        return 0

    def do_what_is_due(self) -> int:
        """One turn; returns how many letters the mail server took. Raises `DatabaseAway`."""
        self._note_sent()
        due = self.core.call(self.me, house.due, lease=LEASE).iloc[0]
        if due.holder not in (None, self.holder) or not self._hold(renew=due.holder is None):
            return 0
        if self.core.now() >= self._jobs_at:
            self._jobs_at = self.core.now() + JOBS_EVERY  # first, so that a job that fails does not keep the letters
            self.by_the_clock()
            self._clears = True
        if self._clears:
            self.clear()
        return self.carry() if due.letters else 0

    def stop(self) -> None:
        """Let another process work."""
        with suppress(UsercoreError):
            self._note_sent()
            self.core.call(self.me, leases.give_back, name=LEASE, holder=self.holder)

    def by_the_clock(self) -> None:
        """What the passing of time brings about. A job that fails is on record, and keeps no other."""
        if not self._key_noted:
            self.core.call(self.me, keys.note)
            self._key_noted = True
        runs: Runs = {}
        for name, job in JOBS.items():
            began = self.core.now()
            runs[name] = began, self._done(name, job)
        self.core.call(self.me, jobs.note, runs=runs)

    def _done(self, name: str, job: Deed[..., int | None]) -> Mapping[str, Any]:
        """What is kept of a run. Raises `DatabaseAway`: then nothing can be."""
        try:
            many = self.core.call(self.me, job)
        except DatabaseAway:
            raise
        except Exception as broken:
            log.exception("the job %s", name)
            return {"problem": str(broken) if isinstance(broken, UsercoreError) else type(broken).__name__}
        return {"done": many or 0}

    def clear(self) -> None:
        """Go on with the run of the rules that is under way, if there is one, batch by batch. Raises `DatabaseAway`."""
        for _ in range(BATCHES_A_TURN):
            if self.leaving.is_set() or not self._hold():
                return
            try:
                self._clears = self.core.call(self.me, retention.step)
            except DatabaseAway:
                raise
            except Exception as broken:
                log.exception("a run of the rules")
                problem = str(broken) if isinstance(broken, UsercoreError) else type(broken).__name__
                self.core.call(self.me, retention.give_up, problem=problem)
            if not self._clears:
                return

    def carry(self) -> int:
        """Carry every letter that is due over one connection, and write down how it went with each.

        A connection that breaks ends the turn: a dead server is not asked again for every letter that waits.
        """
        if self.carrier is None:
            return 0
        began, tried, taken = self.core.now(), 0, 0
        with self.carrier.line() as line:
            while not self.leaving.is_set() and not line.broke and self._hold():
                claimed = self.core.call(self.me, outbox.claim)
                if not claimed:
                    break
                tried += len(claimed)
                taken += sum(self._carry_one(line, letter) for letter in claimed)
        if tried:
            told = {"done": taken, "not_taken": tried - taken}
            self.core.call(self.me, jobs.note, runs={LETTERS: (began, told)})
        return taken

    def _hold(self, *, renew: bool = False) -> bool:
        """Take the lease, or renew it well before it ends; False once another process has it."""
        now = self.core.now()
        if now < self._renew_at and not renew:
            return True
        held = self.core.call(self.me, leases.take, name=LEASE, holder=self.holder, span=SPAN)
        self._renew_at = now + RENEW_EVERY if held else now
        return held

    def _carry_one(self, line: Line, letter: outbox.Claimed) -> bool:
        try:
            line.send(self._mail(letter))
        except Undelivered as broken:
            self._note_failed(letter, broken.said, for_good=broken.for_good)
            return False
        except Exception:  # one letter that cannot be written must not keep the others
            log.exception("letter %s", letter.id)
            self._note_failed(letter, "it could not be written; see the log")
            return False
        self._to_note.append(letter.id)
        self._note_sent()
        return True

    def _note_failed(self, letter: outbox.Claimed, said: str, *, for_good: bool = False) -> None:
        with suppress(NotFound):  # its person was deleted for ever meanwhile
            self.core.call(self.me, outbox.failed, letter_id=letter.id, said=said, for_good=for_good)

    def _note_sent(self) -> None:
        """Write down what was sent; where the database is away just now, in the next turn, so that nobody gets it
        twice.
        """
        while self._to_note:
            with suppress(NotFound):
                self.core.call(self.me, outbox.sent, letter_id=self._to_note[0])
            self._to_note.pop(0)

    def _mail(self, letter: outbox.Claimed) -> Mail:
        rendered = rendering.written(
            LetterKind(letter.kind),
            to_name=letter.name,
            facts=letter.facts,
            link=letter.link,
            home=self.core.settings.home,
            product=self.core.settings.product,
            zone=letter.time_zone,
            ends_at=letter.ends_at,
            template=rendering.Template(*letter.text) if letter.text else None,
        )
        return Mail(
            to=letter.to,
            name=letter.name,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=letter.id.hex,
            at=self.core.now(),
        )
