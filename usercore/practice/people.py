"""Who the made-up people are: a fixed staff whom everyone learns in a day, and then anyone."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from usercore.models import Status
from usercore.practice.chance import Weighted
from usercore.practice.devices import a_device
from usercore.practice.house import tell_of_the_house
from usercore.practice.lives import Life, Newcomer
from usercore.practice.moments import DAY, HOUR, Calendar
from usercore.practice.names import Name, Names, Part
from usercore.practice.world import Colleague, World
from usercore.settings import Settings

# Given name, family name, role. Their addresses are the given names at example.com.
ROSTER = (
    ("Ada", "Lovelace", "admin"),
    ("Grace", "Hopper", "admin"),
    ("Sam", "Carter", "support"),
    ("Noor", "Haddad", "support"),
    ("Jonas", "Lindqvist", "support"),
    ("Iris", "Novak", "auditor"),
)
STAFF_ROLES = ("admin", "support", "auditor")
ROLES = Weighted((("viewer", 60), ("author", 30), ("editor", 10)))
FATES = Weighted(((Status.ACTIVE, 92), (Status.INVITED, 4), (Status.SUSPENDED, 2.5), (Status.DELETED, 1.5)))
BY_STAFF = 0.15  # the others come by themselves
SIGN_UP, FIRST_COMMAND = "sign-up", "create-admin"
LIVELY_UP_TO = 20_000
WEEK = 7 * DAY


def a_world(*, seed: int, now: datetime, settings: Settings, password_hash: str, people: int) -> World:
    rng = Random(seed)  # noqa: S311 - made-up people must come out the same again
    return World(
        rng=rng,
        calendar=Calendar(rng, now),
        names=Names(rng),
        settings=settings,
        password_hash=password_hash,
        lively=people <= LIVELY_UP_TO,
    )


def lives(world: World, people: int) -> Iterator[Life]:
    """So many lives, in the order in which they began; the staff, who always come, first."""
    newcomers = staff(world)
    yield from (Life(world, one) for one in newcomers)
    beginnings = world.calendar.beginnings(max(people - len(newcomers), 0))
    for at in beginnings:
        yield Life(world, anyone(world, at))
    tell_of_the_house(world, beginnings)


def staff(world: World) -> list[Newcomer]:
    """The roster, within the first week: Ada by command, the others by Ada."""
    newcomers = []
    ada: Colleague | str = FIRST_COMMAND
    for number, (given, family, role) in enumerate(ROSTER):
        at = world.calendar.start + 9 * HOUR + number * 20 * HOUR + world.rng.randrange(HOUR)
        name = Name(f"{given} {family}", Part(given, given.lower()), Part(family, family.lower()))
        one = Newcomer(
            id=world.new_id(at),
            at=at,
            name=name,
            email=world.names.reserve(f"{given.lower()}@example.com"),
            role=role,
            fate=Status.ACTIVE,
            staff=True,
            by=ada,
        )
        newcomers.append(one)
        world.staff.append(Colleague(one.id, role, a_device(world.rng)))
        ada = world.staff[0]
    return newcomers


def anyone(world: World, at: int) -> Newcomer:
    name = world.names.name()
    fate = FATES.one(world.rng)
    by_staff = fate is Status.INVITED or world.chance(BY_STAFF)
    return Newcomer(
        id=world.new_id(at),
        at=at,
        name=name,
        email=world.names.address(name),
        role=ROLES.one(world.rng),
        fate=fate,
        staff=False,
        by=world.colleague("admin", "support") if by_staff else SIGN_UP,
    )
