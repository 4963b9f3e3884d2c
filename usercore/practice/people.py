"""Who the made-up people are: a fixed staff whom everyone learns in a day, and then anyone."""

import operator
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

from usercore.models import Status
from usercore.practice.chance import Weighted
from usercore.practice.devices import a_device
from usercore.practice.house import tell_of_the_house
from usercore.practice.invitees import INVITED, invitees
from usercore.practice.lives import Life
from usercore.practice.moments import DAY, HOUR, MICROSECOND, Calendar
from usercore.practice.names import Name, Names, Part
from usercore.practice.newcomers import Asking, Course, Newcomer
from usercore.practice.world import Colleague, Former, World
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
FORMER = ("Tomas", "Berg", "support")  # asked people in, and is kept out since the last days
ROLES = Weighted((("viewer", 60), ("author", 30), ("editor", 10)))
FATES = Weighted(((Status.ACTIVE, 96), (Status.SUSPENDED, 2.5), (Status.DELETED, 1.5)))  # of those not invited now
# Shares of all: the others come by themselves. Of those by staff, the rest are given a password.
BY_STAFF_AT_FIRST, BY_STAFF_NOW, ASKED_IN, NEVER_ANSWERED, BY_FORMER = 0.06, 0.5, 0.75, 0.5, 0.15
LATE_RISE = 6  # the share of those by staff grows with this power of time: most of it within the last half-year
FOR_THE_STAFF, ADDRESS_ONLY = 0.12, 0.3  # of those who are invited now
FEW = 90  # do without a former colleague
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
    count = max(people - len(newcomers), 0)
    if count >= FEW:
        newcomers.append(former(world))
        count -= 1
    yield from (Life(world, one) for one in newcomers)
    asked = invitees(world, round(count * INVITED))
    beginnings = world.calendar.beginnings(count - len(asked))
    arrivals = sorted([*asked, *((at, None) for at in beginnings)], key=operator.itemgetter(0))
    for at, asking in arrivals:
        yield Life(world, invitee(world, at, asking) if asking else anyone(world, at))
    tell_of_the_house(world, [at for at, _ in arrivals])


def staff(world: World) -> list[Newcomer]:
    """The roster, within the first week: Ada by command, the others by Ada."""
    newcomers = []
    ada: Colleague | str = FIRST_COMMAND
    for number, who in enumerate(ROSTER):
        at = world.calendar.start + 9 * HOUR + number * 20 * HOUR + world.rng.randrange(HOUR)
        one = _on_the_staff(world, who, at, ada)
        newcomers.append(one)
        world.staff.append(Colleague(one.id, one.role, a_device(world.rng)))
        ada = world.staff[0]
    return newcomers


def former(world: World) -> Newcomer:
    """Came late, on Ada's invitation, and is suspended while people he asked in have not answered yet."""
    calendar, span = world.calendar, world.settings.invitation_lifetime // MICROSECOND
    at = calendar.between(calendar.now - 250 * DAY, calendar.now - 240 * DAY)
    left = calendar.between(calendar.now - span // 4, calendar.now - span // 8)
    ada = world.staff[0]
    one = _on_the_staff(world, FORMER, at, ada)
    world.former = Former(Colleague(one.id, one.role, a_device(world.rng)), at + 5 * span, left)
    return replace(one, asked=Asking(Course.ACCEPTED, ada), fate=Status.SUSPENDED, leaves=left)


def _on_the_staff(world: World, who: tuple[str, str, str], at: int, by: Colleague | str) -> Newcomer:
    given, family, role = who
    return Newcomer(
        id=world.new_id(at),
        at=at,
        name=Name(f"{given} {family}", Part(given, given.lower()), Part(family, family.lower())),
        email=world.names.reserve(f"{given.lower()}@example.com"),
        role=role,
        fate=Status.ACTIVE,
        staff=True,
        by=by,
    )


def anyone(world: World, at: int) -> Newcomer:
    fate = FATES.one(world.rng)
    asking, by = None, _maker(world, at)
    if isinstance(by, Colleague):
        trashed = fate is Status.DELETED and world.chance(NEVER_ANSWERED)
        if trashed or world.chance(ASKED_IN):
            asking = Asking(Course.TRASHED if trashed else Course.ACCEPTED, by)
    return _someone(world, at, fate, by, asking)


def invitee(world: World, at: int, asking: Asking) -> Newcomer:
    """Someone who has not come in yet. Of many, staff know no more than the address."""
    one = _someone(world, at, Status.INVITED, asking.by, asking)
    if asking.course in (Course.WAITING, Course.OPENED) and asking.by.role == "admin" and world.chance(FOR_THE_STAFF):
        one.role = "auditor"
    if world.chance(ADDRESS_ONLY):
        one.name = replace(one.name, shown="")
    return one


def _maker(world: World, at: int) -> Colleague | str:
    """Staff, once all of them are there, make more and more of the accounts."""
    calendar, past = world.calendar, world.former
    gone_by = (at - calendar.start) / (calendar.now - calendar.start)
    share = BY_STAFF_AT_FIRST + (BY_STAFF_NOW - BY_STAFF_AT_FIRST) * gone_by**LATE_RISE
    if at < calendar.start + WEEK or not world.chance(share):
        return SIGN_UP
    if past and past.since < at < past.until and world.chance(BY_FORMER):
        return past.colleague
    return world.colleague("admin", "support")


def _someone(world: World, at: int, fate: Status, by: Colleague | str, asking: Asking | None) -> Newcomer:
    name = world.names.name()
    return Newcomer(
        id=world.new_id(at),
        at=at,
        name=name,
        email=world.names.address(name),
        role=ROLES.one(world.rng),
        fate=fate,
        staff=False,
        by=by,
        asked=asking,
    )
