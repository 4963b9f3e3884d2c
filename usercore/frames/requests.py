"""Requests of the privacy desk: lists by when they are due, one with its history, and one's own."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound, PageGone
from usercore.events import Event
from usercore.frames.tables import frame, turning
from usercore.models import OPEN, AuditEntry, PrivacyRequest, RequestNote, Role, User
from usercore.permissions import Permission, holds
from usercore.steps import deadlines, keyset, requests, reveals
from usercore.steps.deadlines import SOON
from usercore.steps.people import shown_email
from usercore.steps.telling import called, erased, values_of, who, with_people
from usercore.work import Work, needs

__all__ = ["OPEN", "RequestQuery", "colleagues", "counts", "of_user", "one", "search"]

LIST = [
    "id", "kind", "law", "state", "user_id", "person_id", "who", "email", "received_at", "received_on", "due_at",
    "due_on", "days_left", "extended_at", "erases_at", "identity", "identity_at", "assignee_id", "assignee", "paused_at", "closed_at",
    "receipt_id", "own", "version",
]  # fmt: skip
ENDED = ["closed_by", "reason", "proof", "proof_at"]
ONE = [*LIST, "missing", "notes", "acknowledge_on", *ENDED]
OWN = ["id", "kind", "state", "received_at", "due_at", "erases_at", "closed_at"]
COUNTS = ["open", "overdue", "soon", "nobody", "closed"]
ENDS = {
    "done": Event.REQUEST_DONE,
    "refused": Event.REQUEST_REFUSED,
    "withdrawn": Event.REQUEST_WITHDRAWN,
}
LARGEST_PAGE, MOST = 500, 100
Assignee, Person = aliased(User), aliased(User)


class RequestQuery(BaseModel):
    """Which requests, and which page of them: open ones unless `states` says otherwise, the most urgent first; those that
    are closed only, the newest first. `nobody`: those that nobody works on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assignee: UUID | None = None
    nobody: bool = False
    overdue: bool = False
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None

    @property
    def closed(self) -> bool:
        return bool(self.states) and not set(self.states) & {str(state) for state in OPEN}


MOST_URGENT = RequestQuery()


@needs(Permission.READ_PRIVACY)
def search(work: Work, *, query: RequestQuery = MOST_URGENT) -> pd.DataFrame:
    """A page of requests; `.attrs` has `next` and `previous`. `who` is a name, or what the log calls someone erased;
    `email` is of people without an account, masked for those who see data so; `received_on` and `due_on` are days of the
    calendar that the clock counts by, and `days_left` those between the due one and today, or the answer; None where the
    clock stands. `own`: it is about the actor. Raises `PageGone`.
    """
    backwards = (query.before is not None) is query.closed
    wanted = _requests().where(*_conditions(work, query))
    if place := query.before or query.after:
        row = work.db.get(PrivacyRequest, as_uuid(place)) if as_uuid(place) else None
        if row is None:
            raise PageGone
        at = (row.due_at, row.id)
        wanted = wanted.where(keyset.beyond(PrivacyRequest.due_at, PrivacyRequest.id, at, backwards=backwards))
    wanted = keyset.ordered(wanted, PrivacyRequest.due_at, PrivacyRequest.id, backwards=backwards)
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    told = frame((_row(work, *row) for row in rows), LIST)
    return turning(told, [row[0].id for row in rows], query, more=more)


@needs(Permission.READ_PRIVACY)
def counts(work: Work) -> pd.DataFrame:
    """How many are open, overdue, due within 7 days, open and nobody's, and closed: one row, each capped."""
    queries = (
        [requests.is_open()],
        requests.runs_until(work.now),
        [*requests.runs_until(work.now + SOON), PrivacyRequest.due_at >= work.now],
        [requests.is_open(), PrivacyRequest.assignee_id.is_(None)],
        [PrivacyRequest.is_open.is_(False)],
    )  # fmt: skip
    cap = work.settings.count_cap
    each = (
        select(func.count())
        .select_from(select(literal(1)).select_from(PrivacyRequest).where(*where).limit(cap).subquery())
        .scalar_subquery()
        for where in queries
    )
    return frame([work.db.execute(select(*each)).one()], COUNTS)


@needs(Permission.READ_PRIVACY)
def one(work: Work, *, request_id: UUID) -> pd.DataFrame:
    """One request, as a frame of one row: beside what the list says, what is `missing` before it can be closed (`identity`,
    `receipt`, `answer`), its `notes` (dicts with `text`, `author`, `at`), and by which day the CCPA wants it confirmed that
    it came. Of a closed one who did that (`closed_by`), the `reason` it was refused for, as far as the reader sees personal
    values, and which event `proof` is that it was done, with its moment. Raises `NotFound`.
    """
    row = work.db.execute(_requests().where(PrivacyRequest.id == as_uuid(request_id))).one_or_none()
    if row is None:
        raise NotFound(thing="request")
    request: PrivacyRequest = row[0]
    missing = requests.missing(work, request) if request.is_open else []
    zone = work.settings.time_zone
    by = deadlines.acknowledged_by(request.received_at, zone) if request.law == deadlines.Law.CCPA else None
    on = deadlines.day_of(by, zone) if by else None
    return frame([(*_row(work, *row), missing, _notes(work, request), on, *_ended(work, request))], ONE)


