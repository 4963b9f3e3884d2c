"""A new e-mail address counts once its owner confirmed it there; the old one is told, and can take it back."""

from typing import Any

from usercore.crypto.tokens import Purpose
from usercore.errors import EmailInTrash, EmailTaken
from usercore.events import Event
from usercore.mail import letters
from usercore.models import Status, User
from usercore.permissions import Permission
from usercore.spelling import Email
from usercore.steps import accounts, invitations, links
from usercore.work import Kind, Work


def change(work: Work, user: User, email: Email) -> tuple[str | None, dict[str, str]]:
    """At once when a program says so, or for someone who is only invited: nobody lives there yet. Otherwise it is
    asked for. Returns the address that was asked, or what changed. Raises `EmailTaken`, `NotFresh`, `NotAllowed`.
    """
    if user.id == work.actor.user_id:
        work.must_be_fresh_for_credentials()
    else:
        work.must_be_fresh()  # whoever chooses where letters go could have the password as well (ASVS 7.5.1)
    if work.actor.kind is Kind.SYSTEM or user.status == Status.INVITED:
        invitations.must_give_what_waits(work, user)
        # The old address may be why: whatever was sent there counts no more.
        links.void(work, user, Purpose.RESET, Purpose.EMAIL, Purpose.UNDO, Purpose.NOT_ME)
        moved = put(work, user, email, verified=False)
        invitations.follow(work, user)
        return None, moved
    ask(work, user, email, discreet=not work.actor.holds(Permission.READ_USERS))
    return email.address, {}


def put(work: Work, user: User, email: Email, *, verified: bool) -> dict[str, str]:
    """Set the address; returns before and after, for the record. Raises `EmailTaken`."""
    accounts.address_free(work, email, but=user)
    before = user.email
    user.set_email(email)
    user.email_verified_at = work.now if verified else None
    accounts.flush_or_taken(work)
    return {"email.before": before, "email.after": user.email}


def confirmed(work: Work, user: User, email: Email) -> dict[str, str]:
    """The same for someone who holds a link that was sent there. Whoever has it meanwhile, they learn only that."""
    try:
        return put(work, user, email, verified=True)
    except EmailInTrash:
        raise EmailTaken from None


def ask(work: Work, user: User, email: Email, *, discreet: bool) -> None:
    """Ask the new address to confirm and tell the old one. Raises `EmailTaken`; a `discreet` asker does not learn that
    the address is taken: nothing is sent there, and nothing will come of it.
    """
    taken = False
    try:
        accounts.address_free(work, email, but=user)
    except EmailTaken:
        if not discreet:
            raise
        taken = True
    wanted: dict[str, Any] = {"email": email.address}
    token, ends_at = links.offer(work, Purpose.EMAIL, work.settings.email_lifetime, user, wanted)
    confirm = letters.email_confirm(to=email.address, name=user.name, token=token, ends_at=ends_at)
    work.post(confirm, about=None if taken else user)
    undo, undo_ends = links.offer(work, Purpose.UNDO, work.settings.undo_lifetime, user, {"email": user.email})
    told = letters.email_asked(to=user.email, name=user.name, new=email.address, token=undo, ends_at=undo_ends)
    work.post(told, about=user)
    personal = {"email.before": user.email, "email.after": email.address}
    work.record(Event.EMAIL_ASKED, about=user, personal=personal)
