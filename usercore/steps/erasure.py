"""Deletion for ever: the person's rows go, the audit log keeps its entries without their values."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CursorResult, Delete, delete

from usercore.database import touched
from usercore.models import AuditValue, OneTimeToken, User, UserSession
from usercore.work import Work


@dataclass(frozen=True, slots=True)
class Certificate:
    """What went, for the record."""

    user_id: UUID
    sessions: int
    tokens: int
    personal_values: int


def delete_for_ever(work: Work, user: User) -> Certificate:
    """Remove a person and everything that is about them alone."""
    certificate = Certificate(
        user_id=user.id,
        sessions=_remove(work, delete(UserSession).where(UserSession.user_id == user.id)),
        tokens=_remove(work, delete(OneTimeToken).where(OneTimeToken.user_id == user.id)),
        personal_values=_remove(work, delete(AuditValue).where(AuditValue.person_id == user.id)),
    )
    work.db.delete(user)
    touched(work.db, UserSession)
    work.db.flush()
    return certificate


def _remove(work: Work, statement: Delete) -> int:
    result = work.db.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
