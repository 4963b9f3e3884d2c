"""Seeing one person's data whole for five minutes: with a reason, on record, and the person can read who looked."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import NothingMasked
from usercore.events import Event
from usercore.models import Reveal, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason
from usercore.steps import reveals, standing
from usercore.steps.people import sees_all
from usercore.work import Attempt, Work, needs


def tries(work: Work, _wanted: Mapping[str, Any]) -> Iterable[Attempt]:
    """One budget per colleague, whatever session they ask in, so that nobody reads the whole list one by one."""
    if work.actor.user_id and work.actor.holds(Permission.ASK_TO_REVEAL_USERS):
        yield Attempt("reveal:person", str(work.actor.user_id))


@needs(Permission.ASK_TO_REVEAL_USERS, limits_in=tries)
def ask(work: Work, *, user_id: UUID, reason: str) -> datetime:
    """Show this person's data whole, in this session and where one person is read, never in lists and exports. Returns
    until when. The person reads in their history who looked, when and why.

    Raises `NotFound`, `NotYourself`, `NothingMasked`, `InvalidReason`, `TooManyAttempts`.
    """
    user = work.get(User, user_id)
    standing.not_yourself(work, user)
    me = work.actor
    if sees_all(work) or me.session_id is None or me.user_id is None:
        raise NothingMasked
    reason = clean_reason(reason)
    row = Reveal(
        id=work.new_id(),
        user_id=user.id,
        session_id=me.session_id,
        asked_by=me.user_id,
        reason=reason,
        at=work.now,
        ends_at=work.now + reveals.FOR,
    )
    work.add(row)
    work.record(Event.USER_REVEALED, about=user, personal={"reason": reason}, role=me.role)
    return row.ends_at


@needs(Permission.ASK_TO_REVEAL_USERS)
def end(work: Work, *, user_id: UUID) -> None:
    """Mask them again before the time is up; nothing where they are masked."""
    here = (Reveal.session_id == work.actor.session_id, Reveal.user_id == as_uuid(user_id), Reveal.ends_at > work.now)
    rows = work.db.scalars(select(Reveal).where(*here).with_for_update()).all()
    for row in rows:
        row.ends_at = work.now
    if rows:
        work.record(Event.REVEAL_ENDED, about=as_uuid(user_id), role=work.actor.role)
