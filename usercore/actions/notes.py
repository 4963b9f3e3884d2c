"""Notes about a person: written, changed and removed by who wrote them; one may be pinned.

Their words do not stand in the audit log, which must not keep what was meant to be gone, nor show the privileged ones.
"""

from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import EditedMeanwhile, NotAllowed, NotFound, NotYourNote
from usercore.events import Event
from usercore.language import say
from usercore.models import Note, User
from usercore.permissions import Permission
from usercore.spelling import clean_note, clean_ticket
from usercore.work import Work, needs


@needs(Permission.WRITE_NOTES)
def write(
    work: Work, *, user_id: UUID, text: str, ticket: str = "", pinned: bool = False, privileged: bool = False
) -> UUID:
    """Write a note; returns its id. `ticket` is an address or a number elsewhere. A `privileged` one is read by few,
    and left out of the person's export.

    Raises `NotFound`, `InvalidNote`, `InvalidTicket`, `NotAllowed` for a privileged one.
    """
    user = work.get(User, user_id)
    _may_be(work, privileged=privileged)
    note = Note(
        id=work.new_id(),
        user_id=user.id,
        author_id=work.actor.user_id,
        text=clean_note(text),
        ticket=clean_ticket(ticket),
        privileged=privileged,
        created_at=work.now,
    )
    work.add(note)
    work.record(Event.NOTE_WRITTEN, about=user, note=str(note.id), privileged=privileged)
    if pinned:
        _pin(work, user, note)
    return note.id


@needs(Permission.WRITE_NOTES)
def change(
    work: Work,
    *,
    note_id: UUID,
    text: str,
    ticket: str = "",
    privileged: bool = False,
    seen: str | None = None,
) -> None:
    """Put other words in the place of one's own. `seen` is the text that stood there when it was opened.

    Raises `NotFound`, `NotYourNote`, `EditedMeanwhile`, `InvalidNote`, `InvalidTicket`, `NotAllowed`.
    """
    user, note = _found(work, note_id)
    if note.author_id != work.actor.user_id:
        raise NotYourNote
    _may_be(work, privileged=privileged or note.privileged)
    if seen is not None and seen != note.text:
        raise EditedMeanwhile(who=say("Someone"), what=say("this note"), when=note.changed_at)
    told = clean_note(text), clean_ticket(ticket), privileged
    if told == (note.text, note.ticket, note.privileged):
        return
    note.text, note.ticket, note.privileged = told
    note.changed_at = work.now
    work.record(Event.NOTE_CHANGED, about=user, note=str(note.id), privileged=privileged)


@needs(Permission.WRITE_NOTES)
def pin(work: Work, *, note_id: UUID) -> None:
    """To the top of the person's page, in place of the one that was there. Raises `NotFound`."""
    user, note = _found(work, note_id)
    if not note.pinned:
        _pin(work, user, note)


@needs(Permission.WRITE_NOTES)
def unpin(work: Work, *, note_id: UUID) -> None:
    """Back among the others. Raises `NotFound`."""
    user, note = _found(work, note_id)
    if note.pinned:
        note.pinned = False
        work.record(Event.NOTE_UNPINNED, about=user, note=str(note.id))


@needs(Permission.WRITE_NOTES)
def remove(work: Work, *, note_id: UUID) -> None:
    """For good: by whoever wrote it, or by those who may see privileged ones. Raises `NotFound`, `NotYourNote`."""
    user, note = _found(work, note_id)
    if note.author_id != work.actor.user_id and not work.actor.holds(Permission.PRIVILEGED_NOTES):
        raise NotYourNote
    work.db.delete(note)
    written_by = str(note.author_id) if note.author_id else None
    work.record(Event.NOTE_REMOVED, about=user, note=str(note.id), privileged=note.privileged, written_by=written_by)


def _pin(work: Work, user: User, note: Note) -> None:
    others = select(Note).where(Note.user_id == user.id, Note.pinned, Note.id != note.id)
    for other in work.db.scalars(others):
        other.pinned = False
    note.pinned = True
    work.record(Event.NOTE_PINNED, about=user, note=str(note.id))


def _found(work: Work, note_id: object) -> tuple[User, Note]:
    """The note and its person, the person locked first, so that two who pin do so one after the other. One that the
    actor may not see is not there.
    """
    whose = work.db.scalar(select(Note.user_id).where(Note.id == as_uuid(note_id)))
    if whose is None:
        raise NotFound(thing="note")
    user = work.get(User, whose)
    note = work.get(Note, note_id, "note")
    if note.privileged and not work.actor.holds(Permission.PRIVILEGED_NOTES):
        raise NotFound(thing="note")
    return user, note


def _may_be(work: Work, *, privileged: bool) -> None:
    if privileged and not work.actor.holds(Permission.PRIVILEGED_NOTES):
        raise NotAllowed(permission=str(Permission.PRIVILEGED_NOTES))
