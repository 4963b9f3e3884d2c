"""Who has a second factor: a few at first, more every week. Nobody has their phones."""

from collections.abc import Iterator
from functools import partial
from secrets import token_hex
from uuid import UUID

from usercore.crypto.recovery import MANY
from usercore.crypto.sealing import seal
from usercore.crypto.tokens import digest
from usercore.crypto.totp import new_secret, step_at
from usercore.events import Event
from usercore.models import FactorKind, FactorState
from usercore.practice.devices import Device
from usercore.practice.moments import DAY, SECOND, moment
from usercore.practice.newcomers import Newcomer
from usercore.practice.world import Row, World
from usercore.steps.factors import BACKUP, CODE, PENDING_FOR

# How long ago. Ada, Sam and Iris have none: the sign-in page names them, and whoever practises has no phone of theirs.
OF_STAFF = {"grace@example.com": 69 * DAY, "noor@example.com": 38 * DAY, "jonas@example.com": 11 * DAY}
AT_A_VISIT = {"viewer": 0.05, "author": 0.08, "editor": 0.14}  # shares that set one up, if the visit is today
HALVED = 40 * DAY  # so long before, half as many did
WAITING, MOST_WAITING = 0.05, 2  # set one up this very moment, of those who could: a share, until there are so many
MISTYPED, LOST, LEAST_LEFT = 0.05, 0.05, 2  # LOST: the phone is not at hand, and a recovery code is used
A_CODE = 15  # random bytes, as many as in `recovery`; nobody is shown it, so it is never spelled


def sets_up(world: World, one: Newcomer, at: int) -> bool:
    """Whether this visit is the one at which they set one up."""
    ago = world.calendar.now - at
    if one.staff:
        return ago <= OF_STAFF.get(one.email.address, 0)
    return world.chance(AT_A_VISIT[one.role] / 2.0 ** (ago / HALVED))


class SecondFactor:
    """One person's. It waits for its first code until it is `confirmed`."""

    def __init__(self, world: World, user_id: UUID, at: int, device: Device) -> None:
        self.world, self.user_id, self.created = world, user_id, at
        self.id = world.new_id(at)
        self.confirmed: int | None = None
        self.used: int | None = None
        self.spent: list[int] = []  # when recovery codes were used
        world.tell(at, Event.TWO_FACTOR_OFFERED, about=user_id, by=user_id, device=device)

    def confirm(self) -> int:
        """By its first code. Returns the moment."""
        self.confirmed = self.used = at = self.created + self.world.rng.randrange(20 * SECOND, 100 * SECOND)
        return at

    def prove(self, at: int, device: Device) -> str:
        """The second step of a sign-in, perhaps not at the first try. Returns by what method they are in."""
        world, rng = self.world, self.world.rng
        tell = partial(world.tell, about=self.user_id, device=device)
        if world.lively:
            before = at - rng.randrange(7 * SECOND, 14 * SECOND)
            tell(before, Event.SIGN_IN_ACCEPTED, factor="password", waits="code")
        if world.chance(MISTYPED):
            wrong = at - rng.randrange(3 * SECOND, 6 * SECOND)
            tell(wrong, Event.SIGN_IN_REFUSED, why="wrong-code", typed=None)
        typed, method = at - rng.randrange(300_000, 1_500_000), CODE
        if MANY - len(self.spent) > LEAST_LEFT and world.chance(LOST):
            self.spent.append(typed)
            method = BACKUP
            tell(typed - 1, Event.RECOVERY_CODE_USED, left=MANY - len(self.spent))
        else:
            self.used = typed
        if world.lively:
            tell(typed, Event.SIGN_IN_ACCEPTED, factor=method, trusted=False)
        return method

    def row(self, keys: tuple[bytes, ...]) -> Row:
        """Sealed under the newest of `keys`."""
        waits, used = self.confirmed is None, None if self.used is None else moment(self.used)
        return {
            "id": self.id,
            "user_id": self.user_id,
            "kind": FactorKind.TOTP.value,
            "state": (FactorState.PENDING if waits else FactorState.ACTIVE).value,
            "sealed_secret": seal(new_secret().encode(), keys, self.user_id.bytes),
            "last_step": None if used is None else step_at(used),
            "details": "{}",
            "created_at": moment(self.created),
            "ends_at": moment(self.created) + PENDING_FOR if waits else None,
            "confirmed_at": None if self.confirmed is None else moment(self.confirmed),
            "last_used_at": used,
        }

    def codes(self, pepper: bytes) -> Iterator[Row]:
        """The recovery codes that came with it."""
        if self.confirmed is None:
            return
        for number in range(MANY):
            yield {
                "id": self.world.new_id(self.confirmed),
                "user_id": self.user_id,
                "digest": digest(token_hex(A_CODE), pepper),
                "created_at": moment(self.confirmed),
                "used_at": moment(self.spent[number]) if number < len(self.spent) else None,
            }
