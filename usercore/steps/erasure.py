"""Deletion for ever: the person's rows go, the audit log keeps its entries without their values."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, literal_column, or_, select, update

from usercore.crypto.tokens import DOWNLOADS
from usercore.database import touched
from usercore.models import (
    AuditValue,
    Erasure,
    Invitation,
    Note,
    OldPassword,
    OneTimeToken,
    OutboxLetter,
    PrivacyRequest,
    RequestNote,
    User,
    UserSession,
)
from usercore.personal import BY_NAME, HOLDINGS, Erase, Holding
from usercore.spelling import email_key, folded
from usercore.steps import tombstones
from usercore.steps.holds import refuse_if_held
from usercore.work import Work

IS_WANTED = AuditValue.name == literal_column("'wanted'")  # spelled out: the index is of these alone
KNOWN_BY = ("email", "email.before", "name", "name.before", "address")
SHORTEST_PART = 4  # shorter ones are in too many words to tell of anyone


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of what is held about a person: how many rows, what becomes of them, and the law where some stay."""

    name: str
    title: str
    what: Erase
    rows: int
    erasing: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What somebody can be found by."""

    emails: set[str]
    names: set[str]
    networks: set[str]

    @cached_property
    def email_keys(self) -> list[str]:
        return sorted(email_key(email) for email in self.emails)

    @cached_property
    def whole(self) -> set[str]:
        return {folded(email) for email in self.emails} | self.networks

    @cached_property
    def words(self) -> list[str]:
        """The parts of names and addresses that are long enough to tell of somebody."""
        told = " ".join([*self.names, *(email.partition("@")[0] for email in self.emails)])
        return [word for word in re.split(r"[\W_]+", folded(told)) if len(word) >= SHORTEST_PART]


@dataclass(frozen=True, slots=True)
class Certificate:
    """That someone was deleted for ever, and what became of what was held about them; it names nobody. `sha256` is
    that of `text`, and stands in the audit log.
    """

    id: UUID
    user_id: UUID
    facts: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The certificate word for word: JSON with sorted keys, without blanks."""
        return written(self.facts)

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def rows(self) -> dict[str, int]:
        """How many rows of each kind there were, by its name in `usercore.personal`."""
        return {part["name"]: part["rows"] for part in self.facts["parts"]}

    def told(self) -> dict[str, Any]:
        """What the audit log keeps of it."""
        return {"erasure": str(self.id), "certificate": self.sha256, "rows": self.rows}


