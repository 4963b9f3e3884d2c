"""What happened in the house besides: exports, refused curiosity, guesses at the door."""

import json
from bisect import bisect
from typing import Any

from usercore.events import Event
from usercore.limits import BY_NAME
from usercore.permissions import Permission
from usercore.practice.devices import a_device
from usercore.practice.moments import MINUTE, SECOND
from usercore.practice.world import World

WANTED: tuple[dict[str, Any], ...] = (
    {},
    {"query": {"roles": ["editor"]}},
    {"query": {"statuses": ["suspended"]}},
    {"query": {"never_signed_in": True}},
    {"query": {"order_by": "name"}, "columns": ["name", "email", "role"]},
)
CURIOUS = (
    (Permission.SUSPEND_USERS, "users.suspend"),
    (Permission.UPDATE_USERS, "users.update"),
    (Permission.EXPORT_USERS, "downloads.prepare"),
)
PEOPLE_AN_EXPORT, MOST_EXPORTS, PEOPLE_A_GUESS, PEOPLE_A_REFUSAL, GUESSES_A_LIMIT = 25, 250, 60, 400, 12
A_WEEK = 7 * 24 * 60 * MINUTE


def tell_of_the_house(world: World, beginnings: list[int]) -> None:
    people = len(beginnings)
    for _ in range(min(1 + people // PEOPLE_AN_EXPORT, MOST_EXPORTS)):
        _export(world, beginnings)
    for number in range(1 + people // PEOPLE_A_GUESS):
        _guess(world, closes=number % GUESSES_A_LIMIT == 0)
    for _ in range(1 + people // PEOPLE_A_REFUSAL):
        auditor, (permission, deed) = world.colleague("auditor"), world.rng.choice(CURIOUS)
        world.tell(_any_time(world), Event.ACCESS_DENIED, by=auditor, permission=str(permission), deed=deed)


def _any_time(world: World) -> int:
    return world.calendar.between(world.calendar.start + A_WEEK, world.calendar.now - 5 * MINUTE)


def _export(world: World, beginnings: list[int]) -> None:
    at, by = _any_time(world), world.colleague("admin", "support")
    wanted = json.dumps(world.rng.choice(WANTED), ensure_ascii=False)
    rows = world.rng.randrange(len(world.staff) + bisect(beginnings, at) + 1)
    world.tell(at, Event.EXPORT_PREPARED, by=by, export="users")
    at += world.rng.randrange(SECOND, 3 * SECOND)
    world.tell(at, Event.EXPORT_STARTED, by=by, personal={"wanted": wanted}, export="users.users")
    at += 50_000 + rows * 20
    world.tell(at, Event.EXPORT_FINISHED, by=by, rows=rows, export="users.users")


def _guess(world: World, *, closes: bool) -> None:
    """Someone tries an address that has no account; what they typed is kept as a fingerprint only."""
    at, device, typed = _any_time(world), a_device(world.rng), f"{world.rng.getrandbits(64):016x}"
    for number in range(BY_NAME["sign-in:account"].times if closes else world.rng.randrange(1, 4)):
        later = at + number * 7 * SECOND
        world.tell(later, Event.SIGN_IN_REFUSED, device=device, why="unknown", typed=typed)
    if closes:
        world.tell(later + 7 * SECOND, Event.LIMIT_REACHED, device=device, limit="sign-in:account")
