"""What was done, by whom, to whom: of one person, and all of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import literal, select

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.events import Event
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, how_many
from usercore.models import AuditEntry
from usercore.permissions import Permission
from usercore.steps import log, stream
from usercore.steps.log import AuditQuery
from usercore.steps.telling import values_of, who, whom, with_people
from usercore.work import Work, needs

__all__ = ["AuditQuery", "counts", "of_user", "search"]

OF_USER = ["id", "at", "event", "outcome", "actor_kind", "actor_id", "actor", "subject_id", "facts", "values"]
LIST = [*OF_USER, "subject", "actor_there", "subject_there", "segment", "sequence", "hash"]
MOST = 200


@needs(Permission.READ_USERS, own="user_id")
def of_user(work: Work, *, user_id: UUID, limit: int = 50) -> pd.DataFrame:
    """What happened to a person's account, newest first: at most 200 entries in two statements.

    `facts` and `values` are dictionaries; values are missing after erasure, and for those who see data masked.
    About oneself one sees one's own values only, not from where staff worked, nor that they wrote notes.
    """
    found = as_uuid(user_id)
    own = found if found == work.actor.user_id else None
    hidden = [AuditEntry.event.not_in(stream.not_for_them())] if own else []
    entries = work.db.execute(
        with_people()
        .where(AuditEntry.subject_id == found, *hidden)
        .order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())
        .limit(min(max(limit, 1), MOST))
    ).all()
    values = values_of(work, [entry.id for entry, *_ in entries], own=own)
    return frame(
        (_row(entry, who(work, entry, *actor), values.get(entry.id, {})) for entry, *actor, _, _ in entries), OF_USER
    )


@needs(Permission.READ_AUDIT_LOG, recorded=Event.AUDIT_READ)
def search(work: Work, *, query: AuditQuery | None = None) -> pd.DataFrame:
    """A page of the whole log, newest first; `.attrs` has `next` and `previous`, as in `users.search`.

    `actor` and `subject` are names, or “Erased person 7F2A” once the person is gone (`actor_there`, `subject_there`);
    `values` are as in `of_user`; `segment` and `sequence` are the entry's number, `hash` covers all before it.
    `.attrs["more_people"]`: a text means more than the 50 people whose entries these are. Raises `PageGone`.
    """
    query = query or AuditQuery()
    backwards = query.before is not None
    behind = None
    if (cursor := query.before or query.after) is not None:
        row_id = as_uuid(cursor)
        behind = log.place(work, row_id) if row_id else None
        if behind is None:
            raise PageGone
    whom = log.meant(work, query)
    ids = log.page_of(work, query, whom, behind, backwards=backwards)
    more, ids = len(ids) > query.limit, ids[: query.limit]
    found = frame(_listed(work, ids), LIST)
    found.attrs["more_people"] = whom.more
    return turning(found, list(found["id"]), query, more=more)


@needs(Permission.READ_AUDIT_LOG, recorded=Event.AUDIT_READ)
def counts(work: Work, *, query: AuditQuery | None = None) -> Total:
    """How many entries the query means, counted no further than the setting `count_cap`."""
    wanted = select(literal(1)).select_from(AuditEntry).where(*log.conditions(work, query or AuditQuery()))
    return how_many(work, wanted)


def _listed(work: Work, ids: Sequence[UUID]) -> Iterable[tuple[Any, ...]]:
    rows = work.db.execute(log.listed(with_people().where(AuditEntry.id.in_(ids)))).all()
    values = values_of(work, ids)
    for entry, actor, actor_email, subject, subject_email in rows:
        yield (
            *_row(entry, who(work, entry, actor, actor_email), values.get(entry.id, {})),
            whom(work, entry, subject, subject_email),
            actor_email is not None,
            subject_email is not None,
            entry.segment,
            entry.sequence,
            entry.hash.hex(),
        )


def _row(entry: AuditEntry, actor: str, values: dict[str, str]) -> tuple[Any, ...]:
    return (
        entry.id,
        entry.at,
        entry.event,
        entry.outcome,
        entry.actor_kind,
        entry.actor_id,
        actor,
        entry.subject_id,
        entry.facts,
        values,
    )
