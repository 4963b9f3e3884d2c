"""One person's stream: sign-ins, changes, sessions, letters, invitations and notes, the newest first."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame, turning
from usercore.models import AuditEntry, Note, OutboxLetter, User
from usercore.permissions import Permission
from usercore.steps import reveals, stream
from usercore.steps.people import sees_all
from usercore.steps.stream import KINDS, Place, StreamQuery
from usercore.steps.telling import called, values_of, who, with_people
from usercore.work import Kind, Work, needs

__all__ = ["KINDS", "StreamQuery", "of_user"]

COLUMNS = [
    "id", "at", "kind", "event", "outcome", "actor_kind", "actor_id", "actor", "subject_id", "facts", "values",
]  # fmt: skip


@needs(Permission.READ_USERS)
def of_user(work: Work, *, query: StreamQuery) -> pd.DataFrame:
    """A page of what happened to a person, the newest first; `.attrs` has `next` and `previous`, as in `users.search`.

    `kind` is one of `KINDS`. Rows of the log are as in `audit.of_user`. A note has the event “note:written”, and its
    words in `values`; a letter that is still to be sent has “letter:waiting”, with its kind and tries in `facts`.
    Notes only for those who may read them. Whoever sees data masked sees no values and no addresses in words, except
    while the person is revealed to them: then what is about the person. Raises `PageGone`.
    """
    found = stream.page(work, query)
    if found is None:
        raise PageGone
    places, more = found
    rows = dict(_rows(work, places, as_uuid(query.user_id)))
    shown = frame(_in_order([row for place in places if (row := rows[place.source].get(place.id))]), COLUMNS)
    return turning(shown, [place.id for place in places], query, more=more)


def _in_order(rows: Sequence[tuple[int, tuple[Any, ...]]]) -> Iterable[tuple[Any, ...]]:
    """What was done in one call has one moment: the last of it first, by its number in the log."""
    for _, together in groupby(rows, key=lambda row: row[1][1]):
        yield from (values for _, values in sorted(together, key=lambda row: row[0], reverse=True))


def _rows(
    work: Work, places: Sequence[Place], whose: UUID | None
) -> Iterable[tuple[str, dict[UUID, tuple[int, tuple[Any, ...]]]]]:
    shown = None if sees_all(work) or reveals.until(work, whose) is None else whose
    whole = shown is not None or sees_all(work)
    read = {
        stream.ENTRY: partial(_entries, shown=shown),
        stream.NOTE: partial(_notes, whole=whole),
        stream.LETTER: partial(_letters, whole=whole),
    }
    for source, reader in read.items():
        ids = [place.id for place in places if place.source == source]
        yield source, dict(reader(work, ids)) if ids else {}


def _entries(
    work: Work, ids: Sequence[UUID], *, shown: UUID | None
) -> Iterable[tuple[UUID, tuple[int, tuple[Any, ...]]]]:
    values = values_of(work, ids, own=shown)
    for entry, actor, email, _, _ in work.db.execute(with_people().where(AuditEntry.id.in_(ids))).all():
        row = (
            entry.id, entry.at, stream.kind_of(entry.event), entry.event, entry.outcome, entry.actor_kind,
            entry.actor_id, who(work, entry, actor, email), entry.subject_id, entry.facts, values.get(entry.id, {}),
        )  # fmt: skip
        yield entry.id, (entry.sequence, row)


def _notes(work: Work, ids: Sequence[UUID], *, whole: bool) -> Iterable[tuple[UUID, tuple[int, tuple[Any, ...]]]]:
    authors = select(Note, User.name, User.email).outerjoin(User, User.id == Note.author_id)
    for note, name, email in work.db.execute(authors.where(Note.id.in_(ids))).all():
        said, ticket = (reveals.words(one, whole=whole) for one in (note.text, note.ticket))
        facts = {"ticket": ticket, "privileged": note.privileged, "pinned": note.pinned}
        row = (
            note.id, note.created_at, "notes", "note:written", "done",
            str(Kind.PERSON if note.author_id else Kind.SYSTEM), note.author_id,
            called(work, name, email) or "", note.user_id, facts, {"note": said},
        )  # fmt: skip
        yield note.id, (0, row)


def _letters(work: Work, ids: Sequence[UUID], *, whole: bool) -> Iterable[tuple[UUID, tuple[int, tuple[Any, ...]]]]:
    for letter in work.db.scalars(select(OutboxLetter).where(OutboxLetter.id.in_(ids))):
        facts = {"kind": letter.kind, "tries": letter.tries}
        problem = letter.problem if letter.problem and work.actor.holds(Permission.READ_OUTBOX) else ""
        said = reveals.words(problem, whole=whole)
        row = (
            letter.id, letter.created_at, "letters", "letter:waiting", "done", str(Kind.SYSTEM), None, "",
            letter.user_id, facts, {"said": said} if said else {},
        )  # fmt: skip
        yield letter.id, (0, row)
