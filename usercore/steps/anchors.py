"""Signed anchors: what stands for a month of the audit log once its entries are gone."""

import hmac
from hashlib import sha256

from sqlalchemy import delete, func, select

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


def put(work: Work, segment: str) -> AuditAnchor:
    """Take a whole month out of the log, and leave an anchor in its place."""
    here = AuditEntry.segment == segment
    ends = select(func.min(AuditEntry.sequence), func.max(AuditEntry.sequence), func.count()).where(here)
    first, last, entries = work.db.execute(ends).one()
    links = select(AuditEntry.previous_hash, AuditEntry.hash, AuditEntry.at).where(here)
    beginning = work.db.execute(links.where(AuditEntry.sequence == first)).one()
    end = work.db.execute(links.where(AuditEntry.sequence == last)).one()
    anchor = AuditAnchor(
        segment=segment,
        entries=entries,
        previous_hash=beginning.previous_hash,
        hash=end.hash,
        first_at=beginning.at,
        last_at=end.at,
        removed_at=work.now,
    )
    anchor.signature = _signature(work.secrets[0], anchor)
    work.add(anchor)
    work.db.flush()  # the guard of the log lets only go what an anchor stands for
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
