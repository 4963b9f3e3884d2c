"""Someone guesses at the passwords of two people today, until their accounts are closed for a while."""

from random import Random
from typing import TYPE_CHECKING

from usercore.events import Event
from usercore.limits import BY_NAME
from usercore.models import Status
from usercore.practice.devices import a_device
from usercore.practice.moments import DAY, HOUR, MICROSECOND, MINUTE, SECOND
from usercore.practice.world import World

if TYPE_CHECKING:
    from usercore.practice.lives import Life

FIRST, HOURLY, DAILY = "sign-in:account", "sign-in:account-hour", "sign-in:account-day"
# Minutes after the first try, and how many tries until which limit closes: each burst waits for the limit before it.
BURSTS = ((0, 10, FIRST), (6, 10, FIRST), (12, 5, HOURLY), (61, 10, FIRST), (67, 10, FIRST), (73, 5, DAILY))
# How long ago it began, and how many bursts there were: one account is closed until tomorrow, one for an hour.
TARGETS = ((95 * MINUTE, len(BURSTS)), (25 * MINUTE, 3))
BEFORE, APART = 2 * HOUR, 7 * SECOND


def guess_at(world: World, life: "Life") -> None:
    """The first of those who were quiet lately; chance is their own, so that nobody else's days change."""
    now, stays = world.calendar.now, life.stays.all
    quiet = stays and stays[-1].at < now - BEFORE and life.partings.first == now and life.begun < now - DAY
    if world.guessed == len(TARGETS) or not quiet or life.one.fate is not Status.ACTIVE or life.one.staff:
        return
    ago, many = TARGETS[world.guessed]
    world.guessed += 1
    rng, tries = Random(life.id.int), 0  # noqa: S311 - made-up people must come out the same again
    for minutes, times, limit in BURSTS[:many]:
        device, begun = a_device(rng), now - ago + minutes * MINUTE
        for number in range(times):
            at = begun + number * APART + rng.randrange(SECOND)
            world.tell(at, Event.SIGN_IN_REFUSED, about=life.id, device=device, why="wrong-password", typed=None)
        tries += times
        counted = times if limit == FIRST else tries
        world.tell(at, Event.USER_LOCKED, about=life.id, device=device, limit=limit, tries=counted, typed=None)
    life.locked = now - ago + BY_NAME[limit].within // MICROSECOND, limit
