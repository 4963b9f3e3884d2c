"""A few dozen letters of the last weeks: most were sent, some wait, some fail in the words of mail servers."""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from usercore.events import Event
from usercore.mail.letters import LetterKind
from usercore.models import InvitationState, LetterState, Status
from usercore.practice.invitations import Asked
from usercore.practice.lives import Life
from usercore.practice.moments import DAY, HOUR, MINUTE, SECOND, moment
from usercore.practice.stays import Stay
from usercore.practice.troubles import TROUBLES, Trouble
from usercore.practice.world import Row, World
from usercore.steps.notices import device

CARRIER = "worker"
MOST_SENT, MOST_INVITATIONS, ASKS_FOR_RESET = 40, 24, 0.3
LATEST = len(TROUBLES) + MOST_SENT + 12  # of those who could be written to
BEGUN_BEFORE, SEEN_WITHIN = 7 * DAY, 30 * DAY
NEXT_TRY = 20 * MINUTE


class Addressees:
    """Whom the letters of the last weeks went to: of those who could be written to, the newest."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: deque[Life] = deque(maxlen=LATEST)
        self.invited: deque[tuple[Life, Asked]] = deque(maxlen=MOST_INVITATIONS)
        self.in_vain: list[tuple[Life, Asked]] = []  # the letter does not get through
        self.asked: list[Asked] = []  # every invitation there is

    def add(self, lives: Iterable[Life]) -> None:
        for life in lives:
            if life.invitations:
                self.asked += life.invitations.all
            if could_be_written_to(self.world, life):
                self.known.append(life)
            elif life.invitations and life.invited:
                self._add_invited(life, life.invitations.all[-1])

    def _add_invited(self, life: Life, one: Asked) -> None:
        if one.trouble:
            self.in_vain.append((life, one))
        elif one.handed and one.state is InvitationState.OPEN and one.ends > self.world.calendar.now:
            self.invited.append((life, one))

    def outbox(self) -> Iterator[Row]:
        """The letters, without what makes their links work; those that were sent are told of in the audit log."""
        yield from outbox(self.world, list(self.known))
        for life, one in (*self.invited, *self.in_vain):
            yield _invitation(self.world, life, one)


def could_be_written_to(world: World, life: Life) -> bool:
    """Whether a letter of the last weeks could have gone to them."""
    now, stays = world.calendar.now, life.stays.all
    known = life.one.fate is Status.ACTIVE and not life.one.staff and life.one.at < now - BEGUN_BEFORE
    return known and bool(stays) and stays[-1].at > now - SEEN_WITHIN


def outbox(world: World, lives: Sequence[Life]) -> Iterator[Row]:
    """Letters to people who have come in already."""
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
        _tell_asked(world, begun, life, stay)
    row = _about(world, life, kind, begun, stay)
    return _carried(world, row, begun + world.rng.randrange(SECOND, 4 * SECOND))  # the worker looks every few seconds


def _troubled(world: World, life: Life, trouble: Trouble) -> Row:
    at, stay = world.calendar.now - trouble.ago, life.stays.all[-1]
    row = _about(world, life, trouble.kind, at, stay)
    if trouble.kind is LetterKind.RESET:
        _tell_asked(world, at, life, stay)
    return _stuck(world, row, at, trouble)


def _tell_asked(world: World, at: int, life: Life, stay: Stay) -> None:
    sent = str(LetterKind.RESET)
    world.tell(at, Event.RESET_ASKED, about=life.id, device=stay.device, why=None, typed=None, sent=sent)


def _invitation(world: World, life: Life, one: Asked) -> Row:
    facts = {"inviter": str(one.inviter), "message": one.message or ""}
    row = _letter(world, life, LetterKind.INVITATION, one.sent, facts=facts, ends_at=moment(one.ends))
    one.letter_id = row["id"]
    row["wanted"] = {"invitation": str(one.id)}  # for its link, not for the outbox
    return _stuck(world, row, one.sent, one.trouble) if one.trouble else _carried(world, row, one.handed or one.sent)


def _carried(world: World, row: Row, at: int) -> Row:
    facts = {"kind": row["kind"], "letter": str(row["id"])}
    world.tell(at, Event.LETTER_SENT, about=row["user_id"], by=CARRIER, **facts)
    return row | {"state": str(LetterState.SENT), "tries": 1, "sent_at": moment(at)}


def _stuck(world: World, row: Row, at: int, trouble: Trouble) -> Row:
    if trouble.state in (LetterState.GIVEN_UP, LetterState.ENDED):
        facts = {"kind": row["kind"], "letter": str(row["id"]), "state": str(trouble.state)}
        world.tell(at + HOUR, Event.LETTER_GIVEN_UP, about=row["user_id"], by=CARRIER, **facts)
    next_try = {LetterState.QUEUED: at, LetterState.FAILING: world.calendar.now + NEXT_TRY}.get(trouble.state)
    return row | {
        "state": str(trouble.state),
        "tries": trouble.tries,
        "problem": trouble.said,
        "next_try_at": moment(next_try) if next_try else None,
    }


def _about(world: World, life: Life, kind: LetterKind, at: int, stay: Stay) -> Row:
    if kind is not LetterKind.NEW_DEVICE:
        return _letter(world, life, kind, at, facts={}, ends_at=moment(at) + world.settings.reset_lifetime)
    whence = {"at": moment(at).isoformat(), "address": stay.device.address, "device": device(stay.device.agent)}
    return _letter(world, life, kind, at, facts=whence, ends_at=moment(at) + world.settings.undo_lifetime)


def _letter(world: World, life: Life, kind: LetterKind, at: int, *, facts: dict[str, Any], ends_at: datetime) -> Row:
    return {
        "id": world.new_id(at),
        "user_id": life.id,
        "kind": str(kind),
        "to_address": life.one.email.address,
        "to_name": life.one.name.shown,
        "facts": json.dumps(facts),
        "sealed_token": None,
        "ends_at": ends_at,
        "time_zone": None,
        "state": str(LetterState.QUEUED),
        "tries": 0,
        "problem": None,
        "created_at": moment(at),
        "next_try_at": None,
        "claimed_until": None,
        "sent_at": None,
    }
