"""Archives of one person: whether one is being made, is done, or broke off."""

from datetime import datetime
from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.frames.tables import frame
from usercore.models import AuditEntry
from usercore.permissions import Permission
from usercore.work import Work, needs

COLUMNS = ["at", "event", "outcome", "rows", "files", "manifest"]
STEPS = (Event.EXPORT_STARTED.value, Event.EXPORT_FINISHED.value, Event.EXPORT_BROKEN.value)
MOST = 50


@needs(Permission.EXPORT_PRIVACY, own="user_id")
def newest(work: Work, *, user_id: UUID, since: datetime) -> pd.DataFrame:
    """How far the actor's own newest download of that person's archive came since then: one row, or none."""
    theirs = (
        AuditEntry.subject_id == as_uuid(user_id),
        AuditEntry.at >= since,
        AuditEntry.event.in_(STEPS),
        AuditEntry.actor_id == work.actor.user_id,
    )
    # Ids do not tell which of two in one moment came first.
    last = (AuditEntry.at.desc(), AuditEntry.segment.desc(), AuditEntry.sequence.desc())
    found = work.db.scalars(select(AuditEntry).where(*theirs).order_by(*last).limit(MOST))
    rows = (entry for entry in found if entry.facts.get("export") == "person")
    return frame(
        (
            (
                entry.at, entry.event, entry.outcome,
                *(entry.facts.get(name) for name in ("rows", "files", "manifest")),
            )
            for entry in (next(rows, None),)
            if entry
        ),
        COLUMNS,
    )  # fmt: skip
