"""When an owner says “this wasn't me”: whoever it was is put out, and they choose a new password."""

from datetime import timedelta
from uuid import UUID

from usercore import limits
from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import NotFound
from usercore.events import Event
from usercore.limits import by_link
from usercore.models import AuditEntry, PrivacyRequest
from usercore.permissions import Permission
from usercore.steps import credentials, links, notices, requests, sessions, standing, trust
from usercore.work import Work, needs

DAY, MOST_LETTERS = timedelta(days=1), 5  # an open session must not fill the mailbox


@needs(Permission.PUBLIC, with_temporary_password=True, limits=by_link)
def by_letter(work: Work, *, token: str) -> None:
    """The owner says so through the link in a letter: all sessions end, the password lets nobody in any more, and a
    link to choose another goes to the account's address. Raises `TokenSpent`, `TokenExpired`, `TokenVoid`.
    """
    _, user = links.use(work, token, Purpose.NOT_ME)
    ended = credentials.spoil(work, user, "not-me")
    work.record(Event.DISOWNED, about=user, sessions_ended=ended)


@needs(Permission.REVOKE_SESSIONS, own="user_id")
def in_history(work: Work, *, user_id: UUID, entry_id: UUID) -> int:
    """The same about an entry of one's own history, from an open session, which goes on: the others end, and a link
    to choose another password is sent, a few times a day. Returns how many ended. Raises `NotFound`, `AboveYou`.
    """
    user = standing.locked(work, user_id)
    found = as_uuid(entry_id)
    entry = work.db.get(AuditEntry, found) if found else None
    if entry is None or entry.subject_id != user.id:
        raise NotFound(thing="entry")
    spared = work.actor.session_id if work.actor.user_id == user.id else None
    ended = sessions.end_all(work, user.id, "not-me", but=spared)
    links.void(work, user, Purpose.EMAIL, Purpose.TICKET)
    trust.forget(work, user)
    requests.leave_to_the_desk(work, PrivacyRequest.user_id == user.id)
    few = limits.tally(work, "letter:not-me", str(user.id), DAY) <= MOST_LETTERS
    if few and user.may_sign_in(work.now):
        notices.choose_another(work, user)
    work.record(Event.DISOWNED, about=user, entry=str(entry.id), sessions_ended=ended)
    return ended
