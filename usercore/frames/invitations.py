"""Invitations: who was asked in, by whom, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, literal, or_, select

from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import (
    InvitationExpired,
    InvitationReplaced,
    InvitationRevoked,
    InvitationUsed,
    NotBacked,
    PageGone,
)
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, how_many
from usercore.language import say
from usercore.models import Invitation, InvitationState, OutboxLetter, Role, User
from usercore.models.roles import is_staff
from usercore.permissions import Permission
from usercore.spelling import masked_email
from usercore.steps import invitations, invitees, keyset, letter_facts, links
from usercore.steps.backing import Inviter
from usercore.steps.invitees import PENDING, InvitationQuery, InvitationStatus
from usercore.steps.people import sees_all, shown_emails
from usercore.steps.standing import covers_role
from usercore.steps.telling import called
from usercore.work import Work, needs

__all__ = ["InvitationQuery", "InvitationStatus", "about", "all", "by_status", "chosen", "counts", "funnel", "pending"]

LIST = [
    "id",
    "user_id",
    "name",
    "email",
    "role",
    "status",
    "invited_by",
    "inviter_id",
    "message",
    "sent_at",
    "times_sent",
    "handed_over_at",
    "opened_at",
    "asked_again_at",
    "expires_at",
    "closed_at",
    "letter_id",
    "letter_state",
    "problem",
    "has_link",
    "above_you",
]
BY_STATUS = ["status", "invitations"]
CHOSEN = ["id", "user_id", "name", "email", "above_you"]
ABOUT = ["state", "email", "name", "invited_by", "role", "staff", "message", "expires_at", "opened", "may_ask"]
FUNNEL = ["week", "sent", "handed_over", "opened", "accepted", "expired"]
STATES = {
    InvitationUsed: "accepted",
    InvitationRevoked: "revoked",
    InvitationReplaced: "replaced",
    InvitationExpired: "expired",
    NotBacked: "review",
}
MOST_CHOSEN = 10_000
WEEK = timedelta(days=7)


@needs(Permission.READ_INVITATIONS)
def pending(work: Work, *, query: InvitationQuery | None = None) -> pd.DataFrame:
    """A page of invitations that wait for an answer, as `all` gives them."""
    query = query or InvitationQuery()
    return _page(work, query.model_copy(update={"statuses": tuple(map(str, PENDING))}))


@needs(Permission.READ_INVITATIONS)
def all(work: Work, *, query: InvitationQuery | None = None) -> pd.DataFrame:  # noqa: A001 - all of them
    """A page of invitations, the newest first, ended and answered ones too; `.attrs` has `next` and `previous`, as in
    `users.search`. `status` is one of `InvitationStatus`; `has_link` while its letter's link can be copied.

    Raises `PageGone`.
    """
    return _page(work, query or InvitationQuery())


@needs(Permission.READ_INVITATIONS)
def counts(work: Work, *, query: InvitationQuery | None = None) -> Total:
    """How many invitations the query means, counted no further than the setting `count_cap`."""
    wanted = invitees.joined(select(literal(1)).select_from(Invitation))
    return how_many(work, wanted.where(*invitees.conditions(work, query or InvitationQuery())))


@needs(Permission.READ_INVITATIONS)
def by_status(work: Work, *, statuses: Sequence[str] = tuple(InvitationStatus)) -> pd.DataFrame:
    """How many invitations have each of these statuses, each counted no further than the setting `count_cap`."""
    cap = work.settings.count_cap

    def counted(status: str) -> int:
        wanted = invitees.joined(select(literal(1)).select_from(Invitation))
        some = wanted.where(*invitees.conditions(work, InvitationQuery(statuses=(status,)))).limit(cap)
        return work.db.scalar(select(func.count()).select_from(some.subquery())) or 0

    return frame(((one, counted(one)) for one in map(str, statuses)), BY_STATUS)


@needs(Permission.READ_INVITATIONS)
def chosen(work: Work, *, query: InvitationQuery) -> pd.DataFrame:
    """Whom sending all of these again would reach, the newest first, 10,000 at most."""
    columns = select(Invitation.id, Invitation.user_id, User.name, User.email, User.role)
    wanted = invitees.joined(columns.select_from(Invitation)).where(*invitees.conditions(work, query))
    rows = work.db.execute(invitees.newest_first(wanted).limit(MOST_CHOSEN)).all()
    covered = _covered(work)
    shown = shown_emails(work)
    return frame(((row.id, row.user_id, row.name, shown(row.email), not covered[row.role]) for row in rows), CHOSEN)


@needs(Permission.PUBLIC, with_temporary_password=True)
def about(work: Work, *, token: str) -> pd.DataFrame:
    """One row about an invitation's link, for the page it leads to; looking changes nothing.

    `state` is good, accepted, revoked, replaced, expired, review (its inviter can no longer give the role), void (the
    account changed) or unknown. A dead one tells no more than who invited, and the address if that is still the
    account's; `may_ask` where its holder can ask for another.
    """
    found = invitations.known(work, token)
    if found is None:
        return frame([("unknown", *[None] * 7, False, False)], ABOUT)
    row, invitation, user = found
    dead = invitations.why_dead(work, row, invitation, user)
    inviter = letter_facts.called(work, invitation.inviter_id) or None
    if dead:
        state = STATES.get(type(dead), "void")
        may_ask = state in ("expired", "review") and invitation.asked_again_at is None
        email = links.sent_to(work, token, Purpose.INVITATION)
        return frame([(state, email, None, inviter, None, None, None, invitation.ends_at, False, may_ask)], ABOUT)
    role = work.db.get_one(Role, user.role)
    known = (user.email, user.name, inviter, role.title, is_staff(role.permissions), invitation.message)
    return frame([("good", *known, invitation.ends_at, invitation.opened_at is not None, False)], ABOUT)


@needs(Permission.READ_INVITATIONS)
def funnel(work: Work, *, weeks: int = 12) -> pd.DataFrame:
    """For each of the last weeks (the last seven days end now) how many invitations were first sent then, and of those
    how many a mail server took, were opened, were accepted, and ended unanswered. An accepted one was opened, too.
    """
    weeks = max(1, min(weeks, 104))
    start = work.now - weeks * WEEK
    starts = [start + number * WEEK for number in range(weeks)]
    ends = enumerate((*starts[1:], work.now))
    week = case(*((Invitation.created_at < later, number) for number, later in ends), else_=weeks - 1)
    answered = Invitation.state == InvitationState.ACCEPTED
    steps = (
        Invitation.handed_over_at.is_not(None),
        or_(Invitation.opened_at.is_not(None), answered),
        answered,
        and_(Invitation.state == InvitationState.OPEN, Invitation.ends_at <= work.now),
    )
    sums = [func.sum(case((step, 1), else_=0)) for step in steps]
    wanted = select(week, func.count(), *sums).where(Invitation.created_at >= start, Invitation.created_at <= work.now)
    found = {number: counted for number, *counted in work.db.execute(wanted.group_by(week))}
    return frame(((at, *map(int, found.get(number, [0] * 5))) for number, at in enumerate(starts)), FUNNEL)


def _page(work: Work, query: InvitationQuery) -> pd.DataFrame:
    backwards = query.before is not None
    status = invitees.status(work).label("status")
    columns = select(Invitation, User, Inviter, OutboxLetter, status).select_from(Invitation)
    wanted = invitees.joined(columns).outerjoin(OutboxLetter, OutboxLetter.id == Invitation.letter_id)
    wanted = invitees.newest_first(wanted.where(*invitees.conditions(work, query)), backwards=backwards)
    if (cursor := query.before or query.after) is not None:
        row_id = as_uuid(cursor)
        if row_id is None or not invitees.exists(work, row_id):
            raise PageGone
        wanted = wanted.where(Invitation.id > row_id if backwards else Invitation.id < row_id)
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    covered = _covered(work)
    found = frame((_row(work, row, above_you=not covered[row[1].role]) for row in rows), LIST)
    return turning(found, [row[0].id for row in rows], query, more=more)


def _row(work: Work, row: Any, *, above_you: bool) -> tuple[Any, ...]:
    invitation, user, inviter, letter, status = row
    unmasked = sees_all(work)
    return (
        invitation.id,
        user.id,
        user.name,
        user.email if unmasked else masked_email(user.email),
        user.role,
        status,
        _inviter(work, invitation, inviter),
        invitation.inviter_id,
        invitation.message if unmasked else None,  # free words, which may name anyone
        invitation.sent_at,
        invitation.times_sent,
        invitation.handed_over_at,
        invitation.opened_at,
        invitation.asked_again_at,
        invitation.ends_at,
        invitation.closed_at,
        invitation.letter_id,
        letter.state if letter else None,
        letter.problem if letter and unmasked else None,
        letter is not None and letter.sealed_token is not None and invitation.ends_at > work.now,
        above_you,
    )


def _inviter(work: Work, invitation: Invitation, inviter: User | None) -> str:
    known = called(work, inviter.name, inviter.email) if inviter else None
    return known or (say("a program") if invitation.program else say("someone since deleted"))


def _covered(work: Work) -> dict[str, bool]:
    roles = work.db.scalars(select(Role)).all()  # held, so that none is looked up again
    return {role.name: covers_role(work, role.name) for role in roles}
