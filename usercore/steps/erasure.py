"""Deletion for ever: the person's rows go, the audit log keeps its entries without their values."""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Delete, delete, or_, select

from usercore.crypto.tokens import DOWNLOADS
from usercore.database import touched
from usercore.mail.letters import LetterKind
from usercore.models import AuditValue, Invitation, Note, OldPassword, OneTimeToken, OutboxLetter, User, UserSession
from usercore.spelling import folded
from usercore.work import Work

SHORTEST_PART = 4  # shorter ones are in too many words to tell of anyone


@dataclass(frozen=True, slots=True)
class Certificate:
    """What went, for the record."""

    user_id: UUID
    sessions: int
    tokens: int
    letters: int
    notes: int
    personal_values: int

    def counts(self) -> dict[str, Any]:
        """How many rows of each kind."""
        return {name: count for name, count in asdict(self).items() if name != "user_id"}


def delete_for_ever(work: Work, user: User) -> Certificate:
    """Remove a person and everything that is about them alone."""
    own = (AuditValue.person_id == user.id, AuditValue.name == "address")
    known = {folded(user.email), *work.db.scalars(select(AuditValue.value).where(*own))}
    certificate = Certificate(
        user_id=user.id,
        sessions=_remove(work, delete(UserSession).where(UserSession.user_id == user.id)),
        tokens=_remove(work, delete(OneTimeToken).where(OneTimeToken.user_id == user.id)),
        letters=_remove(work, delete(OutboxLetter).where(OutboxLetter.user_id == user.id)),
        notes=_remove(work, delete(Note).where(Note.user_id == user.id)),
        personal_values=_remove(work, delete(AuditValue).where(AuditValue.person_id == user.id)),
    )
    _remove(work, delete(OldPassword).where(OldPassword.user_id == user.id))
    _forget_filters(work, user, known)
    _forget_words(work, user)
    work.db.delete(user)
    touched(work.db, UserSession)
    work.db.flush()
    return certificate


def _forget_filters(work: Work, user: User, known: set[str]) -> None:
    """Exports, and readings of the audit log, are recorded with what was searched for: where that was this person, it
    goes, and so do old tickets.
    """
    told = re.split(r"[\W_]+", folded(f"{user.name} {user.email.partition('@')[0]}"))
    words = [word for word in told if len(word) >= SHORTEST_PART]
    filters = select(AuditValue.entry_id, AuditValue.value).where(AuditValue.name == "wanted")
    naming = [entry_id for entry_id, wanted in work.db.execute(filters) if _names(wanted, words, known)]
    _remove(work, delete(AuditValue).where(AuditValue.name == "wanted", AuditValue.entry_id.in_(naming)))
    over = or_(OneTimeToken.spent_at.is_not(None), OneTimeToken.expires_at <= work.now)
    _remove(work, delete(OneTimeToken).where(OneTimeToken.purpose.in_(DOWNLOADS), over))


def _forget_words(work: Work, user: User) -> None:
    """What they wrote into invitations of others is theirs, and letters in the outbox keep it too."""
    for invitation in work.db.scalars(
        select(Invitation).where(Invitation.inviter_id == user.id, Invitation.message.is_not(None))
    ):
        invitation.message = None
    written = OutboxLetter.facts["inviter"].as_string() == str(user.id)
    for letter in work.db.scalars(select(OutboxLetter).where(OutboxLetter.kind == LetterKind.INVITATION, written)):
        letter.facts = {**letter.facts, "message": ""}


def _names(wanted: str, words: list[str], known: set[str]) -> bool:
    """Whether a filter searched for one of these words, for a part of one long enough to tell, or for an address."""
    query = json.loads(wanted).get("query") or {}
    text = folded(" ".join(query.get(field) or "" for field in ("text", "actor", "subject", "network")))
    if known.intersection(text.split()):
        return True
    searched = re.split(r"[\W_]+", text)
    return any(part in word or word in part for part in searched if len(part) >= SHORTEST_PART for word in words)


def _remove(work: Work, statement: Delete) -> int:
    result = work.db.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
