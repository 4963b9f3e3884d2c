"""Work that nobody waits for: letters are carried, and what is due by the clock is done, by one process at a time."""

import logging
import secrets
from contextlib import suppress
from datetime import timedelta

from usercore.actions import leases, outbox, tidying
from usercore.core import Core
from usercore.errors import UsercoreError
from usercore.frames import house
from usercore.mail import rendering
from usercore.mail.carrier import Carrier, Line, Mail, Undelivered
from usercore.mail.letters import LetterKind
from usercore.work import Actor

EVERY_SECONDS = 2  # a letter should be on its way before its reader looks for it
JOBS_EVERY = timedelta(minutes=1)
LEASE, SPAN = "worker", timedelta(seconds=30)
log = logging.getLogger("usercore")


class Worker:
    """One process's worker; of several, the one that holds the lease works, and if it dies another takes over."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.me = Actor.system("worker")
        self.holder = secrets.token_hex(8)
        settings = core.settings
        self.carrier = (
            Carrier.from_url(
                settings.smtp_url.get_secret_value(), sender=settings.mail_from, ca_file=settings.smtp_ca_file
            )
            if settings.smtp_url
            else None
        )
        self._turns = 0

    def turn(self) -> int:
        """Do what is due now; returns how many letters the mail server took."""
        due = self.core.call(self.me, house.due, lease=LEASE).iloc[0]
        if due.holder not in (None, self.holder):
            return 0
        every = int(JOBS_EVERY.total_seconds()) // EVERY_SECONDS
        renew, jobs = self._turns % 5 == 0 or due.holder is None, self._turns % every == 0
        if renew and not self.core.call(self.me, leases.take, name=LEASE, holder=self.holder, span=SPAN):
            return 0
        self._turns += 1
        if jobs:
            self.by_the_clock()
        return self.carry() if due.letters and self.carrier else 0

    def stop(self) -> None:
        """Let another process work."""
        with suppress(UsercoreError):
            self.core.call(self.me, leases.give_back, name=LEASE, holder=self.holder)

    def by_the_clock(self) -> None:
        """What the passing of time brings about."""
        self.core.call(self.me, tidying.lift_ended_suspensions)
        self.core.call(self.me, tidying.drop_what_ended)

    def carry(self) -> int:
        """Carry every letter that is due over one connection, and write down how it went with each."""
        if self.carrier is None:
            return 0
        taken = 0
        with self.carrier.line() as line:
            while claimed := self.core.call(self.me, outbox.claim):
                taken += sum(self._carry_one(line, letter) for letter in claimed)
        return taken

    def _carry_one(self, line: Line, letter: outbox.Claimed) -> bool:
        try:
            line.send(self._written(letter))
        except Undelivered as broken:
            wanted = {"letter_id": letter.id, "said": broken.said, "for_good": broken.for_good}
            self.core.call(self.me, outbox.failed, **wanted)
            return False
        except Exception:  # one letter that cannot be written must not keep the others
            log.exception("letter %s", letter.id)
            self.core.call(self.me, outbox.failed, letter_id=letter.id, said="It could not be written; see the log.")
            return False
        self.core.call(self.me, outbox.sent, letter_id=letter.id)
        return True

    def _written(self, letter: outbox.Claimed) -> Mail:
        rendered = rendering.render(
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
