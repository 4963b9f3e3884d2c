"""A few dozen letters of the last weeks: most were sent, some wait, some fail in the words of mail servers."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from usercore.events import Event
from usercore.mail.letters import LetterKind
from usercore.models import LetterState, Status
from usercore.practice.lives import Life
from usercore.practice.moments import DAY, HOUR, MINUTE, SECOND, moment
from usercore.practice.stays import Stay
from usercore.practice.world import Row, World
from usercore.steps.notices import device

CARRIER = "worker"
BUSY = "450 4.2.2 The mailbox is over its quota"
AWAY = "the mail server did not answer in time"
UNKNOWN = "550 5.1.1 No such mailbox here"


class Trouble(NamedTuple):
    """A letter that was not sent: what became of it, how long ago it was written, what the mail server said."""

    state: LetterState
    kind: LetterKind
    tries: int
    ago: int
    said: str | None = None


TROUBLES = (
    Trouble(LetterState.QUEUED, LetterKind.RESET, 0, 40 * SECOND),
    Trouble(LetterState.QUEUED, LetterKind.NEW_DEVICE, 0, 2 * MINUTE),
    Trouble(LetterState.QUEUED, LetterKind.NEW_DEVICE, 0, 5 * MINUTE),
    Trouble(LetterState.FAILING, LetterKind.NEW_DEVICE, 4, 2 * HOUR, BUSY),
    Trouble(LetterState.FAILING, LetterKind.RESET, 3, 25 * MINUTE, AWAY),
    Trouble(LetterState.GIVEN_UP, LetterKind.NEW_DEVICE, 1, 2 * DAY, UNKNOWN),
    Trouble(LetterState.GIVEN_UP, LetterKind.NEW_DEVICE, 8, 4 * DAY, BUSY),
    Trouble(LetterState.ENDED, LetterKind.RESET, 4, 6 * DAY, AWAY),
)
MOST_SENT, ASKS_FOR_RESET = 40, 0.3
BEGUN_BEFORE, SEEN_WITHIN = 7 * DAY, 30 * DAY
NEXT_TRY = 20 * MINUTE


def could_be_written_to(world: World, life: Life) -> bool:
    """Whether a letter of the last weeks could have gone to them."""
    now, stays = world.calendar.now, life.stays.all
    known = life.one.fate is Status.ACTIVE and not life.one.staff and life.one.at < now - BEGUN_BEFORE
    return known and bool(stays) and stays[-1].at > now - SEEN_WITHIN


def outbox(world: World, lives: Sequence[Life]) -> Iterator[Row]:
    """The letters, without what makes their links work; those that were sent are told of in the audit log."""
    few = len(TROUBLES)
    for life in lives[few : few + MOST_SENT]:
        yield _sent(world, life)
    for life, trouble in zip(lives[:few], TROUBLES, strict=False):
        yield _troubled(world, life, trouble)


def _sent(world: World, life: Life) -> Row:
    stay, asks = life.stays.all[-1], world.chance(ASKS_FOR_RESET)
    kind = LetterKind.RESET if asks else LetterKind.NEW_DEVICE
    begun = stay.at - MINUTE if asks else stay.at
    if asks:
        world.tell(begun, Event.RESET_ASKED, about=life.id, device=stay.device, why=None, typed=None)
    row = _letter(world, life, kind, begun, stay)
    at = begun + world.rng.randrange(SECOND, 4 * SECOND)  # the worker looks every few seconds
    world.tell(at, Event.LETTER_SENT, about=life.id, by=CARRIER, kind=str(kind), letter=str(row["id"]))
    return row | {"state": str(LetterState.SENT), "tries": 1, "sent_at": moment(at)}


def _troubled(world: World, life: Life, trouble: Trouble) -> Row:
    at, stay = world.calendar.now - trouble.ago, life.stays.all[-1]
    row = _letter(world, life, trouble.kind, at, stay)
    if trouble.kind is LetterKind.RESET:
        world.tell(at, Event.RESET_ASKED, about=life.id, device=stay.device, why=None, typed=None)
    if trouble.state in (LetterState.GIVEN_UP, LetterState.ENDED):
        facts: dict[str, Any] = {"kind": str(trouble.kind), "letter": str(row["id"]), "state": str(trouble.state)}
        world.tell(at + HOUR, Event.LETTER_GIVEN_UP, about=life.id, by=CARRIER, **facts)
    next_try = {LetterState.QUEUED: at, LetterState.FAILING: world.calendar.now + NEXT_TRY}.get(trouble.state)
    return row | {
        "state": str(trouble.state),
        "tries": trouble.tries,
        "problem": trouble.said,
        "next_try_at": moment(next_try) if next_try else None,
    }


def _letter(world: World, life: Life, kind: LetterKind, at: int, stay: Stay) -> Row:
    facts: dict[str, Any] = {}
    span = world.settings.reset_lifetime
    if kind is LetterKind.NEW_DEVICE:
        whence = {"at": moment(at).isoformat(), "address": stay.device.address, "device": device(stay.device.agent)}
        facts, span = facts | whence, world.settings.undo_lifetime
    return {
        "id": world.new_id(at),
        "user_id": life.id,
        "kind": str(kind),
        "to_address": life.one.email.address,
        "to_name": life.one.name.shown,
        "facts": json.dumps(facts),
        "sealed_token": None,
        "ends_at": moment(at) + span,
        "time_zone": None,
        "state": str(LetterState.QUEUED),
        "tries": 0,
        "problem": None,
        "created_at": moment(at),
        "next_try_at": None,
        "claimed_until": None,
        "sent_at": None,
    }
