"""Work on a request: who does it, who asked, more time, and what is worth knowing."""

from uuid import UUID

from usercore.errors import IdentityKnown, NoProof, NotFound, NotPaused, TooLateToExtend, TooLateToPause
from usercore.events import Event
from usercore.mail import letters
from usercore.models import RequestState, Role, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason
from usercore.steps import requests
from usercore.work import Work, needs


@needs(Permission.WORK_PRIVACY)
def assign(work: Work, *, request_id: UUID, assignee_id: UUID | None, version: int | None = None) -> None:
    """Give it to somebody who may work on it, or to nobody. Raises `NotFound`, `RequestClosed`, `EditedMeanwhile`,
    `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    if assignee_id is not None:
        colleague = work.db.get(User, assignee_id)
        may = colleague is not None and work.db.get_one(Role, colleague.role).holds(Permission.WORK_PRIVACY)
        if colleague is None or not may or not colleague.may_sign_in(work.now):
            raise NotFound(thing="colleague")
    requests.given_to(work, request, assignee_id)


@needs(Permission.WORK_PRIVACY)
def check_identity(work: Work, *, request_id: UUID, how: str, note: str = "", version: int | None = None) -> None:
    """Write down what showed that it is really them, one of `IDENTITIES`; for `other`, `note` says what. A clock that stood
    runs again. Whoever does it works on it from now on, if nobody does.

    Raises `NoProof`, `InvalidNote`, `IdentityKnown`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    if request.identity:
        raise IdentityKnown
    if how not in requests.IDENTITIES or (how == "other" and not note.strip()):
        raise NoProof
    requests.go_on(work, request)
    requests.begun(work, request)
    request.identity, request.identity_at, request.identity_by = how, work.now, work.actor.user_id
    if note.strip():
        requests.write_down(work, request, note)
    requests.tell(work, request, Event.REQUEST_IDENTIFIED, proofs=[how])


@needs(Permission.WORK_PRIVACY)
def pause(work: Work, *, request_id: UUID, version: int | None = None) -> None:
    """The time to answer stands still until it is known who asks (GDPR Art. 12(6), EDPB guidelines 01/2022, 159).

    Raises `IdentityKnown`, `TooLateToPause`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    if request.identity:
        raise IdentityKnown
    if work.now > request.due_at:
        raise TooLateToPause
    if request.paused_at is None:
        request.paused_at, request.state = work.now, RequestState.WAITING
        requests.tell(work, request, Event.REQUEST_PAUSED)


@needs(Permission.WORK_PRIVACY)
def resume(work: Work, *, request_id: UUID, version: int | None = None) -> None:
    """The time to answer runs again. Raises `NotPaused`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`."""
    request = requests.opened(work, request_id, version)
    if request.paused_at is None:
        raise NotPaused
    requests.go_on(work, request)
    requests.tell(work, request, Event.REQUEST_RESUMED, due_at=request.due_at.isoformat())


@needs(Permission.WORK_PRIVACY)
def extend(work: Work, *, request_id: UUID, reason: str, version: int | None = None) -> None:
    """Take more time, once, within the first period, and tell the person why (GDPR Art. 12(3), 11 CCR 7021(b)).

    Raises `TooLateToExtend`, `InvalidReason`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    requests.must_be_there(request)
    if request.extended_at is not None or (request.paused_at or work.now) > request.due_at:
        raise TooLateToExtend
    reason = clean_reason(reason)
    request.extended_at = work.now
    requests.begun(work, request)
    requests.count(work, request)
    requests.tell(work, request, Event.REQUEST_EXTENDED, reason=reason, due_at=request.due_at.isoformat())
    user = requests.person_of(work, request)
    if user is not None:
        what = requests.in_letters(request)
        letter = letters.request_extended(
            to=user.email, name=user.name, what=what, until=request.due_at, reason=reason
        )  # fmt: skip
        work.post(letter, about=user)


@needs(Permission.WORK_PRIVACY)
def note(work: Work, *, request_id: UUID, text: str) -> None:
    """Write down what the next one should know. Raises `InvalidNote`, `NotFound`, `RequestClosed`, `NotYourself`."""
    request = requests.opened(work, request_id)
    requests.write_down(work, request, text)
    requests.tell(work, request, Event.REQUEST_NOTED)
