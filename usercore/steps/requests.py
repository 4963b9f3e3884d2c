"""What all work on requests of the privacy desk shares: found and locked, counted, proved, told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from usercore.crypto.ids import as_uuid
from usercore.errors import EditedMeanwhile, NotFound, NotYourself, RequestClosed, RequestOpen
from usercore.events import Event, Outcome
from usercore.language import say
from usercore.models import AuditEntry, PrivacyRequest, RequestKind, RequestNote, RequestState, Status, User
from usercore.spelling import clean_note
from usercore.steps import deadlines
from usercore.steps.deadlines import Law
from usercore.work import Kind, Work

IDENTITIES = ("seen", "document", "called-back", "vouched", "other")  # what may show that it is really them
SIGNED_IN = "signed-in"
FOR_LETTERS = {
    RequestKind.ACCESS: "a copy of your data",
    RequestKind.RECTIFICATION: "a correction of your data",
    RequestKind.ERASURE: "the deletion of your data",
    RequestKind.RESTRICTION: "a restriction of what is done with your data",
    RequestKind.PORTABILITY: "your data in a form that you can take elsewhere",
    RequestKind.OBJECTION: "an end to a use of your data",
}
# Which entry of the audit log, about the person and after the request came, proves that it was done.
PROOFS: dict[RequestKind, tuple[Event, ...]] = {
    RequestKind.ACCESS: (Event.EXPORT_FINISHED,),
    RequestKind.PORTABILITY: (Event.EXPORT_FINISHED,),
    RequestKind.ERASURE: (Event.USER_ERASED,),
    RequestKind.RECTIFICATION: (Event.USER_UPDATED, Event.EMAIL_CONFIRMED),
    RequestKind.RESTRICTION: (Event.USER_SUSPENDED,),
}
LOOKED_AT = 100


def kind_of(word: str) -> RequestKind:
    """Raises `NotFound`."""
    try:
        return RequestKind(word)
    except ValueError:
        raise NotFound(thing="kind of request") from None


def new(
    work: Work, kind: RequestKind, *, user: User | None, email: str = "", key: str = "", received_at: datetime
) -> PrivacyRequest:
    """A request, on record. Raises `RequestOpen` if they asked for the same already."""
    who = PrivacyRequest.person_id == user.id if user else PrivacyRequest.email_key == key
    same = select(PrivacyRequest.id).where(who, PrivacyRequest.is_open, PrivacyRequest.kind == str(kind)).limit(1)
    if work.db.scalar(same) is not None:
        raise RequestOpen
    law = Law(work.settings.privacy_law)
    request = work.add(
        PrivacyRequest(
            id=work.new_id(), kind=str(kind), law=str(law), state=RequestState.NEW, is_open=True,
            user_id=user.id if user else None, person_id=user.id if user else None, email=email, email_key=key,
            received_at=received_at, due_at=deadlines.due(received_at, law, work.settings.time_zone), identity="",
            paused_seconds=0, version=1,
        )
    )  # fmt: skip
    tell(work, request, Event.REQUEST_RECEIVED)
    return request


def opened(work: Work, request_id: object, version: int | None = None, *, own: bool = False) -> PrivacyRequest:
    """An open request, locked behind its person. Raises `NotFound`, `RequestClosed`, `EditedMeanwhile`, and `NotYourself`
    for one's own, which somebody else has to answer.
    """
    person = owner_of(work, request_id)
    if person is not None:
        work.db.execute(select(User.id).where(User.id == person).with_for_update())
    request = work.get(PrivacyRequest, request_id, "request")
    if not own and request.person_id is not None and request.person_id == work.actor.user_id:
        raise NotYourself
    if not request.is_open:
        raise RequestClosed(state=str(request.state))
    if version is not None and version != request.version:
        raise EditedMeanwhile(who=say("Someone"), what=say("this request"), when=None)
    request.version += 1
    return request


def is_open() -> ColumnElement[bool]:
    return PrivacyRequest.is_open.is_(True)


def runs_until(moment: datetime) -> list[ColumnElement[bool]]:
    """Open ones whose clock runs and has run out by then."""
    return [is_open(), PrivacyRequest.state != RequestState.WAITING, PrivacyRequest.due_at < moment]


def person_of(work: Work, request: PrivacyRequest) -> User | None:
    """Whose it is, while there is an account; letters go there."""
    return work.db.get(User, request.user_id) if request.user_id is not None else None


def in_letters(request: PrivacyRequest) -> str:
    return FOR_LETTERS[RequestKind(request.kind)]


def owner_of(work: Work, request_id: object) -> UUID | None:
    return work.db.scalar(select(PrivacyRequest.user_id).where(PrivacyRequest.id == as_uuid(request_id)))


def tell(work: Work, request: PrivacyRequest, event: Event, *, reason: str = "", **facts: Any) -> None:
    """What was done with it, in the audit log, about its person."""
    personal = {"reason": reason} if reason else {}
    work.record(event, about=request.person_id, personal=personal, request=str(request.id), asked=request.kind, **facts)


def begun(work: Work, request: PrivacyRequest) -> None:
    """Somebody works on it: the person who takes a step with one that is nobody's."""
    if request.assignee_id is None and work.actor.kind is Kind.PERSON:
        given_to(work, request, work.actor.user_id)
    elif request.state == RequestState.NEW:
        request.state = RequestState.IN_WORK


