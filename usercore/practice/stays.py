"""How someone signs in and how each session ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any
from uuid import UUID

from usercore.devices import families
from usercore.events import Event
from usercore.limits import network
from usercore.practice.devices import Device
from usercore.practice.factors import SecondFactor
from usercore.practice.moments import DAY, HOUR, MICROSECOND, MINUTE, SECOND, moment
from usercore.practice.world import NOWHERE, Colleague, Row, World
from usercore.steps.entry import PASSWORD
from usercore.steps.factors import CODE
from usercore.steps.sessions import EXPIRED

APART = 6 * MINUTE  # two sign-ins, at least
LEAVES, REVOKED = 0.33, 0.03  # shares of sessions that their holder, or someone for them, ends
REPLACED, MISTYPED, STILL_IN_USE = 0.6, 0.06, 0.5


@dataclass(slots=True)
class Stay:
    """A session and how it ended."""

    id: UUID
    at: int
    device: Device
    seen: int
    method: str
    ended: int | None = None
    why: str | None = None
    by: UUID | None = None

    def open_at(self, at: int) -> bool:
        return self.ended is None or self.ended > at


@dataclass(slots=True, kw_only=True)
class Cut:
    """A moment that ends every session of a person but one, and what the audit log says of it."""

    at: int
    why: str
    event: Event
    by: Colleague | UUID
    device: Device = NOWHERE
    personal: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    spared: Stay | None = None
    ended: int = 0

    @property
    def by_id(self) -> UUID:
        return self.by if isinstance(self.by, UUID) else self.by.id


class Stays:
    """One person's sessions."""

    def __init__(self, world: World, user_id: UUID, *, staff: bool, devices: list[Device]) -> None:
        self.world, self.user_id, self.staff, self.devices = world, user_id, staff, devices
        settings = world.settings
        self.longest = (settings.staff_absolute if staff else settings.absolute) // MICROSECOND
        self.idle = (settings.staff_idle if staff else settings.idle) // MICROSECOND
        self.all: list[Stay] = []
        self.cuts: list[Cut] = []
        self.factor: SecondFactor | None = None

    def sign_in(self, at: int) -> Stay:
        """With the password, perhaps not at the first try, and a code if one is asked for."""
        world, rng = self.world, self.world.rng
        device = rng.choice(self.devices)
        if world.chance(MISTYPED):
            for again in range(rng.randrange(1, 4), 0, -1):
                self.refused(at - again * 20 * SECOND + rng.randrange(SECOND), "wrong-password", device)
        if self.factor:
            return self.enter(at, device, self.factor.prove(at, device))
        if world.lively:
            before = at - rng.randrange(300_000, 1_500_000)
            world.tell(before, Event.SIGN_IN_ACCEPTED, about=self.user_id, device=device, factor="password")
        return self.enter(at, device)

    def refused(self, at: int, why: str, device: Device) -> None:
        self.world.tell(at, Event.SIGN_IN_REFUSED, about=self.user_id, device=device, why=why, typed=None)

    def enter(self, at: int, device: Device, method: str = PASSWORD) -> Stay:
        """A session begins; in the same browser it takes the place of the one before."""
        world = self.world
        before = self.all[-1] if self.all else None
        if before and before.device == device and before.open_at(at) and (before.ended or world.chance(REPLACED)):
            self._end(before, at, "replaced", None)
        stay = Stay(world.new_id(at), at, device, at, method)
        self._plan(stay)
        self.all.append(stay)
        world.tell(at, Event.SIGNED_IN, about=self.user_id, device=device, session=str(stay.id), method=method)
        return stay

    def change_password(self, stay: Stay) -> int:
        """One's own. Returns the moment."""
        at = stay.at + self.world.rng.randrange(1, 4) * MINUTE + self.world.rng.randrange(SECOND)
        self._go_on(stay, at, "password-changed", Event.PASSWORD_CHANGED, temporary=False)
        return at

    def begin_factor(self, stay: Stay) -> SecondFactor:
        """One's own; it waits for its first code."""
        begun = stay.at + self.world.rng.randrange(20 * SECOND, MINUTE)
        self.factor = SecondFactor(self.world, self.user_id, begun, stay.device)
        return self.factor

    def turn_factor_on(self, stay: Stay) -> None:
        """The same, and the first code is right."""
        factor = self.begin_factor(stay)
        at = factor.confirm()
        stay.method = CODE
        self._go_on(stay, at, "two-factor-on", Event.TWO_FACTOR_ON)

    def _go_on(self, stay: Stay, at: int, why: str, event: Event, **facts: Any) -> None:
        """After a deed of one's own the other sessions end, and this one goes on under a new token."""
        self._end(stay, at + 2 * SECOND, "replaced", None)
        self.cuts.append(
            Cut(at=at, why=why, event=event, by=self.user_id, device=stay.device, facts=facts, spared=stay)
        )
        self.enter(at + 2 * SECOND, stay.device, stay.method)

    def settle(self) -> None:
        """Let the cuts end what they find, then tell how the sessions ended."""
        self.cuts.sort(key=lambda cut: cut.at)
        for stay in self.all:
            for cut in self.cuts:
                if stay is not cut.spared and stay.at < cut.at and stay.open_at(cut.at):
                    if self._ran_out(stay, cut.at):
                        self._end(stay, stay.seen, EXPIRED, None)
                        break
                    self._end(stay, cut.at, cut.why, cut.by_id)
                    cut.ended += 1
                    break
            self._tell_end(stay)
        for cut in self.cuts:
            self._tell_cut(cut)

    def rows(self) -> list[Row]:
        return [self._row(stay) for stay in self.all]

    def _plan(self, stay: Stay) -> None:
        world, rng = self.world, self.world.rng
        use = int(rng.expovariate(1 / (3 * HOUR if self.staff else 2 * DAY)))
        last = min(stay.at + use, stay.at + self.longest - SECOND, world.calendar.now - SECOND)
        stay.seen = max(last, stay.at)
        dice = rng.random()
        if stay.at + use != last or last <= stay.at + MINUTE:
            pass  # still going on, or over by itself
        elif dice < LEAVES:
            self._end(stay, last, "signed-out", self.user_id)
        elif dice < LEAVES + REVOKED:
            by = self.user_id if self.staff or dice < LEAVES + REVOKED / 2 else world.colleague("admin", "support").id
            self._end(stay, last, "revoked", by)
        elif stay.at + self.longest > world.calendar.now and world.chance(STILL_IN_USE):
            stay.seen = max(stay.seen, world.calendar.now - SECOND - rng.randrange(int(self.idle * 0.9)))

    def _ran_out(self, stay: Stay, at: int) -> bool:
        """Whether it was over by itself before: by then that is written down."""
        return at >= min(stay.seen + self.idle, stay.at + self.longest)

    @staticmethod
    def _end(stay: Stay, at: int, why: str, by: UUID | None) -> None:
        stay.ended, stay.why, stay.by = at, why, by
        stay.seen = max(stay.at, min(stay.seen, at))

    def _tell_cut(self, cut: Cut) -> None:
        if cut.ended or cut.event is not Event.SESSIONS_REVOKED:  # revoking none is not recorded
            self.world.tell(
                cut.at,
                cut.event,
                about=self.user_id,
                by=cut.by,
                device=cut.device,
                personal=cut.personal,
                **cut.facts,
                sessions_ended=cut.ended,
            )

    def _tell_end(self, stay: Stay) -> None:
        world, at = self.world, stay.ended
        if at is None:
            return
        if stay.why == "signed-out":
            world.tell(at, Event.SIGNED_OUT, about=self.user_id, by=self.user_id, device=stay.device)
        elif stay.why == "replaced":  # in one call with the sign-in that follows it
            world.tell(at - 1, Event.SIGNED_OUT, about=self.user_id, device=stay.device, why="replaced")
        elif stay.why == "revoked" and not any(cut.at == at for cut in self.cuts):
            revoker = next((one for one in world.staff if one.id == stay.by), stay.by)
            world.tell(
                at, Event.SESSION_REVOKED, about=self.user_id, by=revoker, device=stay.device, session=str(stay.id)
            )

    def _row(self, stay: Stay) -> Row:
        began = moment(stay.at)
        return {
            "id": stay.id,
            "user_id": self.user_id,
            "token_digest": token_bytes(32),  # nobody holds the token
            "method": stay.method,
            "address": stay.device.address,
            "network": network(stay.device.address),
            "agent": stay.device.agent,
            "browser": families(stay.device.agent)[0],
            "system": families(stay.device.agent)[1],
            "browser_digest": None,
            "created_at": began,
            "last_seen_at": moment(stay.seen),
            "fresh_from": began,
            "expires_at": moment(stay.at + self.longest),
            "asks_consent": False,
            "ended_at": None if stay.ended is None else moment(stay.ended),
            "ended_by": stay.by,
            "ended_why": stay.why,
        }
