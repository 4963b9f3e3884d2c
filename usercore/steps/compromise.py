"""An account came into other hands: what changed lately, and what is done about it at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from usercore.crypto.tokens import DOWNLOADS, Purpose
from usercore.events import Event
from usercore.models import AuditEntry, Case, OneTimeToken, Status, Step, User
from usercore.steps import accounts, credentials, links, notices
from usercore.work import Work

LATELY = timedelta(days=7)
MOST_SIGNS = 50
FACTOR = (
    Event.TWO_FACTOR_ON,
    Event.TWO_FACTOR_OFF,
    Event.TWO_FACTOR_TAKEN_AWAY,
    Event.RECOVERY_CODES_RENEWED,
    Event.RECOVERY_CODE_USED,
)
ADDRESS = (Event.EMAIL_ASKED, Event.EMAIL_CONFIRMED, Event.EMAIL_UNDONE)
PASSWORD = (Event.PASSWORD_CHANGED, Event.PASSWORD_RESET, Event.RESET_ASKED)
LINKS = (
    Purpose.RESET,
    Purpose.EMAIL,
    Purpose.NOT_ME,
    Purpose.TICKET,
    Purpose.CHALLENGE,
    *DOWNLOADS,
)
BY_HAND = (Step.OWNER, Step.ADDRESS, Step.FACTOR)
WHY, REASON = "compromised", "Account compromised"


def signs(work: Work, user_id: object) -> Sequence[AuditEntry]:
    """What changed about how this person gets in within the last 7 days, the newest first."""
    return work.db.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_id == user_id,
            AuditEntry.at > work.now - LATELY,
            AuditEntry.event.in_((*FACTOR, *ADDRESS, *PASSWORD)),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(MOST_SIGNS)
    ).all()


def secure(work: Work, user: User, *, shut: bool | None) -> dict[str, Any]:
    """Put everyone out and keep them out; returns the steps, those for a person to do among them. `shut` suspends the
    account until someone reinstates it, and then no link to choose a password goes out; None: if the address was
    touched lately, since that letter could reach the wrong person.
    """
    events = {entry.event for entry in signs(work, user.id)}
    moved = not events.isdisjoint(ADDRESS)
    open_links = _open_links(work, user)
    kept_out = user.status_at(work.now) is not Status.SUSPENDED and (moved if shut is None else shut)
    if kept_out:
        accounts.keep_out(user, work.now, REASON)
    user.must_change_password = True
    user.version += 1
    ended = credentials.spoil(work, user, WHY)
    links.void(work, user, *DOWNLOADS)
    told = notices.secured(work, user, shut=not user.may_sign_in(work.now))
    done = {
        Step.SESSIONS: ended,
        Step.PASSWORD: None,
        **({Step.LOCK: None} if kept_out else {}),
        Step.LINKS: open_links,
        Step.LETTER: told,
    }
    to_do = (
        Step.OWNER,
        *((Step.ADDRESS,) if moved else ()),
        *((Step.FACTOR,) if not events.isdisjoint(FACTOR) else ()),
    )
    for step, count in done.items():
        work.record(Event.CASE_STEP, about=user, step=str(step), count=count)
    at = work.now.isoformat()
    return {step: {"at": at, "count": count} for step, count in done.items()} | {step: {"at": None} for step in to_do}


def open_case(work: Work, user_id: object) -> Case | None:
    """The one that is under way."""
    return work.db.scalars(select(Case).where(Case.user_id == user_id, Case.closed_at.is_(None))).first()


def _open_links(work: Work, user: User) -> int:
    still = (OneTimeToken.spent_at.is_(None), OneTimeToken.expires_at > work.now, OneTimeToken.purpose.in_(LINKS))
    wanted = select(func.count()).select_from(OneTimeToken).where(OneTimeToken.user_id == user.id, *still)
    return int(work.db.scalar(wanted) or 0)
