"""The first step of a sign-in, before anything is written: whom an address means, and whether the password is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from usercore.checkouts import PLANNED
from usercore.crypto import passwords as hashes
from usercore.models import User
from usercore.settings import Settings
from usercore.spelling import typed_key
from usercore.steps import passwords
from usercore.work import Work

BY_ADDRESS = (
    select(User.id, User.password_hash, User.password_changed_at)
    .where(User.email_key == bindparam("key"))
    .execution_options(**PLANNED)
)


class Known(NamedTuple):
    """Whom the address means, and the settings that a password is judged by."""

    user_id: UUID | None
    stored: str | None
    changed_at: datetime | None
    settings: Settings


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it; `rehashed` where the hash was made in another way than today's are."""

    known: Known
    genuine: bool
    rehashed: str | None

    def holds(self, user: User) -> bool:
        """Whether the password was right, and still is: of two who sign in at once, one may have made its hash anew."""
        made_anew = self.rehashed is not None and user.password_changed_at == self.known.changed_at
        same = user.password_hash == self.known.stored or (made_anew and user.password_hash is not None)
        return self.genuine and same


def look_up(work: Work, wanted: Mapping[str, Any]) -> Known:
    """Whom the typed address means; nobody is looked up and judged like anybody."""
    row = next(iter(work.rows(BY_ADDRESS, key=typed_key(wanted["email"]))), None)
    user_id, stored, changed_at = row or (None, None, None)
    return Known(user_id, stored, changed_at, work.settings)


def judge(_reading: Any, *, email: str, password: str, known: Known) -> Judged:  # noqa: ARG001 - in `known`
    """Whether the password is theirs: the slow part, while no transaction is open."""
    stored, settings = known.stored, known.settings
    fits = len(password) <= settings.password_longest
    genuine = passwords.verified(stored, password if fits else "", settings) and fits
    of_today = {"memory_kib": settings.argon2_memory_kib, "rounds": settings.argon2_rounds}
    old = genuine and stored and hashes.needs_rehash(stored, **of_today)
    return Judged(known, genuine, passwords.hashed(password, settings) if old else None)
