"""After a backup was put back: what ended, or was used up, since it was made does not come back with it."""

from dataclasses import dataclass

from sqlalchemy import update

from usercore.events import Event
from usercore.models import Invitation, InvitationState
from usercore.permissions import Permission
from usercore.steps import links, sessions, tokens, trust
from usercore.work import Work, needs

WHY = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOut:
    """How many sessions were live, and how many links open."""

    sessions: int
    links: int


@needs(Permission.RUN_HOUSE)
def put_everyone_out(work: Work) -> PutOut:
    """Nobody knows which sessions ended, and which links were used, since the backup was made: all of them are over, and
    no browser is trusted. Invitations have ended, and can be sent again. What there was of each is one entry.
    """
    live = sessions.end_everyones(work, WHY)
    if live:
        work.record(Event.SESSIONS_REVOKED, sessions_ended=live, why=WHY)
    if trusted := trust.forget_all(work):
        work.record(Event.BROWSERS_DISTRUSTED, browsers=trusted, why=WHY)
    ended = tokens.end_all(work)
    letters, invitations = links.withdraw_letters(work), _end_invitations(work)
    if ended or letters or invitations:
        work.record(Event.LINKS_ENDED, links=ended, letters=letters, invitations=invitations, why=WHY)
    return PutOut(sessions=live, links=ended)


def _end_invitations(work: Work) -> int:
    wanted = update(Invitation).where(Invitation.state == InvitationState.OPEN, Invitation.ends_at > work.now)
    return work.db.execute(wanted.values(ends_at=work.now)).rowcount  # type: ignore[attr-defined,no-any-return]
