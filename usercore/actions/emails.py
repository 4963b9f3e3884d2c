"""A new address is confirmed where it leads, taken back from the old one, or not waited for any more."""

from uuid import UUID

from usercore.crypto.tokens import Purpose
from usercore.errors import TokenSpent
from usercore.events import Event
from usercore.limits import by_link
from usercore.mail import letters
from usercore.permissions import Permission
from usercore.spelling import canonical_email
from usercore.steps import addresses, credentials, links, sessions, standing
from usercore.work import Work, needs


@needs(Permission.PUBLIC, with_temporary_password=True, limits=by_link)
def confirm(work: Work, *, token: str) -> str:
    """The new address counts from now on, as verified; sessions end (but the one that confirms), the old address is
    told. Returns the address.

    Raises `TokenSpent`, `TokenExpired`, `TokenVoid`; `EmailTaken` if someone else took it meanwhile.
    """
    row, user = links.use(work, token, Purpose.EMAIL)
    address = canonical_email((row.wanted or {})["email"])
    old = user.email
    told = addresses.confirmed(work, user, address)
    user.version += 1
    links.void(work, user, Purpose.RESET, Purpose.EMAIL, Purpose.TICKET)
    own = work.actor.session_id if work.actor.user_id == user.id else None
    ended = sessions.end_all(work, user.id, "email-changed", but=own)
    undo, ends_at = links.offer(work, Purpose.UNDO, work.settings.undo_lifetime, user, {"email": old})
    letter = letters.email_changed(to=old, name=user.name, new=user.email, token=undo, ends_at=ends_at)
    work.post(letter, about=user)
    work.record(Event.EMAIL_CONFIRMED, about=user, personal=told, sessions_ended=ended)
    return user.email


@needs(Permission.PUBLIC, with_temporary_password=True, limits=by_link)
def undo(work: Work, *, token: str) -> str:
    """The old address says that it wasn't them: it counts again, the password lets nobody in any more, all sessions
    end, and a link to choose another password goes to that address. Returns it.

    Raises `TokenSpent`, `TokenExpired`, `TokenVoid`; `EmailTaken` if someone else took it meanwhile.
    """
    row, user = links.use(work, token, Purpose.UNDO)
    address = canonical_email((row.wanted or {})["email"])
    told: dict[str, str] = {}
    if address.key != user.email_key:
        told = addresses.confirmed(work, user, address)
        user.version += 1
    links.void_later(work, user, row)
    ended = credentials.spoil(work, user, "email-undone")
    work.record(Event.EMAIL_UNDONE, about=user, personal=told, sessions_ended=ended)
    return user.email


@needs(Permission.UPDATE_USERS, own="user_id")
def cancel(work: Work, *, user_id: UUID) -> None:
    """Wait for no confirmation any more; the address stays what it is. Raises `NotFound`, `AboveYou`, `TokenSpent`."""
    user = standing.locked(work, user_id)
    if not links.open_ones(work, user, Purpose.EMAIL):
        raise TokenSpent
    links.void(work, user, Purpose.EMAIL)
    work.record(Event.EMAIL_CANCELLED, about=user)
