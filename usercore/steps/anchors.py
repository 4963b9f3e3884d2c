"""Signed anchors: what stands for a month of the audit log once its entries are gone."""

import hmac
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from usercore import database_months
from usercore.crypto.tokens import derived_key
from usercore.models import AuditAnchor, AuditEntry, AuditValue
from usercore.work import Work

KEY = "audit-anchor"


def is_ours(work: Work, anchor: AuditAnchor) -> bool:
    """Whether one of our secret keys signed it."""
    signatures = [_signature(secret, anchor) for secret in work.secrets]
    return any(hmac.compare_digest(anchor.signature, signature) for signature in signatures)


def newest(work: Work) -> AuditAnchor | None:
    return work.db.scalars(select(AuditAnchor).order_by(AuditAnchor.segment.desc()).limit(1)).one_or_none()


def last_hash(work: Work, segment: str) -> bytes | None:
    """That of a month's last entry; None if it has none."""
    wanted = select(AuditEntry.hash).where(AuditEntry.segment == segment)
    return work.db.scalar(wanted.order_by(AuditEntry.sequence.desc()).limit(1))


def put(work: Work, segment: str, verified: bytes) -> AuditAnchor | None:
    """Take a whole month out of the log, and leave an anchor in its place; None if it is not there any more as it was
    `verified`, up to the hash of its last entry.
    """
    here = AuditEntry.segment == segment
    if last_hash(work, segment) != verified:
        return None
    entries, first_at, last_at = work.db.execute(
        select(func.count(), func.min(AuditEntry.at), func.max(AuditEntry.at)).where(here)
    ).one()
    beginning = select(AuditEntry.previous_hash).where(here).order_by(AuditEntry.sequence).limit(1)
    anchor = AuditAnchor(
        segment=segment,
        entries=entries,
        previous_hash=work.db.scalars(beginning).one(),
        hash=verified,
        first_at=first_at,
        last_at=last_at,
        removed_at=work.now,
    )
    anchor.signature = _signature(work.secrets[0], anchor)
    try:
        with work.savepoint():
            work.add(anchor)  # first: the guard of the log lets only go what an anchor stands for
    except IntegrityError:
        return None
    database_months.drop(work.connection, segment)
    if last_hash(work, segment) is not None:
        theirs = select(AuditEntry.id).where(here)
        work.db.execute(delete(AuditValue).where(AuditValue.entry_id.in_(theirs)))
        work.db.execute(delete(AuditEntry).where(here))
    return anchor


def sign_again(work: Work) -> int:
    """Under the newest secret key, those that an older one signed; returns how many."""
    again = 0
    for anchor in work.db.scalars(select(AuditAnchor).with_for_update()):
        signature = _signature(work.secrets[0], anchor)
        if anchor.signature != signature and is_ours(work, anchor):
            anchor.signature = signature
            again += 1
    return again


def _signature(secret: str, anchor: AuditAnchor) -> bytes:
    return hmac.new(derived_key(secret, KEY), anchor.signed().encode(), sha256).digest()
