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
from usercore.spelling import email_key
from usercore.steps import passwords
from usercore.work import Work

LONGEST = 320
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

    user_id: UUID | None
    stored: str | None
    changed_at: datetime | None
    genuine: bool
    rehashed: str | None

    def holds(self, user: User) -> bool:
        """Whether the password was right, and still is: of two who sign in at once, one may have made its hash anew."""
        made_anew = self.rehashed is not None and user.password_changed_at == self.changed_at
        same = user.password_hash == self.stored or (made_anew and user.password_hash is not None)
        return self.genuine and same


def key_of(typed: str) -> str:
    """The address as it is compared; nobody has one that is longer."""
    return email_key(typed[:LONGEST])


def look_up(work: Work, wanted: Mapping[str, Any]) -> Known:
    """Whom the typed address means; nobody is looked up and judged like anybody."""
    row = next(iter(work.rows(BY_ADDRESS, key=key_of(str(wanted["email"])))), None)
    user_id, stored, changed_at = row or (None, None, None)
    return Known(user_id, stored, changed_at, work.settings)


def judge(_reading: Any, *, email: str, password: str, known: Known) -> Judged:  # noqa: ARG001 - in `known`
    """Whether the password is theirs: the slow part, while no transaction is open."""
    user_id, stored, changed_at, settings = known
    short = len(password) <= settings.password_longest
    genuine = passwords.verified(stored, password if short else "", settings) and short
    of_today = {"memory_kib": settings.argon2_memory_kib, "rounds": settings.argon2_rounds}
    old = genuine and stored and hashes.needs_rehash(stored, **of_today)
    return Judged(user_id, stored, changed_at, genuine, passwords.hashed(password, settings) if old else None)
