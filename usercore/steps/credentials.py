"""What follows when someone's password changes, or turns out to be known to others."""

from uuid import UUID

from sqlalchemy import delete, select

from usercore import limits
from usercore.crypto.tokens import Purpose
from usercore.models import InvitationState, OldPassword, PrivacyRequest, Status, User
from usercore.steps import invitations, links, notices, passwords, requests, sessions, trust
from usercore.work import Work


def replace(work: Work, user: User, new_hash: str, *, temporary: bool, why: str, but: UUID | None = None) -> int:
    """Set the password: links die, the lock opens, sessions end (all but one) and the owner is told. Returns how many
    sessions ended.
    """
    _remember(work, user)
    passwords.put(work, user, new_hash, temporary=temporary)
    user.password_compromised = False
    if user.status == Status.INVITED:
        user.status = Status.ACTIVE
        invitations.close(work, user, InvitationState.REPLACED)
    user.version += 1
    links.void(work, user, Purpose.RESET, Purpose.EMAIL, Purpose.TICKET)
    trust.forget(work, user)
    unlock(work, user)
    notices.password_changed(work, user, by_owner=not temporary)
    return sessions.end_all(work, user.id, why, but=but)


def put_out(work: Work, user: User, why: str) -> int:
    """Nobody is in the account any more, and nothing goes on that was begun there: sessions end, links die, no browser
    is trusted, a deletion is left to the desk. Returns how many sessions ended.
    """
    trust.forget(work, user)
    links.void(work, user, Purpose.EMAIL, Purpose.RESET)
    requests.leave_to_the_desk(work, PrivacyRequest.user_id == user.id)
    return sessions.end_all(work, user.id, why)


def spoil(work: Work, user: User, why: str) -> int:
    """The password may be known to others: it lets nobody in any more, all are put out, and the owner gets a link to
    choose another. Returns how many sessions ended.
    """
    user.password_compromised = True
    links.void(work, user, Purpose.NOT_ME)
    ended = put_out(work, user, why)
    if user.may_sign_in(work.now):
        notices.choose_another(work, user)
    return ended


def unlock(work: Work, user: User) -> None:
    """Forget the failed sign-ins and the mark they left."""
    if user.locked_until:
        user.locked_until = user.locked_reason = None
    limits.forget(work, user.email_key, *limits.SIGN_IN_ACCOUNT)


def old_hashes(work: Work, user_id: UUID, current: str | None) -> tuple[str, ...]:
    """The hashes that a new password is compared with: none unless the setting asks for it."""
    wanted = work.settings.password_history
    if not wanted:
        return ()
    kept = select(OldPassword.password_hash).where(OldPassword.user_id == user_id)
    newest = kept.order_by(OldPassword.replaced_at.desc()).limit(wanted)
    return tuple(one for one in (current, *work.db.scalars(newest)) if one)[:wanted]


def _remember(work: Work, user: User) -> None:
    wanted = work.settings.password_history
    if not (wanted and user.password_hash):
        return
    work.add(OldPassword(id=work.new_id(), user_id=user.id, password_hash=user.password_hash, replaced_at=work.now))
    work.db.flush()
    mine = select(OldPassword.id).where(OldPassword.user_id == user.id)
    newest = mine.order_by(OldPassword.replaced_at.desc(), OldPassword.id.desc()).limit(wanted)
    work.db.execute(
        delete(OldPassword).where(OldPassword.user_id == user.id, OldPassword.id.not_in(newest)),
        execution_options={"synchronize_session": False},
    )
