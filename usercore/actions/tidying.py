"""What has ended is written down as over, and what tells nothing any more is removed."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update

from usercore.crypto.tokens import Purpose
from usercore.events import Event
from usercore.models import (
    Factor,
    FactorState,
    LetterState,
    LimitCounter,
    OneTimeToken,
    OutboxLetter,
    PrivacyRequest,
    Recovery,
    RequestNote,
    Reveal,
    Status,
    TrustedBrowser,
    User,
)
from usercore.permissions import Permission
from usercore.steps import accounts
from usercore.work import Work, needs

KEPT, KEPT_INVITATIONS = timedelta(days=1), timedelta(days=90)
KEPT_STRANGERS = timedelta(days=731)  # 24 months (11 CCR 7101): nobody else can take their address out


@needs(Permission.RUN_HOUSE)
def lift_ended_suspensions(work: Work) -> int:
    """Write down that suspensions whose end has come are over; they have counted as over since then."""
    suspended = func.coalesce(User.status, "") == Status.SUSPENDED  # by no index: fewer have an end than are suspended
    over = select(User).where(suspended, User.suspended_until <= work.now).with_for_update()
    lifted = 0
    for user in work.db.scalars(over.limit(1000)).all():
        accounts.lift(user)
        work.record(Event.SUSPENSION_ENDED, about=user)
        lifted += 1
    return lifted


@needs(Permission.RUN_HOUSE)
def drop_what_ended(work: Work) -> None:
    """Forget tokens and limit counters a day after their end; what they led to is in the audit log. An invitation is
    known for longer, so that whoever comes late reads what became of it. Secrets that nobody confirmed, browsers that
    are trusted no longer, and who looked at whom for a while, go at once.
    """
    ended = OneTimeToken.expires_at < work.now - KEPT
    late = OneTimeToken.expires_at < work.now - KEPT_INVITATIONS
    work.db.execute(delete(OneTimeToken).where(ended, or_(late, OneTimeToken.purpose != Purpose.INVITATION)))
    void = (OutboxLetter.state == LetterState.VOID, OutboxLetter.created_at < work.now - KEPT)
    work.db.execute(delete(OutboxLetter).where(*void))
    work.db.execute(delete(Factor).where(Factor.state == FactorState.PENDING, Factor.ends_at <= work.now))
    work.db.execute(delete(Recovery).where(Recovery.ends_at <= work.now))
    work.db.execute(delete(Reveal).where(Reveal.ends_at <= work.now))
    work.db.execute(delete(TrustedBrowser).where(TrustedBrowser.ends_at <= work.now))
    work.db.execute(delete(LimitCounter).where(LimitCounter.ends_at < work.now - KEPT))
    _forget_strangers(work)


def _forget_strangers(work: Work) -> None:
    """Of people without an account a request keeps no address and no words once it was closed for 24 months."""
    over = PrivacyRequest.closed_at < work.now - KEPT_STRANGERS
    old = (PrivacyRequest.person_id.is_(None), PrivacyRequest.email_key != "", over)
    ids = list(work.db.scalars(select(PrivacyRequest.id).where(*old).limit(1000)))
    if ids:
        work.db.execute(delete(RequestNote).where(RequestNote.request_id.in_(ids)))
        work.db.execute(update(PrivacyRequest).where(PrivacyRequest.id.in_(ids)).values(email="", email_key=""))
