"""Tickets for downloads: what is wanted is stored, so that no filter and no name stands in the address."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from usercore.crypto.tokens import Purpose
from usercore.errors import BadQuery, NotSignedIn, TokenSpent
from usercore.events import Event
from usercore.models import OneTimeToken, User
from usercore.permissions import Permission
from usercore.steps import tokens
from usercore.steps.exporting import AuditExport, PersonExport, UserExport
from usercore.work import Kind, Work, needs

TICKET_LIFETIME = timedelta(minutes=2)


@needs(Permission.EXPORT_USERS)
def prepare(work: Work, *, export: str, wanted: dict[str, Any]) -> str:
    """A ticket, good once and for the actor alone, for `export` (“users”) with plain JSON `wanted`.

    Raises `BadQuery` for what cannot be exported.
    """
    if export != "users":
        raise BadQuery(why=f"there is no export called “{export[:40]}”")
    work.record(Event.EXPORT_PREPARED, export=export)
    return _ticket(work, Purpose.DOWNLOAD, UserExport.understood(wanted))


@needs(Permission.EXPORT_USERS)
def take(work: Work, *, ticket: str) -> UserExport:
    """What the ticket was for. Raises `TokenSpent`, for someone else's ticket too, or `TokenExpired`."""
    return UserExport.understood(_wanted(work, ticket, Purpose.DOWNLOAD))


@needs(Permission.EXPORT_AUDIT_LOG)
def prepare_audit(work: Work, *, wanted: dict[str, Any]) -> str:
    """The same for the audit log. Raises `BadQuery`."""
    work.record(Event.EXPORT_PREPARED, export="audit")
    return _ticket(work, Purpose.AUDIT_DOWNLOAD, AuditExport.understood(wanted))


@needs(Permission.EXPORT_AUDIT_LOG)
def take_audit(work: Work, *, ticket: str) -> AuditExport:
    """What such a ticket was for. Raises `TokenSpent`, for someone else's ticket too, or `TokenExpired`."""
    return AuditExport.understood(_wanted(work, ticket, Purpose.AUDIT_DOWNLOAD))


@needs(Permission.EXPORT_PRIVACY, own="user_id")
def prepare_person(work: Work, *, user_id: UUID) -> str:
    """A ticket for everything about one person, oneself among them. Raises `NotFresh` or `NotFound`."""
    work.must_be_fresh()
    user = work.get(User, user_id)
    work.record(Event.EXPORT_PREPARED, about=user, export="person")
    return _ticket(work, Purpose.PERSON_DOWNLOAD, PersonExport(user_id=user.id))


@needs(Permission.PUBLIC)
def take_person(work: Work, *, ticket: str) -> PersonExport:
    """What such a ticket was for; whether they may have it is asked again by the export itself.

    Raises `NotSignedIn`, `NotFresh`, `TokenSpent`, for someone else's ticket too, or `TokenExpired`.
    """
    if work.actor.kind is Kind.VISITOR:
        raise NotSignedIn
    work.must_be_fresh()
    return PersonExport.model_validate(_wanted(work, ticket, Purpose.PERSON_DOWNLOAD))


def _ticket(work: Work, purpose: Purpose, wish: BaseModel) -> str:
    stored = wish.model_dump(mode="json", exclude_defaults=True)
    return tokens.mint(work, purpose, TICKET_LIFETIME, user_id=work.actor.user_id, wanted=stored)


def _wanted(work: Work, ticket: str, purpose: Purpose) -> dict[str, Any]:
    row: OneTimeToken = tokens.consume(work, ticket, purpose)
    if row.user_id != work.actor.user_id or row.wanted is None:
        raise TokenSpent
    return row.wanted
