"""Two people editing one account: the later is told what happened in between."""

from sqlalchemy import select

from usercore.errors import EditedMeanwhile
from usercore.events import Event
from usercore.language import say
from usercore.models import AuditEntry, User
from usercore.work import Work

EDITS = {
    Event.USER_UPDATED: "the profile",
    Event.ROLE_CHANGED: "the role",
    Event.USER_SUSPENDED: "the status",
    Event.USER_REINSTATED: "the status",
    Event.CASE_OPENED: "the status",
    Event.SUSPENSION_ENDED: "the status",
    Event.USER_DELETED: "the status",
    Event.USER_RESTORED: "the status",
    Event.PASSWORD_CHANGED: "the password",
    Event.PASSWORD_RESET: "the password",
    Event.RESET_FORCED: "the password",
    Event.EMAIL_CONFIRMED: "the address",
    Event.EMAIL_UNDONE: "the address",
}


def not_edited_since(work: Work, user: User, version: int | None) -> None:
    """Raise `EditedMeanwhile`, saying who changed what, if `version` is not the row's any more (ASVS 15.4.2)."""
    if version is None or version == user.version:
        return
    last = work.db.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_id == user.id, AuditEntry.event.in_(EDITS))
        .order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        raise EditedMeanwhile(who=say("Someone"), what=say("this account"), when=None)
    editor = work.db.get(User, last.actor_id) if last.actor_id else None
    who = (editor.name or say("Someone")) if editor else last.actor_name or say("Someone")
    raise EditedMeanwhile(who=who, what=say(EDITS[Event(last.event)]), when=last.at)
