"""The answer to a request: done, with what proves it, or refused, with the reason and the right to complain."""

from uuid import UUID

from usercore.errors import NoIdentity, NoReceipt
from usercore.events import Event
from usercore.language import say
from usercore.mail import letters
from usercore.models import RequestKind, RequestState
from usercore.permissions import Permission
from usercore.spelling import clean_reason
from usercore.steps import requests
from usercore.work import Work, needs

EXPORT = ("their data were not exported since it came", "Make the ZIP of everything about them, then close it.")
MISSING = {
    RequestKind.ACCESS: EXPORT,
    RequestKind.PORTABILITY: EXPORT,
    RequestKind.ERASURE: ("they were not deleted for ever since it came", "Delete them for ever, then close it."),
    RequestKind.RECTIFICATION: (
        "nothing about them was changed since it came",
        "Change it on their page, then close it; if nothing is wrong, refuse it with the reason.",
    ),
    RequestKind.RESTRICTION: (
        "their account was not suspended since it came",
        "Suspend it on their page, then close it.",
    ),
}


@needs(Permission.WORK_PRIVACY)
def close(work: Work, *, request_id: UUID, answer: str = "", version: int | None = None) -> None:
    """It is done. The audit log must hold the entry that proves it, made about the person since the request came: the
    export of their data, their deletion for ever, a change, or the suspension that is still in force. An objection, and
    a request of somebody without an account, are answered in words.

    Raises `NoIdentity`, `NoReceipt`, `InvalidNote`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    if not request.identity:
        raise NoIdentity
    kind = RequestKind(request.kind)
    if requests.in_words(request):
        requests.write_down(work, request, answer)
    else:
        request.receipt_id = requests.receipt(work, request)
        if request.receipt_id is None:
            what, todo = MISSING.get(kind, EXPORT)
            raise NoReceipt(missing=say(what), todo=say(todo))
    requests.end(work, request, RequestState.DONE)
    requests.tell(
        work, request, Event.REQUEST_DONE, entry=str(request.receipt_id) if request.receipt_id else None
    )  # fmt: skip
    user = requests.person_of(work, request)
    if user is not None:
        words = " ".join(answer.split()) if kind is RequestKind.OBJECTION else ""
        letter = letters.request_done(to=user.email, name=user.name, what=requests.in_letters(request), answer=words)
        work.post(letter, about=user)


@needs(Permission.WORK_PRIVACY)
def refuse(work: Work, *, request_id: UUID, reason: str, version: int | None = None) -> None:
    """It is not done, and the person is told why, and that they may complain to the authority and go to court (GDPR Art.
    12(4)). Whoever was deleted for ever meanwhile is not: it can be closed, or withdrawn.

    Raises `InvalidReason`, `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`.
    """
    request = requests.opened(work, request_id, version)
    requests.must_be_there(request)
    reason = clean_reason(reason)
    requests.end(work, request, RequestState.REFUSED)
    requests.tell(work, request, Event.REQUEST_REFUSED, reason=reason)
    user = requests.person_of(work, request)
    if user is not None:
        what = requests.in_letters(request)
        work.post(letters.request_refused(to=user.email, name=user.name, what=what, reason=reason), about=user)
