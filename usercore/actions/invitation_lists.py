"""Ask many people in, and many again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import BadQuery, EmailTaken, InvitationClosed, NotAllowed, NotFound, TooManyAttempts
from usercore.language import say
from usercore.models import Invitation
from usercore.permissions import Permission
from usercore.spelling import clean_message
from usercore.steps import accounts, invitations, inviting, standing
from usercore.steps.inviting import Given, Judged, Verdict
from usercore.work import Work, needs

MOST_AT_ONCE = 100  # letters in one transaction: a few seconds at most
SENT = "sent"
LIMITED = "limited"  # too many letters went to that address already


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one line: `sent`, `limited`, or its verdict, and why."""

    line: int
    email: str
    outcome: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class InvitedMany:
    """What became of each line, in their order."""

    results: tuple[Result, ...]

    @property
    def sent(self) -> int:
        return sum(result.outcome == SENT for result in self.results)


@dataclass(frozen=True, slots=True)
class SentAgain:
    """How many were sent again, and why the others were not, by their ids."""

    sent: int
    skipped: Mapping[str, str]


@needs(Permission.INVITE_USERS)
def send_many(
    work: Work, *, lines: Sequence[Given], role: str = "author", message: str = "", lifetime: timedelta | None = None
) -> InvitedMany:
    """Ask in whoever is new among these lines, as `invitations.send` does each; at most 100 in one call, all in one
    transaction. The others are left as they are, so that the same list again changes nothing. No link is returned.

    Raises `BadQuery` for more, `InvalidMessage`, `InvalidLifetime`; `NotFresh` if a new one has a staff role.
    """
    _not_too_many(len(lines))
    message, until = clean_message(message), invitations.end(work, lifetime)
    found = inviting.judged(work, lines, role=role)
    if any(one.role.has_dashboard_rights for one in found if one.role and one.verdict is Verdict.NEW):
        work.must_be_fresh()
    # In the order of their addresses, so that two who send the same ones at once cannot wait for each other.
    by_address = sorted(range(len(found)), key=lambda place: _key(found[place]))
    results = {place: _sent(work, found[place], message, until) for place in by_address}
    return InvitedMany(tuple(results[place] for place in range(len(found))))


@needs(Permission.INVITE_USERS)
def resend_many(work: Work, *, invitation_ids: Sequence[UUID], lifetime: timedelta | None = None) -> SentAgain:
    """Send unanswered invitations again, ended or not, as `invitations.resend` does each; at most 100 in one call, all
    in one transaction. Each is looked at by itself. No link is returned.

    Raises `BadQuery` for more, `InvalidLifetime`; `NotFresh` if one of them offers a staff role.
    """
    _not_too_many(len(invitation_ids))
    until = invitations.end(work, lifetime)
    wanted = {as_uuid(one) for one in invitation_ids} - {None}
    known = select(Invitation.id, Invitation.user_id).where(Invitation.id.in_(wanted))
    whose = {row.id: row.user_id for row in work.db.execute(known)}
    skipped = {str(one): str(NotFound(thing="invitation")) for one in invitation_ids if as_uuid(one) not in whose}
    standing.lock_all(work, whose.values())
    sent = 0
    for invitation_id, user_id in sorted(whose.items()):
        try:
            _send_again(work, invitation_id, user_id, until)
        except (NotAllowed, NotFound, InvitationClosed, TooManyAttempts) as refusal:
            skipped[str(invitation_id)] = str(refusal)
        else:
            sent += 1
    return SentAgain(sent, skipped)


def _not_too_many(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise BadQuery(why=say("{most} invitations at once are the most", most=MOST_AT_ONCE))


def _key(one: Judged) -> str:
    return one.email.key if one.email else ""


def _sent(work: Work, one: Judged, message: str, until: datetime) -> Result:
    """Invite a new one; someone else may have taken the address since they were all looked up."""
    if one.verdict is Verdict.NEW:
        try:
            with work.savepoint():
                _invite(work, one, message, until)
        except EmailTaken:
            one = inviting.again(work, one)
        except TooManyAttempts as refusal:
            return Result(one.line.number, one.line.email, LIMITED, str(refusal))
        else:
            return Result(one.line.number, one.line.email, SENT)
    return Result(one.line.number, one.line.email, one.verdict.value, one.why)


def _invite(work: Work, one: Judged, message: str, until: datetime) -> None:
    assert one.email
    assert one.role
    # Whether they were erased before was looked up for all at once.
    user = accounts.invited(work, email=one.email, name=one.name, role=one.role.name, came_back=True)
    invitations.count_letter(work, user)
    invitations.begin(work, user, message=message, until=until)


def _send_again(work: Work, invitation_id: UUID, user_id: UUID, until: datetime) -> None:
    user = standing.locked(work, user_id)
    invitation = work.get(Invitation, invitation_id, "invitation")
    invitations.must_be_open(invitation)
    invitations.resend(work, user, invitation, until=until)
