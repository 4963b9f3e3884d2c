"""What the worker asks before it does anything: whether there is something to do."""

import pandas as pd
from sqlalchemy import func, or_, select

from usercore.frames.tables import frame
from usercore.models import Lease, LetterState, OutboxLetter
from usercore.permissions import Permission
from usercore.work import Work, needs

DUE = ["holder", "letters"]


@needs(Permission.RUN_HOUSE)
def due(work: Work, *, lease: str) -> pd.DataFrame:
    """One row: who holds the lease now (None: nobody), and how many letters could be carried, 100 at most."""
    holder = work.db.scalar(select(Lease.holder).where(Lease.name == lease, Lease.until > work.now))
    free = or_(OutboxLetter.claimed_until.is_(None), OutboxLetter.claimed_until <= work.now)
    waiting = select(OutboxLetter.id).where(
        OutboxLetter.state.in_((LetterState.QUEUED, LetterState.FAILING)), OutboxLetter.next_try_at <= work.now, free
    )
    letters = work.db.scalar(select(func.count()).select_from(waiting.limit(100).subquery()))
    return frame([(holder, letters)], DUE)