@needs(Permission.READ_PRIVACY, own="user_id")
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """What a person asked for, the newest first, 100 at most. `due_on` is a day of the calendar."""
    columns = (getattr(PrivacyRequest, name) for name in OWN)
    theirs = select(*columns).where(PrivacyRequest.user_id == as_uuid(user_id))
    newest = theirs.order_by(PrivacyRequest.received_at.desc(), PrivacyRequest.id.desc())
    rows = work.db.execute(newest.limit(MOST)).all()
    return frame(((*row, deadlines.day_of(row.due_at, work.settings.time_zone)) for row in rows), [*OWN, "due_on"])


@needs(Permission.WORK_PRIVACY)
def colleagues(work: Work) -> pd.DataFrame:
    """Who may work on requests, by name, 100 at most."""
    roles = work.db.execute(select(Role.name, Role.permissions)).all()
    may = [name for name, permissions in roles if holds(permissions, Permission.WORK_PRIVACY)]
    wanted = select(User).where(User.role.in_(may)).order_by(User.name_key, User.id).limit(MOST)
    found = (user for user in work.db.scalars(wanted) if user.may_sign_in(work.now))
    return frame(((user.id, called(work, user.name, user.email)) for user in found), ["id", "name"])


def _conditions(work: Work, query: RequestQuery) -> Iterable[ColumnElement[bool]]:
    if len(query.states) == 1:
        yield PrivacyRequest.state == query.states[0]
    elif query.closed:
        yield PrivacyRequest.is_open.is_(False)
        yield PrivacyRequest.state.in_(query.states)
    elif query.states:
        yield PrivacyRequest.state.in_(query.states)
    else:
        yield requests.is_open()
    if query.overdue:
        yield from requests.runs_until(work.now)
    if query.kinds:
        yield PrivacyRequest.kind.in_(query.kinds)
    if query.assignee is not None:
        yield PrivacyRequest.assignee_id == query.assignee
    if query.nobody:
        yield PrivacyRequest.assignee_id.is_(None)


def _requests() -> Select[Any]:
    wanted: Any = select(PrivacyRequest, Person.name, Person.email, Assignee.name, Assignee.email)
    people: Select[Any] = wanted.outerjoin(Person, Person.id == PrivacyRequest.user_id)
    return people.outerjoin(Assignee, Assignee.id == PrivacyRequest.assignee_id)


def _row(work: Work, one: PrivacyRequest, *people: str | None) -> tuple[object, ...]:
    contact = one.email and shown_email(work, one.email)
    gone = erased(one.person_id) if one.person_id is not None and one.user_id is None else None
    zone = work.settings.time_zone
    left = None if one.paused_at else deadlines.days_left(one.due_at, one.closed_at or work.now, zone)
    return (
        one.id, one.kind, one.law, one.state, one.user_id, one.person_id, called(work, *people[:2]) or gone or contact,
        contact, one.received_at, deadlines.day_of(one.received_at, zone), one.due_at, deadlines.day_of(one.due_at, zone),
        left, one.extended_at, one.erases_at, one.identity, one.identity_at,
        one.assignee_id, called(work, *people[2:]), one.paused_at, one.closed_at, one.receipt_id,
        one.person_id is not None and one.person_id == work.actor.user_id, one.version,
    )  # fmt: skip


def _ended(work: Work, request: PrivacyRequest) -> tuple[object, ...]:
    """How it was answered, as the audit log tells it; nothing while it is open, or once the log does not reach back so far."""
    proof = work.db.get(AuditEntry, request.receipt_id) if request.receipt_id else None
    told = (proof.event, proof.at) if proof else (None, None)
    event = ENDS.get(str(request.state))
    if event is None or request.closed_at is None:
        return None, None, *told
    wanted = with_people().where(AuditEntry.event == str(event), AuditEntry.at == request.closed_at).limit(MOST)
    for entry, name, email, *_ in work.db.execute(wanted).all():
        if entry.facts.get("request") == str(request.id):
            values = values_of(work, [entry.id]).get(entry.id, {})
            return who(work, entry, name, email), values.get("reason"), *told
    return None, None, *told


def _notes(work: Work, request: PrivacyRequest) -> list[dict[str, Any]]:
    wanted = (
        select(RequestNote, User.name, User.email)
        .outerjoin(User, User.id == RequestNote.author_id)
        .where(RequestNote.request_id == request.id)
        .order_by(RequestNote.at, RequestNote.id)
        .limit(MOST)
    )
    whole = reveals.sees(work, request.user_id)
    return [
        {"text": reveals.words(note.text, whole=whole), "author": called(work, name, email), "at": note.at}
        for note, name, email in work.db.execute(wanted).all()
    ]
