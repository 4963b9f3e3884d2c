"""What was done, by whom, to whom."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import false, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import AuditEntry, AuditValue, User
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps.people import sees_all
from usercore.work import Kind, Work, needs

OF_USER = ["id", "at", "event", "outcome", "actor_kind", "actor_id", "actor", "subject_id", "facts", "values"]
MOST = 200
Editor = aliased(User)


@needs(Permission.READ_USERS, own="user_id")
def of_user(work: Work, *, user_id: UUID, limit: int = 50) -> pd.DataFrame:
    """What happened to a person's account, newest first: at most 200 entries in two statements.

    `facts` and `values` are dictionaries; values are missing after erasure, and for those who see data masked.
    About oneself one sees one's own values only, not from where staff worked.
    """
    found = as_uuid(user_id)
    entries = work.db.execute(
        select(AuditEntry, Editor.name, Editor.email)
        .outerjoin(Editor, Editor.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_id == found)
        .order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())
        .limit(min(max(limit, 1), MOST))
    ).all()
    values: dict[UUID, dict[str, str]] = {}
    wanted = select(AuditValue).where(AuditValue.entry_id.in_([entry.id for entry, *_ in entries]))
    if not sees_all(work):
        wanted = wanted.where(AuditValue.person_id == found if found == work.actor.user_id else false())
    for value in work.db.scalars(wanted):
        values.setdefault(value.entry_id, {})[value.name] = value.value
    shown = str if sees_all(work) else masked_email
    return frame(
        (_row(entry, name or (email and shown(email)), values.get(entry.id, {})) for entry, name, email in entries),
        OF_USER,
    )


def _row(entry: AuditEntry, editor: str | None, values: dict[str, str]) -> tuple[Any, ...]:
    return (
        entry.id,
        entry.at,
        entry.event,
        entry.outcome,
        entry.actor_kind,
        entry.actor_id,
        editor or _nameless(entry),
        entry.subject_id,
        entry.facts,
        values,
    )


def _nameless(entry: AuditEntry) -> str:
    """Whoever has no name to look up: a job, a visitor, or someone who was erased since."""
    if entry.actor_id:
        return f"Erased person {str(entry.actor_id)[-4:].upper()}"
    return entry.actor_name or "" if entry.actor_kind == Kind.SYSTEM else ""
