"""What happened to one person, from all tables that know of it, as one stream: which rows, in which order."""

from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, false, literal, select, union_all

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.models import AuditEntry, LetterState, Note, OutboxLetter
from usercore.permissions import Permission
from usercore.steps import keyset
from usercore.steps.partitions import within
from usercore.work import Work

LARGEST_PAGE = 200
ENTRY, NOTE, LETTER = "entry", "note", "letter"
# The first that fits counts. Wherever a kind is asked for, all its events are.
KINDS: dict[str, tuple[str, ...]] = {
    "sign-ins": ("sign-in:*", "access:*", "user:locked", "user:unlocked"),
    "sessions": ("session:*",),
    "letters": ("letter:*",),
    "invitations": ("invitation:*",),
    "notes": ("note:*", "case:*"),
    "requests": ("request:*",),
    "consents": ("consent:*",),
    "exports": ("export:*", "audit:*"),
    "changes": ("*",),
}
# Said once, not twice: what the next entry says again, and what the note itself says.
SILENT = (
    Event.SIGN_IN_ACCEPTED,
    Event.EXPORT_PREPARED,
    Event.NOTE_WRITTEN,
    Event.NOTE_CHANGED,
    Event.NOTE_PINNED,
    Event.NOTE_UNPINNED,
)
# What staff think of someone is not theirs to read page by page.
NOT_FOR_THEM = ("note:*", "case:*", "hold:*", "request:noted", "request:assigned")
WAITING = (LetterState.QUEUED, LetterState.FAILING)  # a letter that was sent, or given up, stands in the log


class StreamQuery(BaseModel):
    """Whose stream, the newest first. `kinds` are some of `KINDS`; none means all. `after` and `before` are the id of
    the row that the page begins behind, or ends before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    user_id: str | UUID
    kinds: tuple[str, ...] = ()
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


class Place(NamedTuple):
    """A row's place in the stream."""

    source: str
    id: UUID


def kind_of(event: str) -> str:
    """Under which kind an event stands."""
    return next(kind for kind, patterns in KINDS.items() if any(fnmatchcase(event, one) for one in patterns))


def not_for_them() -> list[str]:
    """Events that a person does not see in their own history."""
    return [str(event) for event in Event if any(fnmatchcase(event, one) for one in NOT_FOR_THEM)]


def page(work: Work, query: StreamQuery) -> tuple[Sequence[Place], bool] | None:
    """The places of a page, newest first, and whether there are more that way; None if the cursor's row is gone."""
    backwards = query.before is not None
    cursor = query.before or query.after
    past = _place(work, query, cursor) if cursor is not None else None
    if cursor is not None and past is None:
        return None
    parts = [
        keyset.ordered(part, *columns, backwards=backwards).limit(query.limit + 1)
        for part, columns in _parts(work, query, past, backwards=backwards)
    ]
    if not parts:
        return [], False
    each = union_all(*(select(part.subquery()) for part in parts)).subquery()
    together = keyset.ordered(select(each.c.source, each.c.id), each.c.at, each.c.id, backwards=backwards)
    rows = [Place(source, as_uuid(row_id)) for source, row_id in work.db.execute(together.limit(query.limit + 1))]  # type: ignore[arg-type]
    return keyset.one_page(rows, query)


def _parts(
    work: Work, query: StreamQuery, past: tuple[Any, UUID] | None, *, backwards: bool
) -> Iterable[tuple[Select[Any], tuple[Any, Any]]]:
    """One select for each table that may hold something of what is asked for."""
    whose = as_uuid(query.user_id)
    for source, table, at, wanted in _sources(work, query):
        columns: tuple[Any, Any] = (at, table.id)
        condition = [keyset.beyond(*columns, past, backwards=backwards)] if past else []
        if past and table is AuditEntry:
            condition += within(work, **{"since" if backwards else "until": past[0]})
        mine = table.subject_id if table is AuditEntry else table.user_id
        part: Any = select(at.label("at"), table.id.label("id"), literal(source).label("source"))
        yield part.where(mine == whose if whose else false(), *wanted, *condition), columns


def _sources(work: Work, query: StreamQuery) -> Iterable[tuple[str, Any, Any, list[ColumnElement[bool]]]]:
    events = _events(query.kinds)
    if events is None:
        yield ENTRY, AuditEntry, AuditEntry.at, [AuditEntry.event.not_in(SILENT)]
    elif events:
        yield ENTRY, AuditEntry, AuditEntry.at, [AuditEntry.event.in_(events)]
    if _asked("notes", query.kinds) and work.actor.holds(Permission.READ_NOTES):
        hidden: list[ColumnElement[bool]] = (
            [] if work.actor.holds(Permission.PRIVILEGED_NOTES) else [Note.privileged.is_(False)]
        )
        yield NOTE, Note, Note.created_at, hidden
    if _asked("letters", query.kinds):
        yield LETTER, OutboxLetter, OutboxLetter.created_at, [OutboxLetter.state.in_(WAITING)]


def _asked(kind: str, kinds: Collection[str]) -> bool:
    return not kinds or kind in kinds


def _events(kinds: Collection[str]) -> list[str] | None:
    """Which events of the log are asked for; None for all but the silent ones."""
    if not kinds:
        return None
    return [str(event) for event in Event if kind_of(event) in kinds and event not in SILENT]


def _place(work: Work, query: StreamQuery, row_id: object) -> tuple[Any, UUID] | None:
    """When the row with this id was, if it is one of this person's."""
    found, whose = as_uuid(row_id), as_uuid(query.user_id)
    columns: tuple[tuple[Any, Any, Any], ...] = (
        (AuditEntry.at, AuditEntry.id, AuditEntry.subject_id),
        (Note.created_at, Note.id, Note.user_id),
        (OutboxLetter.created_at, OutboxLetter.id, OutboxLetter.user_id),
    )
    for at, own_id, mine in columns:
        moment = work.db.scalar(select(at).where(own_id == found, mine == whose))
        if moment is not None and found is not None:
            return moment, found
    return None
