"""Whom an entry of the audit log speaks of, and the personal values beside it, as far as the reader may see them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from usercore.models import AuditEntry, AuditValue, User
from usercore.steps.people import sees_all, shown_email
from usercore.work import Kind, Work

Editor, Subject = aliased(User), aliased(User)


def with_people() -> Select[Any]:
    """Entries, then name and address of actor and subject, as far as they are still there."""
    entries: Any = select(AuditEntry, Editor.name, Editor.email, Subject.name, Subject.email)
    named: Select[Any] = entries.outerjoin(Editor, Editor.id == AuditEntry.actor_id)
    return named.outerjoin(Subject, Subject.id == AuditEntry.subject_id)


def values_of(work: Work, ids: Collection[UUID], *, own: UUID | None = None) -> dict[UUID, dict[str, str]]:
    """The personal values of these entries, by entry and name; for whoever sees data masked only those about `own`."""
    found: dict[UUID, dict[str, str]] = {}
    wanted = select(AuditValue).where(AuditValue.entry_id.in_(ids))
    if not sees_all(work):
        if own is None:
            return found
        wanted = wanted.where(AuditValue.person_id == own)
    for value in work.db.scalars(wanted):
        found.setdefault(value.entry_id, {})[value.name] = value.value
    return found


def who(work: Work, entry: AuditEntry, name: str | None, email: str | None) -> str:
    """Who did it: a person, a job of the system, or nobody that is known."""
    if entry.actor_id:
        return called(work, name, email) or erased(entry.actor_id)
    return entry.actor_name or "" if entry.actor_kind == Kind.SYSTEM else ""


def whom(work: Work, entry: AuditEntry, name: str | None, email: str | None) -> str:
    """On whom it was done; empty where it was nobody in particular."""
    return called(work, name, email) or (erased(entry.subject_id) if entry.subject_id else "")


def erased(person_id: UUID) -> str:
    """Someone whose name is gone: the last four letters tell two of them apart."""
    return f"Erased person {str(person_id)[-4:].upper()}"


def called(work: Work, name: str | None, email: str | None) -> str | None:
    """The name, else the address as far as the reader may see it; None without either."""
    if name or not email:
        return name
    return shown_email(work, email)
