"""Tickets for downloads: what is wanted is stored, so that no filter and no name stands in the address."""

from datetime import timedelta
from typing import Any

from usercore.crypto.tokens import Purpose
from usercore.errors import BadQuery, TokenSpent
from usercore.events import Event
from usercore.models import OneTimeToken
from usercore.permissions import Permission
from usercore.steps import tokens
from usercore.steps.exporting import AuditExport, CsvExport, UserExport
from usercore.work import Work, needs

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


def _ticket(work: Work, purpose: Purpose, wish: CsvExport) -> str:
    stored = wish.model_dump(mode="json", exclude_defaults=True)
    return tokens.mint(work, purpose, TICKET_LIFETIME, user_id=work.actor.user_id, wanted=stored)


def _wanted(work: Work, ticket: str, purpose: Purpose) -> dict[str, Any]:
    row: OneTimeToken = tokens.consume(work, ticket, purpose)
    if row.user_id != work.actor.user_id or row.wanted is None:
        raise TokenSpent
    return row.wanted
