"""Tickets for downloads: what is wanted is stored, so that no filter and no name stands in the address."""

from datetime import timedelta
from typing import Any

from usercore.crypto.tokens import Purpose
from usercore.errors import BadQuery, TokenSpent
from usercore.events import Event
from usercore.models import OneTimeToken
from usercore.permissions import Permission
from usercore.steps import tokens
from usercore.steps.exporting import AuditExport, UserExport
from usercore.work import Work, needs

TICKET_LIFETIME = timedelta(minutes=2)


@needs(Permission.EXPORT_USERS)
def prepare(work: Work, *, export: str, wanted: dict[str, Any]) -> str:
    """A ticket, good once and for the actor alone, for `export` (“users”) with plain JSON `wanted`.

    Raises `BadQuery` for what cannot be exported.
    """
    if export != "users":
        raise BadQuery(why=f"there is no export called “{export[:40]}”")
    wish = UserExport.understood(wanted)
    work.record(Event.EXPORT_PREPARED, export=export)
    stored = wish.model_dump(mode="json", exclude_defaults=True)
    return tokens.mint(work, Purpose.DOWNLOAD, TICKET_LIFETIME, user_id=work.actor.user_id, wanted=stored)


@needs(Permission.EXPORT_USERS)
def take(work: Work, *, ticket: str) -> UserExport:
    """What the ticket was for. Raises `TokenSpent`, for someone else's ticket too, or `TokenExpired`."""
    row: OneTimeToken = tokens.consume(work, ticket, Purpose.DOWNLOAD)
    if row.user_id != work.actor.user_id or row.wanted is None:
        raise TokenSpent
    return UserExport.understood(row.wanted)


@needs(Permission.EXPORT_AUDIT_LOG)
def prepare_audit(work: Work, *, wanted: dict[str, Any]) -> str:
    """The same for the audit log. Raises `BadQuery`."""
    wish = AuditExport.understood(wanted)
    work.record(Event.EXPORT_PREPARED, export="audit")
    stored = wish.model_dump(mode="json", exclude_defaults=True)
    return tokens.mint(work, Purpose.AUDIT_DOWNLOAD, TICKET_LIFETIME, user_id=work.actor.user_id, wanted=stored)


@needs(Permission.EXPORT_AUDIT_LOG)
def take_audit(work: Work, *, ticket: str) -> AuditExport:
    """What such a ticket was for. Raises `TokenSpent`, for someone else's ticket too, or `TokenExpired`."""
    row: OneTimeToken = tokens.consume(work, ticket, Purpose.AUDIT_DOWNLOAD)
    if row.user_id != work.actor.user_id or row.wanted is None:
        raise TokenSpent
    return AuditExport.understood(row.wanted)
