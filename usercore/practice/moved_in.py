"""Of very many people, most came with an older system, before anything was written down: their rows are all there is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from usercore.models import Status
from usercore.practice.moments import DAY, moment
from usercore.practice.people import FATES, ROLES
from usercore.practice.world import World
from usercore.spelling import folded

WITH_HISTORY = 100_000  # people: more would take minutes, and nobody looks through more of them
OLDEST = 4 * 365 * DAY  # before the two years
NEVER_SEEN, SEEN_LATELY, LATELY = 0.2, 0.5, 60 * DAY
COLUMNS = (
    "id", "email", "email_key", "email_verified_at", "name", "name_key", "searched", "role", "created_at",
    "last_sign_in_at", "password_hash", "password_changed_at", "must_change_password", "must_enrol",
    "password_compromised", "version", "status", "suspended_at", "deleted_at", "status_before_deletion",
)  # fmt: skip


def moved_in(world: World, people: int) -> Iterator[tuple[Any, ...]]:
    """So many rows of `users`, their values in the order of `COLUMNS`, oldest first."""
    rng, start = world.rng, world.calendar.start
    for at in sorted(start - 1 - int(rng.random() * OLDEST) for _ in range(people)):
        name, fate = world.names.name(), FATES.one(rng)
        email = world.names.address(name)
        began, name_key = moment(at), folded(name.shown)
        ended = moment(world.calendar.now - int(rng.random() * OLDEST / 8)) if fate is not Status.ACTIVE else None
        deleted = fate is Status.DELETED
        yield (
            world.new_id(at),
            email.address,
            email.key,
            began,
            name.shown,
            name_key,
            f"{name_key}\n{folded(email.address)}",
            ROLES.one(rng),
            began,
            _last_seen(world, at),
            world.password_hash,
            began,
            False,
            False,
            False,
            1,
            fate.value,
            None if deleted else ended,
            ended if deleted else None,
            Status.ACTIVE.value if deleted else None,
        )


def _last_seen(world: World, at: int) -> datetime | None:
    rng, now = world.rng, world.calendar.now
    dice = rng.random()
    if dice < NEVER_SEEN:
        return None
    since = now - LATELY if dice > 1 - SEEN_LATELY else at
    return moment(since + int(rng.random() * (now - since)) - 1)
