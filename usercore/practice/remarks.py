"""What staff wrote down about some of the people."""

from collections.abc import Iterable, Iterator
from random import Random

from usercore.crypto.ids import RANDOM_BITS, uuid7
from usercore.events import Event
from usercore.practice.lives import Life
from usercore.practice.moments import HOUR, MINUTE, moment
from usercore.practice.world import Row, World

SHARE, TICKETS, PINNED = 0.05, 0.35, 0.4
WORDS = (
    "Calls on Mondays, before ten. Prefers the phone.",
    "Asked for the invoice address to be changed; sent on to accounts.",
    "New phone since last week. Showed how to set up two-factor sign-in.",
    "Speaks Spanish and a little English.",
    "Could not find the letter: it was in the spam folder.\nAsked them to put our address into their contacts.",
    "On leave until the end of the month; the manager knows.",
    "Works in two teams and wonders why the role differs. Explained it.",
    "Called back on the number in the contract.",
)


class Remarks:
    """Notes for some people of each batch; with a luck of its own, so that the other rows stay as they are."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, Random(17)  # noqa: S311 - made up

    def about(self, some: Iterable[Life]) -> Iterator[Row]:
        now = self.world.calendar.now
        for life in some:
            if self.rng.random() < SHARE and now - life.begun > 2 * HOUR:
                yield self._note(life, self.rng.randrange(life.begun + HOUR, now - MINUTE))

    def _note(self, life: Life, at: int) -> Row:
        author = self.rng.choice([one for one in self.world.staff if one.role in ("admin", "support")])
        note_id, pinned = uuid7(moment(at), random=self.rng.getrandbits(RANDOM_BITS)), self.rng.random() < PINNED
        self.world.tell(at, Event.NOTE_WRITTEN, about=life.id, by=author, note=str(note_id), privileged=False)
        if pinned:
            self.world.tell(at + 1, Event.NOTE_PINNED, about=life.id, by=author, note=str(note_id))
        return {
            "id": note_id,
            "user_id": life.id,
            "author_id": author.id,
            "text": self.rng.choice(WORDS),
            "ticket": f"HD-{self.rng.randrange(1000, 9000)}" if self.rng.random() < TICKETS else "",
            "pinned": pinned,
            "privileged": False,
            "created_at": moment(at),
            "changed_at": None,
        }
