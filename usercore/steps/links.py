"""Links in letters: each for one purpose, person, address and password, and only the newest of its kind counts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from usercore.crypto.tokens import Purpose
from usercore.errors import TokenSpent, TokenVoid
from usercore.models import OneTimeToken, Status, User
from usercore.steps import standing, tokens
from usercore.work import Work

# What is told beside a change must still work after it: these outlive a new password, and the first a new address too.
SENT_TO = "sent-to"
OUTLIVE_ADDRESS = (Purpose.UNDO,)
OUTLIVE_PASSWORD = (Purpose.UNDO, Purpose.NOT_ME)


def offer(
    work: Work, purpose: Purpose, lifetime: timedelta, user: User | None, wanted: dict[str, Any] | None = None
) -> tuple[str, datetime]:
    """A token to put into a letter, and its end; older ones of that purpose die (ASVS 6.6.2). For nobody, the same
    work is done and the token is good for nothing.
    """
    if purpose not in OUTLIVE_PASSWORD:
        void(work, user, purpose)
    token = tokens.mint(
        work,
        purpose,
        lifetime,
        user_id=user.id if user else None,
        generation=user.password_changed_at if user else None,
        address_digest=_addresses(work, user)[0] if user else None,
        wanted=wanted,
        by_letter=True,
    )
    return token, work.now + lifetime


def read(work: Work, token: str, purpose: Purpose) -> tuple[OneTimeToken, User]:
    """The link and whose it is, if it still counts; spends nothing. Raises `TokenSpent`, `TokenExpired`, `TokenVoid`."""
    row = tokens.find(work, token, purpose)
    user = work.db.get(User, row.user_id) if row.user_id else None
    if user is None:
        raise TokenSpent
    _still_counts(work, row, user)
    return row, user


def use(work: Work, token: str, purpose: Purpose) -> tuple[OneTimeToken, User]:
    """The link, spent now and by nobody else, and its person, locked. Raises as `read` does."""
    whose = tokens.find(work, token, purpose).user_id
    if whose is None:
        raise TokenSpent
    user = standing.locked_owner(work, whose)
    row = tokens.consume(work, token, purpose)
    _still_counts(work, row, user)
    return row, user


def void(work: Work, user: User | None, *purposes: Purpose) -> None:
    """No open link of these purposes counts any more."""
    tokens.void(work, user.id if user else work.new_id(), *purposes)  # the new id matches nothing, in the same time


def void_later(work: Work, user: User, used: OneTimeToken) -> None:
    """Undo links that went out after this one, or to the same address, count no more: whoever took the account over
    must not take it back with a link that was sent to them meanwhile. Earlier ones went to whoever had it before.
    """
    for row in open_ones(work, user, Purpose.UNDO):
        if row.created_at >= used.created_at or row.wanted == used.wanted:
            work.claim(OneTimeToken, row.id, OneTimeToken.spent_at.is_(None), spent_at=work.now)


def sent_to(work: Work, token: str, purpose: Purpose) -> str | None:
    """The address that whoever holds this link, good or dead, got it at; None if that is not the account's any more."""
    row = tokens.known(work, token, purpose)
    user = work.db.get(User, row.user_id) if row and row.user_id else None
    return user.email if row and user and row.address_digest in _addresses(work, user) else None


def open_ones(work: Work, user: User, purpose: Purpose) -> list[OneTimeToken]:
    """Links of that purpose that still count, the newest first."""
    found = work.db.scalars(
        select(OneTimeToken)
        .where(
            OneTimeToken.user_id == user.id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.spent_at.is_(None),
            OneTimeToken.expires_at > work.now,
        )
        .order_by(OneTimeToken.created_at.desc())
    )
    return [row for row in found if counts(work, row, user)]


def _still_counts(work: Work, row: OneTimeToken, user: User) -> None:
    if not counts(work, row, user):
        raise TokenVoid


def counts(work: Work, row: OneTimeToken, user: User) -> bool:
    """Whether the account is still as it was when the link was sent."""
    if row.purpose not in OUTLIVE_ADDRESS and row.address_digest not in _addresses(work, user):
        return False
    if row.purpose in OUTLIVE_PASSWORD:
        return user.status != Status.DELETED
    if row.purpose == Purpose.INVITATION:
        return user.status == Status.INVITED
    return row.generation == user.password_changed_at and user.may_sign_in(work.now)


def _addresses(work: Work, user: User) -> tuple[bytes, ...]:
    """What may be stored of where a link was sent."""
    return work.digests(user.email_key, SENT_TO)