def given_to(work: Work, request: PrivacyRequest, colleague: UUID | None) -> None:
    """They work on it, or nobody does."""
    if colleague is not None and request.state == RequestState.NEW:
        request.state = RequestState.IN_WORK
    request.assignee_id = colleague
    tell(work, request, Event.REQUEST_ASSIGNED, colleague=str(colleague) if colleague else None)


def go_on(work: Work, request: PrivacyRequest) -> None:
    """The clock runs again, later by as long as it stood."""
    if request.paused_at is not None:
        request.paused_seconds += int((work.now - request.paused_at).total_seconds())
        request.paused_at, request.state = None, RequestState.IN_WORK
        count(work, request)


def count(work: Work, request: PrivacyRequest) -> None:
    """Until when it has to be answered."""
    request.due_at = deadlines.due(
        request.received_at, Law(request.law), work.settings.time_zone,
        extended=request.extended_at is not None, paused=timedelta(seconds=request.paused_seconds),
    )  # fmt: skip


def end(work: Work, request: PrivacyRequest, state: RequestState) -> None:
    go_on(work, request)
    request.state, request.is_open, request.closed_at, request.erases_at = state, False, work.now, None


def leave_to_the_desk(work: Work, *which: ColumnElement[bool]) -> int:
    """Of these none is done by itself any more once its wait is over; returns how many were to be."""
    wanted = select(PrivacyRequest).where(PrivacyRequest.erases_at.is_not(None), *which)
    found = work.db.scalars(wanted.with_for_update()).all()
    for request in found:
        request.erases_at = None
        tell(work, request, Event.REQUEST_LEFT)
    return len(found)


def write_down(work: Work, request: PrivacyRequest, text: str) -> None:
    """A note. Raises `InvalidNote`, and `NotFound` where the person is gone."""
    must_be_there(request)
    work.add(
        RequestNote(
            id=work.new_id(), request_id=request.id, user_id=request.user_id, author_id=work.actor.user_id,
            text=clean_note(text), at=work.now,
        )
    )  # fmt: skip


def must_be_there(request: PrivacyRequest) -> None:
    """Raises `NotFound` where the person is gone: nothing may be written about them again."""
    if request.person_id is not None and request.user_id is None:
        raise NotFound(thing="person")


def in_words(request: PrivacyRequest) -> bool:
    """Whether only words can answer it: nothing in the log proves an answer to an objection, nor one to a stranger."""
    return request.person_id is None or (request.kind == RequestKind.OBJECTION and request.user_id is not None)


def receipt(work: Work, request: PrivacyRequest) -> UUID | None:
    """The entry that proves it was done; None while there is none. Whoever was deleted for ever needs nothing else."""
    if request.person_id is None:
        return None
    events = PROOFS.get(RequestKind(request.kind), ())
    if request.user_id is None:
        events = (*events, Event.USER_ERASED)
    found = work.db.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_id == request.person_id,
            AuditEntry.at >= request.received_at,
            AuditEntry.event.in_([str(event) for event in events]),
            AuditEntry.outcome == Outcome.DONE,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(LOOKED_AT)
    )
    return next((entry.id for entry in found if _proves(work, request, entry)), None)


def _proves(work: Work, request: PrivacyRequest, entry: AuditEntry) -> bool:
    if entry.event == Event.EXPORT_FINISHED:
        return bool(entry.facts.get("export") == "person")
    if entry.event == Event.USER_SUSPENDED:
        user = person_of(work, request)
        return user is not None and user.status_at(work.now) == Status.SUSPENDED
    return True


def missing(work: Work, request: PrivacyRequest) -> list[str]:
    """What keeps it from being closed as done: `identity`, then `receipt`, or `answer` where words are the answer."""
    wanted = ["identity"] if not request.identity else []
    if in_words(request):
        return [*wanted, "answer"]
    return wanted if receipt(work, request) else [*wanted, "receipt"]
