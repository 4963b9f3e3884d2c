"""How people were asked in: the letter opened or not, sent again, answered, taken back, or left until it was over."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from usercore.events import Event
from usercore.models import InvitationState
from usercore.practice.devices import Device
from usercore.practice.moments import DAY, HOUR, MICROSECOND, MINUTE, SECOND, moment
from usercore.practice.newcomers import Asking, Course, Newcomer
from usercore.practice.troubles import Trouble
from usercore.practice.world import Colleague, Row, World

# Shares of those to whom it could happen.
WITH_A_MESSAGE, LOST, READ_IN_VAIN, ASKS_AGAIN, TWICE, READ_AFTER_ALL = 0.3, 0.2, 0.4, 0.4, 0.4, 0.4
ACCEPTED_LATE, EXPIRED_TWICE, ASKED_ANEW = 0.08, 0.2, 0.03
MEAN_HOURS_TO_ANSWER, MEAN_HOURS_TO_REGRET, MEAN_HOURS_TO_MISS_IT = 16, 30, 60
TO_ARRIVE, TO_ANSWER, LATEST_ANSWER = MINUTE, 3 * MINUTE, 20 * MINUTE  # after it was sent; and before now
MESSAGES = (
    "Welcome! This is where our drafts live from now on.",
    "You are in the spring course: please come in before Monday.",
    "As promised on the phone.",
    "Here is the account you asked for. Write to me if anything is unclear.",
    "We have moved: please choose a new password here, the old site closes soon.",
    "For the guest articles. Thank you for helping!",
)


@dataclass(slots=True, kw_only=True)
class Asked:
    """One invitation, as it stands; moments in microseconds."""

    id: UUID
    user_id: UUID
    at: int
    inviter: UUID
    message: str | None
    sent: int
    ends: int
    role: str = ""
    times: int = 1
    handed: int | None = None
    opened: int | None = None
    asked_again: int | None = None
    state: InvitationState = InvitationState.OPEN
    closed: int | None = None
    closed_by: UUID | None = None
    trouble: Trouble | None = None
    letter_id: UUID | None = None

    def row(self) -> Row:
        return {
            "id": self.id,
            "user_id": self.user_id,
            "role": self.role,
            "inviter_id": self.inviter,
            "program": None,
            "message": self.message,
            "state": str(self.state),
            "created_at": moment(self.at),
            "sent_at": moment(self.sent),
            "times_sent": self.times,
            "letter_id": self.letter_id,
            "handed_over_at": _moment(self.handed),
            "opened_at": _moment(self.opened),
            "asked_again_at": _moment(self.asked_again),
            "ends_at": moment(self.ends),
            "closed_at": _moment(self.closed),
            "closed_by": self.closed_by,
        }


class Step(NamedTuple):
    """What the audit log will say about it."""

    at: int
    event: Event
    by: Colleague | None
    facts: dict[str, Any]


class Invitations:
    """One person's: seldom more than one, of which the last counts."""

    def __init__(self, world: World, newcomer: Newcomer, asking: Asking, device: Device) -> None:
        self.world, self.user_id, self.device = world, newcomer.id, device
        self.span = world.settings.invitation_lifetime // MICROSECOND
        self.all: list[Asked] = []
        self.steps: list[Step] = []
        self.accepted_at: int | None = None
        self.edits = 0
        self._go(asking, self._begin(newcomer.at, asking.by))

    def close(self, at: int, by: UUID) -> None:
        """Its person is deleted, which tells of itself."""
        one = self.all[-1]
        one.state, one.closed, one.closed_by = InvitationState.REVOKED, at, by

    def tell(self, role: str, name: str) -> None:
        """`role` and `name` are those that they began with."""
        for one in self.all:
            one.role = role
        for at, event, by, facts in self.steps:
            if event in (Event.INVITATION_SENT, Event.INVITATION_ACCEPTED):
                facts["role"] = role
            told = {"name": name} if event is Event.INVITATION_ACCEPTED else {}
            self.world.tell(at, event, about=self.user_id, by=by, device=self.device, personal=told, **facts)

    # --- how it goes -----------------------------------------------------------------------------------------------

    def _go(self, asking: Asking, one: Asked) -> None:
        chance, now = self.world.chance, self.world.calendar.now
        match asking.course:
            case Course.ACCEPTED:
                self._accept(one)
            case Course.OPENED:
                self._open(one, now - MINUTE)
            case Course.AGAIN:
                self._send_until_now(one)
            case Course.REVIEW if chance(READ_IN_VAIN):
                self._open(one, now - MINUTE)
            case Course.UNSENT:
                one.handed, one.trouble = None, asking.trouble
            case Course.EXPIRED:
                self._expire(one)
            case Course.LATE:
                self._ask_again(one, now - MINUTE)
            case Course.REVOKED:
                self._revoke(one)

    def _begin(self, at: int, by: Colleague) -> Asked:
        world = self.world
        message = world.rng.choice(MESSAGES) if world.chance(WITH_A_MESSAGE) else None
        one = Asked(
            id=world.new_id(at),
            user_id=self.user_id,
            at=at,
            inviter=by.id,
            message=message,
            sent=at,
            ends=at + self.span,
            handed=self._carried(at),
        )
        self.all.append(one)
        self._step(one, at, Event.INVITATION_SENT, by, until=_spelled(one.ends))
        return one

    def _accept(self, one: Asked) -> None:
        calendar, dice = self.world.calendar, self.world.rng.random()
        if calendar.now - one.at > 3 * self.span + DAY:
            if dice < ASKED_ANEW:
                one = self._replace(one, calendar.between(one.sent + HOUR, one.sent + 2 * self.span))
            elif dice < ASKED_ANEW + ACCEPTED_LATE:
                self._again(one, calendar.between(one.sent + HOUR, one.sent + 3 * self.span))
        latest = min(one.ends - SECOND, calendar.now - LATEST_ANSWER)
        at = calendar.soon(one.sent + TO_ANSWER, latest, MEAN_HOURS_TO_ANSWER)
        self._opened(one, max(one.sent + TO_ARRIVE, at - self.world.rng.randrange(20 * SECOND, 5 * MINUTE)))
        self._step(one, at, Event.INVITATION_ACCEPTED, None)
        one.state, one.closed, one.closed_by = InvitationState.ACCEPTED, at, self.user_id
        self.accepted_at = at
        self.edits += 1

    def _replace(self, one: Asked, at: int) -> Asked:
        """Someone asks them in anew, without looking whether they were asked before."""
        by = self.world.colleague("admin", "support")
        one.state, one.closed, one.closed_by = InvitationState.REPLACED, at, by.id
        self.edits += 1
        return self._begin(at, by)

    def _send_until_now(self, one: Asked) -> None:
        calendar, pause = self.world.calendar, self.span // 10
        last = calendar.between(calendar.now - 9 * pause, calendar.now - 15 * MINUTE)
        if self.world.chance(TWICE):
            self._again(one, calendar.between(one.sent + pause, last - pause))
        self._again(one, last)
        if self.world.chance(READ_AFTER_ALL):
            self._open(one, calendar.now - MINUTE)

    def _expire(self, one: Asked) -> None:
        world, calendar = self.world, self.world.calendar
        over = calendar.now - self.span - HOUR  # what was sent later goes on
        again = calendar.between(one.sent + HOUR, one.sent + 2 * self.span)
        if world.chance(EXPIRED_TWICE) and again < over:
            self._again(one, again)
        if world.chance(LOST):
            one.handed = None
        elif world.chance(READ_IN_VAIN):
            self._open(one, one.ends)

    def _revoke(self, one: Asked) -> None:
        before = min(one.ends, self.world.calendar.now - 5 * MINUTE)
        at, by = self.world.calendar.soon(one.sent + HOUR, before, MEAN_HOURS_TO_REGRET), self._colleague()
        self._step(one, at, Event.INVITATION_REVOKED, by)
        one.state, one.closed, one.closed_by = InvitationState.REVOKED, at, by.id

    # --- its steps -------------------------------------------------------------------------------------------------

    def _again(self, one: Asked, at: int) -> None:
        """Another letter: what became of those before is forgotten, but in the log."""
        if self.world.chance(READ_IN_VAIN):
            self._open(one, min(one.ends, at))
        if at > one.ends + HOUR and self.world.chance(ASKS_AGAIN):
            self._ask_again(one, at)
        one.sent, one.ends, one.times = at, at + self.span, one.times + 1
        one.handed, one.opened, one.asked_again = self._carried(at), None, None
        told = {"times": one.times, "until": _spelled(one.ends)}
        self._step(one, at, Event.INVITATION_RESENT, self._colleague(), **told)

    def _open(self, one: Asked, before: int) -> None:
        self._opened(one, self.world.calendar.soon(one.sent + TO_ARRIVE, before, MEAN_HOURS_TO_ANSWER))

    def _opened(self, one: Asked, at: int) -> None:
        one.opened = at
        self._step(one, at, Event.INVITATION_OPENED, None)

    def _ask_again(self, one: Asked, before: int) -> None:
        at = one.asked_again = self.world.calendar.soon(one.ends, before, MEAN_HOURS_TO_MISS_IT)
        self._step(one, at, Event.INVITATION_ASKED, None)

    def _step(self, one: Asked, at: int, event: Event, by: Colleague | None, **facts: Any) -> None:
        self.steps.append(Step(at, event, by, {"invitation": str(one.id), **facts}))

    def _colleague(self) -> Colleague:
        return self.world.colleague("admin", "support")

    def _carried(self, at: int) -> int:
        """The worker looks every few seconds."""
        return at + self.world.rng.randrange(SECOND, 4 * SECOND)


def _moment(at: int | None) -> Any:
    return None if at is None else moment(at)


def _spelled(at: int) -> str:
    return moment(at).isoformat()
