"""What some of the people asked about their data: open, overdue, answered, refused."""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from usercore.crypto.ids import RANDOM_BITS, uuid7
from usercore.events import Event
from usercore.models import OPEN
from usercore.practice.lives import Life
from usercore.practice.moments import DAY, HOUR, MINUTE, moment
from usercore.practice.world import Colleague, Row, World
from usercore.steps import deadlines
from usercore.steps.deadlines import Law

SETTLED = 400 * DAY  # whoever came that long ago can have asked for anything


class Wish(NamedTuple):
    """What was asked, how far it is, and how many days ago it came."""

    kind: str
    state: str
    ago: int


WISHES = (
    *(Wish("access", "new", ago) for ago in (1, 3, 6)),
    *(Wish("access", "in-work", ago) for ago in (9, 25, 27, 35)),
    Wish("access", "waiting", 20),
    *(Wish("access", "done", ago) for ago in (48, 64, 101, 150, 222, 290)),
    *(Wish("portability", state, ago) for state, ago in (("new", 2), ("done", 88), ("withdrawn", 130))),
    *(Wish("erasure", state, ago) for state, ago in (("in-work", 22), ("new", 34), ("waiting", 12), ("withdrawn", 75))),
    *(Wish("rectification", state, ago) for state, ago in (("new", 4), ("in-work", 14), ("refused", 210))),
    *(Wish("objection", state, ago) for state, ago in (("new", 8), ("in-work", 26), ("done", 55), ("done", 180))),
    *(Wish("restriction", state, ago) for state, ago in (("in-work", 17), ("refused", 90))),
)
ANSWER = "We no longer use your address for the newsletter."
NOTES = {"in-work": "Wrote back that it is on its way.", "waiting": "Asked them to call us back.", "done": ANSWER}


class Wishes:
    """One for each of the first who came long enough ago; with a luck of its own, so that the other rows stay as they are."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, Random(59)  # noqa: S311 - made up
        self.left = list(WISHES)
        self.asked: list[tuple[Life, Wish]] = []

    def of(self, some: Iterable[Life]) -> None:
        """Before the log is written: what was done stands in it."""
        for life in some:
            settled = self.world.calendar.now - life.begun > SETTLED and not (life.one.staff or life.invited)
            if self.left and settled:
                self.asked.append((life, self.left.pop()))

    def rows(self, receipt: Callable[[UUID], UUID | None]) -> Iterator[tuple[Row, Row | None]]:
        """Requests with the note about each, and the happenings about them; `receipt` finds the export of somebody."""
        for life, wish in self.asked:
            by = self._by(wish)
            row = self._row(life, wish, by)
            if wish.state == "done" and wish.kind != "objection":
                row["receipt_id"] = receipt(life.id)
            yield row, self._note(life, wish, row, by)

    def tell(self) -> None:
        """Into the log, before it is written."""
        for life, wish in self.asked:
            at, by = self._at(wish), self._by(wish)
            told: dict[str, Any] = {"request": str(self._id(life, wish)), "asked": wish.kind}
            self.world.tell(at, Event.REQUEST_RECEIVED, about=life.id, by=by or self.world.staff[0], **told)
            if by is None:
                continue
            self.world.tell(at + 2 * HOUR, Event.REQUEST_ASSIGNED, about=life.id, by=by, **told)
            if wish.state == "waiting":
                self.world.tell(at + 3 * HOUR, Event.REQUEST_PAUSED, about=life.id, by=by, **told)
            elif wish.state != "withdrawn":
                self.world.tell(
                    at + DAY, Event.REQUEST_IDENTIFIED, about=life.id, by=by, proofs=["called-back"], **told
                )  # fmt: skip
            if wish.state == "done" and wish.kind != "objection":
                self.world.tell(at + 6 * DAY, Event.EXPORT_STARTED, about=life.id, by=by, export="person")
                self.world.tell(at + 6 * DAY + MINUTE, Event.EXPORT_FINISHED, about=life.id, by=by, export="person",
                                rows=self.rng.randrange(20, 90), files=24)  # fmt: skip
            if wish.state not in OPEN:
                self.world.tell(at + 7 * DAY, Event(f"request:{wish.state}"), about=life.id, by=by, **told)

    def _at(self, wish: Wish) -> int:
        return self.world.calendar.now - wish.ago * DAY

    def _id(self, life: Life, wish: Wish) -> UUID:
        return uuid7(moment(self._at(wish)), random=life.id.int % 2**RANDOM_BITS)

    def _by(self, wish: Wish) -> Colleague | None:
        helpers = [one for one in self.world.staff if one.role in ("admin", "support")]
        return None if wish.state == "new" else helpers[wish.ago % len(helpers)]

    def _row(self, life: Life, wish: Wish, by: Colleague | None) -> Row:
        at, settings = self._at(wish), self.world.settings
        known = by is not None and wish.state not in ("waiting", "withdrawn")
        return {
            "id": self._id(life, wish),
            "kind": wish.kind,
            "law": settings.privacy_law,
            "state": wish.state,
            "is_open": wish.state in OPEN,
            "user_id": life.id,
            "person_id": life.id,
            "email": "",
            "email_key": "",
            "received_at": moment(at),
            "due_at": deadlines.due(moment(at), Law(settings.privacy_law), settings.time_zone),
            "extended_at": None,
            "erases_at": None,
            "identity": "called-back" if known else "",
            "identity_by": by.id if by and known else None,
            "identity_at": moment(at + DAY) if known else None,
            "assignee_id": by.id if by else None,
            "paused_at": moment(at + 3 * HOUR) if wish.state == "waiting" else None,
            "paused_seconds": 0,
            "receipt_id": None,
            "closed_at": None if wish.state in OPEN else moment(at + 7 * DAY),
            "version": 1,
        }

    def _note(self, life: Life, wish: Wish, row: Row, by: Colleague | None) -> Row | None:
        words = NOTES.get(wish.state)
        if by is None or words is None or (wish.state == "done" and wish.kind != "objection"):
            return None
        at = self._at(wish) + 7 * HOUR
        return {
            "id": uuid7(moment(at), random=self.rng.getrandbits(RANDOM_BITS)),
            "request_id": row["id"],
            "user_id": life.id,
            "author_id": by.id,
            "text": words,
            "at": moment(at),
        }
