"""What some of the people agreed to: a newsletter whose text changed once, and research that is asked about at sign-in."""

from collections.abc import Iterable
from random import Random
from typing import NamedTuple
from uuid import UUID

from usercore.crypto.ids import RANDOM_BITS, uuid7
from usercore.events import Event
from usercore.models import Answer, ConsentText, How
from usercore.practice.lives import Life
from usercore.practice.moments import DAY, SECOND, moment
from usercore.practice.stays import Stay
from usercore.practice.world import Row, World
from usercore.steps.consents import EVENTS

NEWSLETTER, RESEARCH = "newsletter", "product-research"
TITLES = {NEWSLETTER: "Newsletter", RESEARCH: "Product research"}
CAN_STOP = "You can stop it at any time under “My account”, and nothing else changes for you."
FIRST = f"We write to you once a month about what is new.\nYour address is used for nothing else.\n\n{CAN_STOP}"
SECOND_TEXT = (
    "We write to you twice a month about what is new and about events near you.\n"
    f"Your address and your city are used for nothing else.\n\n{CAN_STOP}"
)
OPENED = (
    "From time to time we would like to ask you how you get on, in a call of twenty minutes.\n"
    f"What you say is kept for one year, without your name.\n\n{CAN_STOP}"
)
JOINS, GOES_ON, TURNS_AWAY, WITHDRAWS, HELPS, REFUSES = 0.5, 0.7, 0.4, 0.15, 0.45, 0.4


class Published(NamedTuple):
    """A version, and how long ago it came."""

    purpose: str
    version: int
    title: str
    body: str
    ago: int


TEXTS = (
    Published(NEWSLETTER, 1, "News by e-mail", FIRST, 640 * DAY),
    Published(NEWSLETTER, 2, "News and events by e-mail", SECOND_TEXT, 75 * DAY),
    Published(RESEARCH, 1, "Help us make this better", OPENED, 40 * DAY),
)


class Agreements:
    """The ledger of each batch; with a luck of its own, so that the other rows stay as they are."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, Random(95)  # noqa: S311 - made up
        self.ids = {text: self._new_id(self._at(text)) for text in TEXTS}
        self.lines: list[Row] = []
        self.states: dict[tuple[UUID, str], Row] = {}

    def purposes(self) -> list[Row]:
        return [
            {
                "key": key,
                "title": title,
                "at_sign_in": key == RESEARCH,
                "version": max(text.version for text in TEXTS if text.purpose == key),
                "asks_from": max(text.version for text in TEXTS if text.purpose == key),
                "created_at": moment(min(self._at(text) for text in TEXTS if text.purpose == key) - DAY),
                "retired_at": None,
            }
            for key, title in TITLES.items()
        ]

    def texts(self) -> list[Row]:
        """Ada published them; what she did stands in the log."""
        ada = self.world.staff[0]
        for text in TEXTS:
            if text.version == 1:
                self.world.tell(
                    self._at(text) - DAY, Event.CONSENT_PURPOSE_ADDED, by=ada, purpose=text.purpose,
                    at_sign_in=text.purpose == RESEARCH,
                )  # fmt: skip
            self.world.tell(
                self._at(text), Event.CONSENT_TEXT_PUBLISHED, by=ada, purpose=text.purpose, version=text.version,
                language="en", sha256=_digest(text), asks_again=True,
            )  # fmt: skip
        return [
            {
                "id": self.ids[text],
                "purpose": text.purpose,
                "version": text.version,
                "language": "en",
                "title": text.title,
                "body": text.body,
                "sha256": _digest(text),
                "asks_again": True,
                "published_at": moment(self._at(text)),
                "published_by": ada.id,
            }
            for text in TEXTS
        ]

    def about(self, some: Iterable[Life]) -> tuple[list[Row], list[Row]]:
        """Lines of the ledger, and where they leave each person."""
        self.lines, self.states = [], {}
        for life in some:
            self._newsletter(life)
            self._research(life)
        return self.lines, list(self.states.values())

    def _newsletter(self, life: Life) -> None:
        first, second, _ = TEXTS
        early = self._stays(life, first, until=self._at(second))
        if not early or not (life.one.staff or self._chance(JOINS)):
            return
        self._answer(life, first, Answer.GIVEN, self.rng.choice(early), How.MY_ACCOUNT)
        late = self._stays(life, second)
        if late and (life.one.staff or self._chance(GOES_ON)):
            self._answer(life, second, Answer.GIVEN, late[0], How.SIGN_IN)
            if len(late) > 1 and self._chance(WITHDRAWS):
                self._answer(life, second, Answer.WITHDRAWN, late[-1], How.MY_ACCOUNT)
        elif late and self._chance(TURNS_AWAY):
            self._answer(life, second, Answer.DECLINED, late[0], How.SIGN_IN)

    def _research(self, life: Life) -> None:
        text = TEXTS[2]
        luck, stays = self.rng.random(), self._stays(life, text)
        if stays and luck < HELPS:
            self._answer(life, text, Answer.GIVEN, stays[0], How.SIGN_IN)
        elif stays and (life.one.staff or luck < HELPS + REFUSES):
            self._answer(life, text, Answer.DECLINED, stays[0], How.SIGN_IN)

    def _answer(self, life: Life, text: Published, said: Answer, stay: Stay, how: How) -> None:
        at, before = stay.at + self.rng.randrange(8 * SECOND, 40 * SECOND), self.states.get((life.id, text.purpose))
        line_id, number = self._new_id(at), before["number"] + 1 if before else 1
        shared = {
            "user_id": life.id,
            "purpose": text.purpose,
            "number": number,
            "answer": said,
            "version": text.version,
            "language": "en",
            "at": moment(at),
        }
        kept = {"text_id": self.ids[text], "sha256": _digest(text), "how": how, "recorded_by": life.id, "proof": ""}
        self.lines.append({"id": line_id, **shared, **kept})
        self.states[life.id, text.purpose] = {"consent_id": line_id, **shared}
        self.world.tell(
            at, EVENTS[said], about=life.id, by=life.id, device=stay.device, consent=str(line_id), sha256=_digest(text),
            how=str(how), purpose=text.purpose, version=text.version, language="en",
        )  # fmt: skip

    def _stays(self, life: Life, text: Published, *, until: int | None = None) -> list[Stay]:
        since = self._at(text)
        return [stay for stay in life.stays.all if since < stay.at and (until is None or stay.at < until - DAY)]

    def _at(self, text: Published) -> int:
        return self.world.calendar.now - text.ago

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _new_id(self, at: int) -> UUID:
        return uuid7(moment(at), random=self.rng.getrandbits(RANDOM_BITS))


def _digest(text: Published) -> str:
    return ConsentText.digest_of("en", text.title, text.body)
