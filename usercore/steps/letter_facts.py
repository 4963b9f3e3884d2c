"""What a letter tells, as its reader reads it."""

from typing import Any
from uuid import UUID

from usercore.crypto.ids import as_uuid
from usercore.models import OutboxLetter, User
from usercore.work import Work

INVITER = "inviter"


def told(work: Work, letter: OutboxLetter) -> dict[str, Any]:
    """The letter's facts, with the name of today in place of an id."""
    if INVITER not in letter.facts:
        return dict(letter.facts)
    return {**letter.facts, INVITER: called(work, as_uuid(letter.facts[INVITER]))}


def called(work: Work, user_id: UUID | None) -> str:
    """A person as another reads of them; empty for a program, or for someone who is gone."""
    user = work.db.get(User, user_id) if user_id else None
    return user.name or user.email if user else ""