def written(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def parts(work: Work, user_id: UUID) -> list[Part]:
    """What erasing this person would do, kind by kind, in one statement; kinds of which there is nothing are left out."""
    counts = [
        select(func.count()).select_from(holding.table).where(_counted(holding, user_id)).scalar_subquery()
        for holding in HOLDINGS
    ]
    found = zip(HOLDINGS, work.db.execute(select(*counts)).one(), strict=True)
    return [
        Part(holding.name, holding.title, holding.erase, rows, holding.erasing, holding.reason)
        for holding, rows in found
        if rows
    ]


def _counted(holding: Holding, user_id: UUID) -> ColumnElement[bool]:
    """What goes, goes whole; what stays is counted where it counts."""
    return holding.linked(user_id) if holding.erase is Erase.DELETE else holding.of(user_id)


def delete_for_ever(work: Work, user: User, *, again: bool = False) -> Certificate:
    """Remove a person and everything that is about them alone (GDPR Art. 17); what must stay names them no more. A
    certificate and a tombstone stay: with an old list or a restored backup they do not come back. `again`: they came back
    with a backup, and a hold that came back too was lifted before they went. Raises `OnHold`.
    """
    if not again:
        refuse_if_held(work, user)
    known = known_as(work, user)
    certificate = _certified(work, user, known)
    forget(work, user, known)
    work.db.delete(user)
    work.db.flush()
    return certificate


def forget(work: Work, user: User, known: Known) -> None:
    """What is about them alone goes, all but the account itself."""
    for table in (UserSession, OneTimeToken, OutboxLetter, Note, OldPassword):
        work.db.execute(delete(table).where(table.user_id == user.id))
    work.db.execute(delete(AuditValue).where(AuditValue.person_id == user.id))
    _forget_filters(work, known)
    _forget_words(work, user)
    _forget_requests(work, user, known)
    touched(work.connection, UserSession)


def known_as(work: Work, user: User) -> Known:
    """Under which addresses and names somebody was here, the former ones too, and from where."""
    found: dict[str, set[str]] = {"email": {user.email}, "name": {user.name}, "address": set()}
    wanted = select(AuditValue.name, AuditValue.value).where(AuditValue.person_id == user.id)
    for name, value in work.db.execute(wanted.where(AuditValue.name.in_(KNOWN_BY))):
        found[name.removesuffix(".before")].add(value)
    return Known(emails=found["email"], names=found["name"], networks=found["address"])


def _certified(work: Work, user: User, known: Known) -> Certificate:
    """The certificate and the tombstone, in the transaction that deletes."""
    erasure_id, by = work.new_id(), work.actor
    facts = {
        "certificate": str(erasure_id),
        "person": str(user.id),
        "erased_at": work.now.isoformat(timespec="seconds"),
        "by": f"person {by.user_id}" if by.user_id else f"program {by.name}",
        "parts": [
            {
                "name": part.name,
                "title": part.title,
                "what": str(part.what),
                "rows": part.rows,
                "how": part.erasing,
                "why": part.reason,
            }
            for part in parts(work, user.id)
        ],
    }
    certificate = Certificate(erasure_id, user.id, facts)
    erasure = work.add(
        Erasure(
            id=erasure_id, person_id=user.id, erased_at=work.now, erased_by=by.user_id, facts=facts,
            sha256=certificate.sha256,
        )
    )  # fmt: skip
    work.db.flush()
    tombstones.put(work, erasure, known.email_keys)
    return certificate


def _forget_filters(work: Work, known: Known) -> None:
    """Exports, and readings of the audit log, are recorded with what was searched for: where that was this person, it
    goes, and so do old tickets.
    """
    filters = select(AuditValue.entry_id, AuditValue.value).where(IS_WANTED)
    naming = [entry_id for entry_id, wanted in work.db.execute(filters) if _names(wanted, known)]
    work.db.execute(delete(AuditValue).where(AuditValue.name == "wanted", AuditValue.entry_id.in_(naming)))
    over = or_(OneTimeToken.spent_at.is_not(None), OneTimeToken.expires_at <= work.now)
    work.db.execute(delete(OneTimeToken).where(OneTimeToken.purpose.in_(DOWNLOADS), over))


def _forget_words(work: Work, user: User) -> None:
    """What they wrote into invitations of others is theirs, and letters in the outbox keep it too."""
    for invitation in work.db.scalars(
        select(Invitation).where(Invitation.inviter_id == user.id, Invitation.message.is_not(None))
    ):
        invitation.message = None
    for letter in work.db.scalars(select(OutboxLetter).where(BY_NAME["letters_of_invitations"].of(user.id))):
        letter.facts = {**letter.facts, "message": ""}


def _forget_requests(work: Work, user: User, known: Known) -> None:
    """Requests stay as the proof that they were answered; addresses in them go, and notes, those too of requests from
    before there was an account.
    """
    theirs = or_(PrivacyRequest.user_id == user.id, PrivacyRequest.email_key.in_(known.email_keys))
    work.db.execute(delete(RequestNote).where(RequestNote.request_id.in_(select(PrivacyRequest.id).where(theirs))))
    work.db.execute(update(PrivacyRequest).where(theirs).values(email="", email_key="", erases_at=None))


def _names(wanted: str, known: Known) -> bool:
    """Whether a filter searched for one of these words, for a part of one long enough to tell, or for an address."""
    query = json.loads(wanted).get("query") or {}
    text = folded(" ".join(query.get(field) or "" for field in ("text", "actor", "subject", "network")))
    if known.whole.intersection(text.split()):
        return True
    searched = re.split(r"[\W_]+", text)
    return any(part in word or word in part for part in searched if len(part) >= SHORTEST_PART for word in known.words)
