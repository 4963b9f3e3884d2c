"""Links in letters: each for one purpose, person, address and password, and only the newest of its kind counts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from usercore.crypto.tokens import Purpose
from usercore.errors import TokenSpent, TokenVoid
from usercore.mail.letters import LetterKind
from usercore.models import LetterState, OneTimeToken, OutboxLetter, Status, User
from usercore.steps import standing, tokens
from usercore.work import Work

SENT_TO = "sent-to"
BRING = {
    Purpose.RESET: (LetterKind.RESET, LetterKind.FORCED_RESET),
    Purpose.EMAIL: (LetterKind.EMAIL_CONFIRM,),
    Purpose.INVITATION: (LetterKind.INVITATION,)
    * 2,  # as for a reset: whoever asks for one is told nothing by the time
}
UNSENT = (LetterState.QUEUED, LetterState.FAILING, LetterState.GIVEN_UP)
# What is told beside a change must still work after it: these outlive a new password, and the first a new address too.
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
    """No open link of these purposes counts any more, and the letters that would bring one stay where they are."""
    whose = user.id if user else work.new_id()  # which matches nothing, in the same time
    tokens.void(work, whose, *purposes)
    kinds = [str(kind) for purpose in purposes for kind in BRING.get(purpose, ())]
    if kinds:
        withdraw_letters(work, OutboxLetter.user_id == whose, OutboxLetter.kind.in_(kinds))


def withdraw_letters(work: Work, *which: ColumnElement[bool]) -> int:
    """Of these letters those that wait to be sent would arrive with a dead link; returns how many there were."""
    wanted = update(OutboxLetter).where(OutboxLetter.state.in_(UNSENT), OutboxLetter.sealed_token.is_not(None), *which)
    ended = {"state": LetterState.ENDED, "sealed_token": None, "next_try_at": None, "claimed_until": None}
    done = work.db.execute(wanted.values(ended).execution_options(synchronize_session=False))
    return done.rowcount  # type: ignore[attr-defined,no-any-return]


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
