"""Whom the auditor looked at in full, and why: told in the log, long over."""

from collections.abc import Iterable
from random import Random

from usercore.events import Event
from usercore.practice.lives import Life
from usercore.practice.moments import HOUR, MINUTE, SECOND
from usercore.practice.world import Colleague, World

SHARE, HIDDEN_AGAIN = 0.02, 0.3
WHYS = (
    "Complaint about a sign-in that was not theirs, HD-{number}",
    "Yearly check of accounts with old addresses",
    "Asked by the works council, case {number}",
    "Two accounts seem to be one person, HD-{number}",
)


class Looks:
    """With a luck of its own, so that the other rows stay as they are."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, Random(23)  # noqa: S311 - made up

    def at(self, some: Iterable[Life]) -> None:
        """Some of these people."""
        now, auditors = self.world.calendar.now, [one for one in self.world.staff if one.role == "auditor"]
        for life in some:
            if auditors and self.rng.random() < SHARE and now - life.begun > 2 * HOUR:
                at = self.rng.randrange(life.begun + HOUR, now - 10 * MINUTE)
                self._look(life, at, self.rng.choice(auditors))

    def _look(self, life: Life, at: int, by: Colleague) -> None:
        reason = self.rng.choice(WHYS).format(number=self.rng.randrange(1000, 9000))
        self.world.tell(at, Event.USER_REVEALED, about=life.id, by=by, personal={"reason": reason}, role="auditor")
        if self.rng.random() < HIDDEN_AGAIN:
            later = at + self.rng.randrange(30 * SECOND, 4 * MINUTE)
            self.world.tell(later, Event.REVEAL_ENDED, about=life.id, by=by, role="auditor")
