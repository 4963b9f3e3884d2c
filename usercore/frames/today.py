"""What needs a person today: for each kind one row, whatever there is, with how many and whom first.

Each is one indexed statement, counted no further than the setting `count_cap`; `many` is what the list behind it counts.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Select, and_, func, literal, select, true, union_all

from usercore.events import Event
from usercore.frames.tables import frame
from usercore.limits import UNTIL_RESET
from usercore.models import (
    AuditEntry,
    Case,
    Invitation,
    LetterState,
    OutboxLetter,
    PrivacyRequest,
    Recovery,
    Role,
    Status,
    User,
)
from usercore.permissions import Permission
from usercore.steps import daily, deadlines, factors, invitees, people
from usercore.steps import requests as asked
from usercore.steps.invitees import InvitationQuery
from usercore.steps.people import UserQuery
from usercore.steps.telling import called
from usercore.work import Work, needs

FOUND = ["many", "capped", "user_id", "who", "at"]  # `who` and `at` are of the first: a name, or their address
LOCKED = [*FOUND, "until_reset"]
LETTERS = [*FOUND, "given_up"]
REQUESTS = [*FOUND, "overdue", "due_on"]
FAILURES = [*FOUND, "since", "until", "most", "alerted"]
SOON = timedelta(hours=48)
# Failures of a day are unusual if they are more than twice the most of the same hours, weeks ago, and so many more.
TIMES, MORE, WEEKS, LOOKED_AT = 2, 20, 4, 2


@needs(Permission.READ_USERS)
def locked(work: Work) -> pd.DataFrame:
    """People whom a limit keeps out; first whoever waits longest. `at` is until when, `until_reset` if waiting does not
    help.
    """
    where = tuple(people.conditions(people.shape_of(work, UserQuery(statuses=("locked",)))))
    first = _people(User.locked_until.label("at"), User.locked_reason).where(*where)
    every = select(literal(1)).select_from(User).where(*where)
    row = _one(work, every, first.order_by(User.locked_until.desc()))
    return frame([(*_told(work, row), row.locked_reason == UNTIL_RESET)], LOCKED)


@needs(Permission.WORK_CASES)
def cases(work: Work) -> pd.DataFrame:
    """People whose account was in other hands, with a case that is not closed; first the oldest, `at` since when."""
    opened = (Case.closed_at.is_(None), User.status != Status.DELETED)
    first = _people(Case.opened_at.label("at")).join(Case, Case.user_id == User.id).where(*opened)
    every = select(literal(1)).select_from(Case).join(User, User.id == Case.user_id).where(*opened)
    return frame([_told(work, _one(work, every, first.order_by(Case.opened_at)))], FOUND)


@needs(Permission.READ_OUTBOX)
def letters(work: Work, *, since: datetime | None = None) -> pd.DataFrame:
    """Letters (written `since`, an aware moment) that fail or were given up, `given_up` of them for good; first the
    newest, `at` when it was written.
    """
    made = [] if since is None else [OutboxLetter.created_at >= since]

    def of(*states: LetterState) -> Any:
        return and_(OutboxLetter.state.in_([str(state) for state in states]), *made)

    columns = (OutboxLetter.user_id, OutboxLetter.to_name.label("name"), OutboxLetter.to_address.label("email"),
               OutboxLetter.created_at.label("at"))  # fmt: skip
    each: list[Any] = [
        select(*columns).where(of(state)).order_by(OutboxLetter.created_at.desc()).limit(1).subquery()
        for state in (LetterState.FAILING, LetterState.GIVEN_UP)
    ]
    newest = union_all(*(select(one) for one in each)).subquery()
    some = select(literal(1)).select_from(OutboxLetter)
    row = _one(
        work,
        some.where(of(LetterState.FAILING, LetterState.GIVEN_UP)),
        select(newest).order_by(newest.c.at.desc()),
        given_up=some.where(of(LetterState.GIVEN_UP)),
    )
    return frame([(*_told(work, row), row.given_up)], LETTERS)


@needs(Permission.READ_INVITATIONS)
def ending(work: Work) -> pd.DataFrame:
    """Invitations that nobody answered and that end within 48 hours; first whichever ends first, `at` when."""
    return _invitations(work, InvitationQuery(ends_before=work.now + SOON), Invitation.ends_at)


@needs(Permission.READ_INVITATIONS)
def asked_again(work: Work) -> pd.DataFrame:
    """Invitations whose reader came too late and asked for another; first whoever waits longest, `at` since when."""
    return _invitations(work, InvitationQuery(asked_again=True), Invitation.asked_again_at)


@needs(Permission.RECOVER_TWO_FACTOR)
def lost_phones(work: Work) -> pd.DataFrame:
    """Lost phones that wait for a second person; first whichever ends first, `at` until when."""
    waiting = Recovery.ends_at > work.now
    first = _people(Recovery.ends_at.label("at")).join(Recovery, Recovery.user_id == User.id).where(waiting)
    every = select(literal(1)).select_from(Recovery).where(waiting)
    row = _one(work, every, first.order_by(Recovery.ends_at))
    return frame([_told(work, row)], FOUND)


@needs(Permission.SET_UP_TWO_FACTOR)
def without_factor(work: Work) -> pd.DataFrame:
    """People without a second factor whose role has dashboard rights or asks for one, as `two_factor.missing` has them,
    admins first; `at` is their last sign-in. The handful of roles is a statement of its own.
    """
    where = factors.still_without(work)
    first = _people(User.last_sign_in_at.label("at")).join(Role, Role.name == User.role).where(*where)
    every = select(literal(1)).select_from(User).where(*where)
    row = _one(work, every, first.order_by(Role.position, User.name_key, User.id))
    return frame([_told(work, row)], FOUND)


@needs(Permission.READ_PRIVACY)
def requests(work: Work) -> pd.DataFrame:
    """Requests about personal data that are overdue (so many of them `overdue`) or due within 7 days; first the most
    urgent, `at` when it is due, `due_on` as a day of the calendar. While it is not known who asks, the clock stands.
    """
    where = asked.runs_until(work.now + deadlines.SOON)
    first = _people(PrivacyRequest.due_at.label("at")).select_from(PrivacyRequest)
    first = first.outerjoin(User, User.id == PrivacyRequest.user_id).where(*where).order_by(PrivacyRequest.due_at)
    every = select(literal(1)).select_from(PrivacyRequest)
    row = _one(work, every.where(*where), first, overdue=every.where(*asked.runs_until(work.now)))
    due_on = deadlines.day_of(row.at, work.settings.time_zone) if row.at else None
    return frame([(*_told(work, row), row.overdue, due_on)], REQUESTS)


@needs(Permission.READ_AUDIT_LOG)
def failures(work: Work, *, zone: str = "UTC") -> pd.DataFrame:
    """Refused sign-ins of yesterday and of today until now, in the time zone of that name, as far as they are unusual:
    more than twice the most of the same hours one to four weeks before, and at least 20 more; or if the admins were
    `alerted` since (so many times). `many` on the days from `since` to `until`, `most` then (None: too early to tell).
    """
    recent = daily.days(work.now, daily.zone_of(zone), LOOKED_AT)
    spans = [day.earlier(7 * weeks) for day in recent for weeks in range(WEEKS + 1)]
    told = select(func.count()).where(AuditEntry.event == Event.ADMINS_ALERTED, AuditEntry.at >= recent[0].since)
    how = daily.entries_of(Event.SIGN_IN_REFUSED)
    many, (alerted, opened) = daily.counted(work, spans, how, told, select(func.min(AuditEntry.at)))
    by_day = []
    for place, day in enumerate(recent):
        first = place * (WEEKS + 1)
        before = range(first + 1, first + 1 + WEEKS)
        known = [many[one] for one in before if opened is not None and opened <= spans[one].since]
        by_day.append(Day(day.since.date(), many[first], max(known, default=None)))
    shown = [day for day in by_day if day.unusual] or (by_day if alerted else [])
    if not shown:
        return frame([(0, False, None, "", None, None, None, None, 0)], FAILURES)
    total, most = sum(day.many for day in shown), [day.most for day in shown if day.most is not None]
    then = sum(most) if len(most) == len(shown) else None
    return frame([(total, False, None, "", None, shown[0].date, shown[-1].date, then, alerted)], FAILURES)


class Day(NamedTuple):
    """Failures of one day, and the most of the same hours in the weeks before, if that is known."""

    date: date
    many: int
    most: int | None

    @property
    def unusual(self) -> bool:
        return self.most is not None and self.many > TIMES * self.most and self.many >= self.most + MORE


def _people(*more: Any) -> Select[Any]:
    return select(User.id.label("user_id"), User.name, User.email, *more)


def _invitations(work: Work, query: InvitationQuery, at: Any) -> pd.DataFrame:
    where = tuple(invitees.conditions(work, query))
    first = _people(at.label("at")).join(Invitation, Invitation.user_id == User.id).where(*where).order_by(at)
    every = select(literal(1)).select_from(Invitation).where(*where)
    return frame([_told(work, _one(work, every, first))], FOUND)


def _one(work: Work, every: Select[Any], first: Select[Any], **more: Select[Any]) -> Any:
    """One row, whatever there is: how many `every` means (and each of `more`), and the columns of the `first`."""
    many = (_capped(work, wanted).label(name) for name, wanted in {"found": every, **more}.items())
    here, one = select(literal(1).label("here")).subquery(), first.limit(1).subquery()
    return work.rows(select(*many, *one.c).select_from(here).outerjoin(one, true()))[0]


def _capped(work: Work, wanted: Select[Any]) -> Any:
    return select(func.count()).select_from(wanted.limit(work.settings.count_cap + 1).subquery()).scalar_subquery()


def _told(work: Work, row: Any) -> tuple[Any, ...]:
    cap = work.settings.count_cap
    return min(row.found, cap), row.found > cap, row.user_id, called(work, row.name, row.email) or "", row.at
