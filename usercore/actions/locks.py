"""Locks that limits closed are opened by staff."""

from uuid import UUID

from usercore.errors import NotLocked
from usercore.events import Event
from usercore.permissions import Permission
from usercore.steps import credentials, standing
from usercore.work import Work, needs


@needs(Permission.UNLOCK_USERS)
def unlock(work: Work, *, user_id: UUID) -> None:
    """Let a person try to sign in again at once: their counters are forgotten. Raises `NotFound`, `NotLocked`,
    `AboveYou`.
    """
    user = standing.locked(work, user_id)
    if user.locked_until is None or user.locked_until <= work.now:
        raise NotLocked
    reason = user.locked_reason
    credentials.unlock(work, user)
    user.version += 1
    work.record(Event.USER_UNLOCKED, about=user, limit=reason)
