"""What a letter tells, as its reader reads it."""

from typing import Any
from uuid import UUID

from usercore.crypto.ids import as_uuid
from usercore.mail.words import reads_as_link
from usercore.models import OutboxLetter, User
from usercore.work import Work

INVITER = "inviter"


def told(work: Work, letter: OutboxLetter) -> dict[str, Any]:
    """The letter's facts, with the name of today in place of an id."""
    if INVITER not in letter.facts:
        return dict(letter.facts)
    return {**letter.facts, INVITER: called(work, as_uuid(letter.facts[INVITER]))}


def called(work: Work, user_id: UUID | None) -> str:
    """A person as another reads of them; empty for a program, or for someone who is gone. A name that reads as a link
    would be made one by the reader's program, so their address stands in its place.
    """
    user = work.db.get(User, user_id) if user_id else None
    if user is None:
        return ""
    return user.email if not user.name or reads_as_link(user.name) else user.name
