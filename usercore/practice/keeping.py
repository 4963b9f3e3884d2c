"""What the rules took in the last nights, and two people of whom nothing may go."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from usercore.crypto.ids import RANDOM_BITS, uuid7
from usercore.events import Event
from usercore.models import RunOutcome
from usercore.practice.lives import Life
from usercore.practice.moments import HOUR, moment
from usercore.practice.world import Row, World
from usercore.steps.keeping import USUAL
from usercore.steps.runs import AT_NIGHT, CAPPED, DAY, OVER

NIGHTS, DAY_OF = 5, 24 * HOUR
HOLDS = (
    ("Invoices of 2025 are disputed in court; everything is kept until it is decided.", "LEGAL-112", 60),
    ("The data protection authority looks into a complaint.", "LEGAL-131", -3),
)


class Keeping:
    """With a luck of its own, so that the other rows stay as they are."""

    def __init__(self, world: World) -> None:
        self.world, self.rng, self.left = world, Random(29), list(HOLDS)  # noqa: S311 - made up

    def holds(self, some: Iterable[Life]) -> Iterator[Row]:
        """On the first who have been here for long."""
        now = self.world.calendar.now
        for life in some:
            if self.left and now - life.begun > 90 * DAY_OF and self.rng.random() < 0.1:  # noqa: PLR2004
                yield self._hold(life, now - self.rng.randrange(20, 60) * DAY_OF, *self.left.pop(0))

    def _hold(self, life: Life, at: int, reason: str, ticket: str, days: int) -> Row:
        admin = next(one for one in self.world.staff if one.role == "admin")
        hold_id = uuid7(moment(at), random=self.rng.getrandbits(RANDOM_BITS))
        self.world.tell(at, Event.HOLD_PLACED, about=life.id, by=admin, hold=str(hold_id))
        return {
            "id": hold_id,
            "user_id": life.id,
            "reason": reason,
            "ticket": ticket,
            "placed_by": admin.id,
            "placed_at": moment(at),
            "review_at": moment(self.world.calendar.now) + timedelta(days=days),
            "lifted_by": None,
            "lifted_at": None,
        }

    def runs(self) -> Iterator[Row]:
        """Of the last nights; in the oldest of them a rule was stopped by its cap."""
        now = moment(self.world.calendar.now)
        night = now.replace(hour=AT_NIGHT.hour, minute=0, second=0, microsecond=0)
        night -= DAY if night > now else timedelta()
        for ago in reversed(range(NIGHTS)):
            yield self._run(night - ago * DAY, stopped=ago == NIGHTS - 1)

    def _run(self, at: Any, *, stopped: bool) -> Row:
        parts = [self._part(name, stopped=stopped and name == "sessions") for name in ("sessions", "letters", "tries")]
        return {
            "id": uuid7(at, random=self.rng.getrandbits(RANDOM_BITS)),
            "started_at": at,
            "started_by": None,
            "finished_at": at + timedelta(seconds=self.rng.randrange(1, 9)),
            "outcome": str(RunOutcome.STOPPED if stopped else RunOutcome.DONE),
            "dry_run": False,
            "plan": json.dumps(parts),
            "problem": None,
        }

    def _part(self, name: str, *, stopped: bool) -> dict[str, Any]:
        rule = next(rule for rule in USUAL.values() if rule.category == name)
        due = self.rng.randrange(1_500, 1_900) if stopped else self.rng.randrange(40)
        of = int(due / 0.94) if stopped else self.rng.randrange(1_500, 1_900)
        return {
            "category": name,
            "days": rule.days,
            "action": str(rule.action),
            "due": due,
            "of": of,
            "to_warn": 0,
            "most": due,
            "cap": rule.cap_percent,
            "state": CAPPED if stopped else OVER,
            "done": 0 if stopped else due,
            "warned": 0,
        }
