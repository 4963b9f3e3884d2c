"""How staff keep someone out, for a while or at the end: suspensions and deletions, and what undid them."""

from dataclasses import dataclass

from usercore.events import Event
from usercore.models import Status
from usercore.practice.moments import DAY, MINUTE, SECOND, moment
from usercore.practice.newcomers import Newcomer
from usercore.practice.stays import APART, Cut, Stays
from usercore.practice.world import Row, World

PAUSED_ONCE, RESTORED_ONCE, SIGNED_OUT_ONCE = 0.015, 0.004, 0.01  # shares of those who are active now
UNTIL_A_DATE, SUSPENDED_BEFORE, TRIES_AGAIN, TRIES_TOO_SOON = 0.5, 0.1, 0.4, 0.06
TRASH_DAYS, LONGEST_PAUSE_DAYS, RECENT_DAYS = 30, 21, 60
WORKER = "worker"
REASONS = (
    "Unpaid invoice",
    "Asked to pause",
    "On parental leave, asked to pause until back",
    "Shared the password with a colleague",
    "Sent advertising to other members",
    "Unusual sign-ins, waiting for a call back",
    "Contract ended, under review",
    "Chargeback on the last payment",
)
GOODBYES = (None, None, "Left the company", "Asked for it by e-mail", "Duplicate account", "Trial ended")


@dataclass(slots=True)
class Suspension:
    at: int
    reason: str
    until: int | None


class Partings:
    """One person's; `end` is when they could no longer sign in, `first` when they first could not."""

    def __init__(self, world: World, stays: Stays, one: Newcomer, *, begun: int) -> None:
        self.world, self.stays, self.begun, self.fate = world, stays, begun, one.fate
        self.invited = one.asked is not None and one.asked.unanswered
        self.suspension: Suspension | None = None
        self.deleted_at: int | None = None
        self.gap: tuple[int, int] | None = None
        self.edits = 0
        now, fate = world.calendar.now, one.fate
        if fate is Status.DELETED:
            self._delete(now)
        elif fate is Status.SUSPENDED:
            self._suspend(one.leaves or world.calendar.recently(begun + 10 * MINUTE, now, RECENT_DAYS))
        self.end = min(self.suspension.at if self.suspension else now, self.deleted_at or now)
        if fate is Status.ACTIVE and not stays.staff and self.end - begun > 4 * DAY:
            self._pass()
        self.first = self.gap[0] if self.gap else self.end

    def open_at(self, at: int) -> bool:
        """Whether they could sign in, and stay a few minutes."""
        return at + APART <= self.end and (self.gap is None or at + APART <= self.gap[0] or at > self.gap[1])

    def columns(self) -> Row:
        suspension, deleted = self.suspension, self.deleted_at
        before = Status.INVITED if self.invited else Status.SUSPENDED if suspension else Status.ACTIVE
        return {
            "status": str(Status.DELETED if deleted else before),
            "suspended_at": moment(suspension.at) if suspension else None,
            "suspended_until": moment(suspension.until) if suspension and suspension.until else None,
            "suspended_reason": suspension.reason if suspension else None,
            "deleted_at": moment(deleted) if deleted else None,
            "status_before_deletion": str(before) if deleted else None,
        }

    def tell(self) -> None:
        """Some try to sign in where they cannot."""
        world, now = self.world, self.world.calendar.now
        since = self.deleted_at or (self.suspension.at if self.suspension else self.begun)
        if self.invited:
            why, share = "no-password", TRIES_TOO_SOON
        elif self.fate is Status.ACTIVE:
            return
        else:
            why, share = str(self.fate), TRIES_AGAIN
        if now - since > 2 * MINUTE and world.chance(share):
            for _ in range(world.rng.randrange(1, 4)):
                at = world.calendar.between(since, now - SECOND)
                self.stays.refused(at, why, world.rng.choice(self.stays.devices))

    def _suspend(self, at: int) -> None:
        world = self.world
        until = None
        if world.chance(UNTIL_A_DATE):
            until = (world.calendar.now // DAY + world.rng.randrange(2, LONGEST_PAUSE_DAYS * 4)) * DAY
        self.suspension = Suspension(at, world.rng.choice(REASONS), until)
        self._cut_suspension(self.suspension)

    def _cut_suspension(self, suspension: Suspension) -> None:
        until = moment(suspension.until).isoformat() if suspension.until else None
        self._cut(suspension.at, "suspended", Event.USER_SUSPENDED, suspension.reason, until=until)

    def _delete(self, now: int) -> None:
        world, calendar = self.world, self.world.calendar
        self.deleted_at = calendar.between(max(self.begun + 10 * MINUTE, now - TRASH_DAYS * DAY), now)
        if not self.invited and self.deleted_at - self.begun > DAY and world.chance(SUSPENDED_BEFORE):
            self._suspend(calendar.between(self.begun + 10 * MINUTE, self.deleted_at))
        self._cut(self.deleted_at, "deleted", Event.USER_DELETED, world.rng.choice(GOODBYES))

    def _pass(self) -> None:
        """What was undone again."""
        world, calendar = self.world, self.world.calendar
        dice = world.rng.random()
        if dice > PAUSED_ONCE + RESTORED_ONCE + SIGNED_OUT_ONCE:
            return
        at = calendar.between(self.begun + DAY, self.end - 2 * DAY)
        if dice > PAUSED_ONCE + RESTORED_ONCE:
            by = world.colleague("admin", "support")
            self.stays.cuts.append(Cut(at=at, why="revoked", event=Event.SESSIONS_REVOKED, by=by))
            return
        back = calendar.between(at + DAY, min(self.end, at + LONGEST_PAUSE_DAYS * DAY))
        self.gap = at, back
        self.edits += 1
        support = world.colleague("admin", "support")
        if dice > PAUSED_ONCE:
            self._cut(at, "deleted", Event.USER_DELETED, "Deleted by mistake")
            world.tell(back, Event.USER_RESTORED, about=self.stays.user_id, by=support, status="active")
        elif dice > PAUSED_ONCE / 2:
            self._cut_suspension(Suspension(at, world.rng.choice(REASONS), None))
            world.tell(back, Event.USER_REINSTATED, about=self.stays.user_id, by=support)
        else:
            self._cut_suspension(Suspension(at, world.rng.choice(REASONS), back - world.rng.randrange(MINUTE)))
            world.tell(back, Event.SUSPENSION_ENDED, about=self.stays.user_id, by=WORKER)

    def _cut(self, at: int, why: str, event: Event, reason: str | None, **facts: str | None) -> None:
        by = self.world.colleague("admin", "support")
        told = {"reason": reason} if reason else {}
        self.stays.cuts.append(Cut(at=at, why=why, event=event, by=by, personal=told, facts=facts))
        self.edits += 1
