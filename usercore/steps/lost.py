"""A lost second factor is taken away, and what waited for that is forgotten."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.models import Recovery, User
from usercore.steps import factors, notices, sessions, trust
from usercore.work import Work


def take_away(work: Work, user: User, proofs: Sequence[str], note: str, *, asked_by: UUID | None = None) -> None:
    """Gone with its recovery codes and trusted browsers; a new one comes before everything else."""
    factors.remove_all(work, user)
    trust.forget(work, user)
    forget(work, user)
    user.must_enrol = True
    user.version += 1
    ended = sessions.end_all(work, user.id, "two-factor-off")
    work.record(
        Event.TWO_FACTOR_TAKEN_AWAY,
        about=user,
        personal={"note": note} if note else {},
        proofs=list(proofs),
        sessions_ended=ended,
        asked_by=str(asked_by) if asked_by else None,
    )
    notices.two_factor_lost(work, user)


def waiting(work: Work, recovery_id: object) -> Recovery | None:
    """What waits for a second person; None once it was answered or has ended."""
    wanted = select(Recovery).where(Recovery.id == as_uuid(recovery_id), Recovery.ends_at > work.now)
    return work.db.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def forget(work: Work, user: User) -> None:
    """Nothing waits for a second person any more."""
    work.db.execute(delete(Recovery).where(Recovery.user_id == user.id))
