"""What ended long ago and tells nothing any more is removed."""

from datetime import timedelta

from sqlalchemy import delete

from usercore.models import LimitCounter, OneTimeToken
from usercore.permissions import Permission
from usercore.work import Work, needs

KEPT = timedelta(days=1)


@needs(Permission.RUN_HOUSE)
def drop_what_ended(work: Work) -> None:
    """Forget tokens and limit counters a day after their end; what they led to is in the audit log."""
    work.db.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < work.now - KEPT))
    work.db.execute(delete(LimitCounter).where(LimitCounter.ends_at < work.now - KEPT))
