"""A new secret key takes the place of an older one: what is sealed is sealed again."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from usercore.crypto.ids import as_uuid
from usercore.crypto.sealing import Unsealable, resealed
from usercore.errors import OneKeyOnly
from usercore.events import Event
from usercore.models import AuditEntry, Erasure, Factor, KnownKey, OutboxLetter, RecoveryCode
from usercore.permissions import Permission
from usercore.steps import anchors, factors
from usercore.work import LETTERS, Work, needs

AT_ONCE = 500
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many secrets are under the newest key now that were not; how many no key opens; the id to go
    on `after` (None at the end); and, then, how many people hold recovery codes that only an older key recognises.
    """

    done: int
    lost: int
    holders: int
    after: str | None


@needs(Permission.RUN_HOUSE)
def reseal(work: Work, *, after: str | None = None) -> Resealed:
    """Seal the secrets of second factors, 500 a call, and with the first of them all waiting letters, under the newest
    secret key (ASVS 13.3.4); the worker then writes the file of deletions once more. May be stopped and run again at any
    time. Raises `OneKeyOnly` if there is no older one.
    """
    if len(work.secrets) == 1:
        raise OneKeyOnly
    wanted = select(Factor).where(Factor.id > (as_uuid(after) or FIRST), Factor.sealed_secret.is_not(None))
    found = work.db.scalars(wanted.order_by(Factor.id).limit(AT_ONCE).with_for_update()).all()
    done, lost = _again(work, factors.KEY, "sealed_secret", [(factor, factor.user_id) for factor in found])
    if after is None:
        letters = work.db.scalars(select(OutboxLetter).where(OutboxLetter.sealed_token.is_not(None)).with_for_update())
        more, gone = _again(work, LETTERS, "sealed_token", [(letter, letter.id) for letter in letters])
        done, lost = done + more + anchors.sign_again(work), lost + gone
        # A line counts no longer than the key that signed it; each time, since a worker that knows the older key alone may
        # have written since. A line that stands there twice counts once.
        work.db.execute(update(Erasure).values(filed_at=None))
    go_on = str(found[-1].id) if len(found) == AT_ONCE else None
    holders = 0 if go_on else _bound_to_older(work)
    if done or after is None:
        work.record(Event.KEY_ROTATED, key=work.key_name, resealed=done, lost=lost)
    return Resealed(done, lost, holders, go_on)


@needs(Permission.RUN_HOUSE)
def note(work: Work) -> None:
    """Remember since when the newest secret key is at work, so that its age can be told."""
    if work.db.get(KnownKey, work.key_name) is None:
        with suppress(IntegrityError), work.savepoint():  # another process may be faster
            work.add(KnownKey(name=work.key_name, first_seen_at=work.now))


def _again(work: Work, use: str, column: str, rows: Iterable[tuple[Factor | OutboxLetter, UUID]]) -> tuple[int, int]:
    done = lost = 0
    for row, bound_to in rows:
        try:
            sealed = resealed(getattr(row, column), work.sealing_keys(use), bound_to.bytes)
        except Unsealable:
            lost += 1
            continue
        if sealed:
            setattr(row, column, sealed)
            done += 1
    return done, lost


def _bound_to_older(work: Work) -> int:
    """Digests cannot be made again without what they are of, so these codes need the key that was there then."""
    older = (RecoveryCode.used_at.is_(None), RecoveryCode.created_at < min(_times(work), default=work.now))
    return work.db.scalar(select(func.count(RecoveryCode.user_id.distinct())).where(*older)) or 0


def _times(work: Work) -> list[datetime]:
    """When the newest key was gone over to."""
    rotated = select(AuditEntry.at, AuditEntry.facts).where(AuditEntry.event == Event.KEY_ROTATED)
    return [at for at, facts in work.db.execute(rotated) if facts["key"] == work.key_name]
