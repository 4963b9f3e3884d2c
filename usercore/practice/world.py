"""What the made-up people share: the two years, the staff who look after them, and what the audit log will say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from usercore.crypto.ids import RANDOM_BITS, uuid7
from usercore.events import Event
from usercore.practice.devices import Device
from usercore.practice.happenings import Happening, Happenings
from usercore.practice.moments import Calendar, moment
from usercore.practice.names import Names
from usercore.settings import Settings

Row = dict[str, Any]
NOTHING: Mapping[str, Any] = {}
NOWHERE = Device("", "")


class Colleague(NamedTuple):
    """One of the staff, as they act upon others."""

    id: UUID
    role: str
    device: Device


class Former(NamedTuple):
    """One who was on the staff, and when."""

    colleague: Colleague
    since: int
    until: int


@dataclass(slots=True, kw_only=True)
class World:
    rng: Random
    calendar: Calendar
    names: Names
    settings: Settings
    password_hash: str
    lively: (
        bool  # few people sign in often; of many, most do so once, and only that it was done is told: it stays quick
    )
    staff: list[Colleague] = field(default_factory=list)
    former: Former | None = None
    waiting: int = 0  # second factors without their first code
    guessed: int = 0  # people whose password somebody guesses at today
    happenings: Happenings = field(default_factory=Happenings)

    def new_id(self, at: int) -> UUID:
        return uuid7(moment(at), random=self.rng.getrandbits(RANDOM_BITS))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def colleague(self, *roles: str) -> Colleague:
        """One of the staff with one of these roles."""
        while True:
            one = self.rng.choice(self.staff)
            if one.role in roles:
                return one

    def tell(
        self,
        at: int,
        event: Event,
        *,
        about: UUID | None = None,
        by: Colleague | UUID | str | None = None,
        device: Device = NOWHERE,
        personal: Mapping[str, str] = NOTHING,
        **facts: Any,
    ) -> None:
        """Something the audit log will say. A colleague acts from their own device."""
        if isinstance(by, Colleague):
            device, by = by.device, by.id
        self.happenings.append(Happening(at, event, about, by, device, facts, personal))
