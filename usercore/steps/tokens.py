"""One-time tokens: minted here, and consumed by the one conditional UPDATE."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from usercore.crypto import tokens
from usercore.crypto.tokens import Purpose
from usercore.errors import TokenExpired, TokenSpent
from usercore.models import OneTimeToken
from usercore.work import Work

KEY = "one-time"


def mint(
    work: Work,
    purpose: Purpose,
    lifetime: timedelta,
    *,
    user_id: UUID | None = None,
    generation: datetime | None = None,
    address_digest: bytes | None = None,
    wanted: dict[str, Any] | None = None,
    by_letter: bool = False,
) -> str:
    """A token for `purpose`, bound to the browser that asked, if it is known; one that goes by letter is not."""
    token, stored = tokens.mint(purpose.value, work.key(KEY))
    work.insert(
        OneTimeToken,
        id=work.new_id(),
        purpose=purpose.value,
        digest=stored,
        user_id=user_id,
        browser_digest=None if by_letter else browser(work),
        address_digest=address_digest,
        generation=generation,
        wanted=wanted,
        created_at=work.now,
        expires_at=work.now + lifetime,
    )
    return token


def known(work: Work, token: str, purpose: Purpose) -> OneTimeToken | None:
    """The token's row, good or dead."""
    wanted = select(OneTimeToken).where(OneTimeToken.digest.in_(work.digests(token, KEY)))
    row = work.db.scalars(wanted).one_or_none()
    return row if row and row.purpose == purpose else None


def find(work: Work, token: str, purpose: Purpose) -> OneTimeToken:
    """The token's row, if it is still good for that. Raises `TokenSpent` or `TokenExpired`; spends nothing."""
    row = known(work, token, purpose)
    if row is None or row.spent_at or row.browser_digest not in (None, *browsers(work)):
        raise TokenSpent
    if row.expires_at <= work.now:
        raise TokenExpired
    return row


def consume(work: Work, token: str, purpose: Purpose) -> OneTimeToken:
    """The token's row, spent now and by nobody else. Raises `TokenSpent` or `TokenExpired` (ASVS 2.3.4, 15.4.2)."""
    row = find(work, token, purpose)
    unspent = (OneTimeToken.spent_at.is_(None), OneTimeToken.expires_at > work.now)
    if not work.claim(OneTimeToken, row.id, *unspent, spent_at=work.now):
        raise TokenSpent
    return row


def void(work: Work, user_id: UUID, *purposes: Purpose) -> None:
    """No open token of theirs for these purposes is good any more."""
    work.db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.purpose.in_(purposes), OneTimeToken.spent_at.is_(None))
        .values(spent_at=work.now)
        .execution_options(synchronize_session=False)
    )


def end_all(work: Work) -> int:
    """Every open token of everyone ends now, for whatever it was; returns how many there were. It is not said to have
    been used: whoever holds it is told to ask for another.
    """
    ended = work.db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.spent_at.is_(None), OneTimeToken.expires_at > work.now)
        .values(expires_at=work.now)
        .execution_options(synchronize_session=False)
    )
    return ended.rowcount  # type: ignore[attr-defined,no-any-return]


def browser(work: Work) -> bytes | None:
    """The digest of the cookie that knows a browser again, to be stored."""
    return next(iter(browsers(work)), None)


def browsers(work: Work) -> tuple[bytes, ...]:
    """What may be stored of that cookie; empty without one."""
    return work.digests(work.actor.browser, "browser") if work.actor.browser else ()
