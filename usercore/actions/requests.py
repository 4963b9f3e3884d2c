"""Requests about personal data: written down by staff, raised by the person, called off, done once their wait is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import NotFound, Refusal, StillToCome
from usercore.events import Event
from usercore.mail import letters
from usercore.models import PrivacyRequest, RequestKind, RequestState, Role, User
from usercore.permissions import Permission
from usercore.spelling import canonical_email
from usercore.steps import erasure, requests, standing
from usercore.work import Work, needs

OWN = (RequestKind.ACCESS, RequestKind.ERASURE)
AT_ONCE = 50


@needs(Permission.WORK_PRIVACY)
def log(
    work: Work,
    *,
    kind: str,
    user_id: UUID | None = None,
    email: str = "",
    received_at: datetime | None = None,
    note: str = "",
) -> UUID:
    """Write down what somebody asked for, by whatever way it came; returns its id. It is about the account with that id or
    address; without an account the address is kept. The person gets a letter, if they have an account.

    Raises `NotFound`, `InvalidEmail`, `StillToCome` for a moment that is, or is naive, `RequestOpen`, `InvalidNote`.
    """
    asked = requests.kind_of(kind)
    came = received_at or work.now
    if came.tzinfo is None or came > work.now:
        raise StillToCome
    address = canonical_email(email) if user_id is None else None
    found = user_id
    if address is not None:
        found = work.db.scalar(select(User.id).where(User.email_key == address.key))
    user = work.get(User, found) if found is not None else None
    if user is not None or address is None:
        request = requests.new(work, asked, user=user, received_at=came)
    else:
        request = requests.new(work, asked, user=None, email=address.address, key=address.key, received_at=came)
    if note.strip():
        requests.write_down(work, request, note)
    _acknowledge(work, request, user)
    return request.id


# What one asks for oneself nobody else may ask for one; a program may, for whoever is before it.
@needs(Permission.RUN_HOUSE, own="user_id")
def raise_own(work: Work, *, user_id: UUID, kind: str) -> UUID:
    """Ask for one's data (`access`), or for the deletion of one's account (`erasure`); that happens once the setting
    `erasure_grace` is over, until then it can be called off; of staff the desk decides. Returns the request's id.

    Raises `NotFound` for another kind, `RequestOpen`, `NotFresh` for a deletion.
    """
    asked = requests.kind_of(kind)
    if asked not in OWN:
        raise NotFound(thing="kind of request")
    if asked is RequestKind.ERASURE:
        work.must_be_fresh()
    user = work.get(User, user_id)
    request = requests.new(work, asked, user=user, received_at=work.now)
    staff = work.db.get_one(Role, user.role).has_dashboard_rights
    if asked is RequestKind.ERASURE and not staff:
        request.erases_at = work.now + work.settings.erasure_grace
    if work.actor.signed_in and work.actor.fresh:
        request.identity, request.identity_at = requests.SIGNED_IN, work.now
    _acknowledge(work, request, user)
    return request.id


@needs(Permission.RUN_HOUSE, own="user_id")
def cancel_own(work: Work, *, user_id: UUID, request_id: UUID) -> None:
    """Call one's own request off. Raises `NotFound`, `RequestClosed`."""
    if requests.owner_of(work, request_id) != as_uuid(user_id):
        raise NotFound(thing="request")
    request = requests.opened(work, request_id, own=True)
    requests.end(work, request, RequestState.WITHDRAWN)
    requests.tell(work, request, Event.REQUEST_WITHDRAWN)


@needs(Permission.WORK_PRIVACY)
def withdraw(work: Work, *, request_id: UUID, version: int | None = None) -> None:
    """The person no longer wants it. Raises `NotFound`, `RequestClosed`, `EditedMeanwhile`, `NotYourself`."""
    request = requests.opened(work, request_id, version)
    requests.end(work, request, RequestState.WITHDRAWN)
    requests.tell(work, request, Event.REQUEST_WITHDRAWN)


@needs(Permission.RUN_HOUSE)
def erase_due(work: Work) -> int:
    """Delete those for ever who asked for it and did not call it off in time, some at once; returns how many. Staff, and
    whoever may not be deleted just now, is left to the desk.
    """
    wanted = select(PrivacyRequest.id, PrivacyRequest.user_id).where(PrivacyRequest.erases_at <= work.now)
    rows = work.db.execute(wanted.order_by(PrivacyRequest.erases_at).limit(AT_ONCE)).all()
    return sum(_erased(work, request_id, user_id) for request_id, user_id in rows if user_id is not None)


def _erased(work: Work, request_id: UUID, user_id: UUID) -> bool:
    try:
        with work.savepoint():
            user = standing.locked(work, user_id)
            request = requests.opened(work, request_id)
            if work.db.get_one(Role, user.role).has_dashboard_rights:
                return _left(work, request)
            standing.not_last_admin(work, user)
            certificate = erasure.delete_for_ever(work, user)
            work.record(Event.USER_ERASED, about=certificate.user_id, **certificate.told())
            work.db.refresh(request)
            request.receipt_id = work.entries[-1][0].id
            requests.end(work, request, RequestState.DONE)
            requests.tell(work, request, Event.REQUEST_DONE, entry=str(request.receipt_id))
            return True
    except Refusal:
        gone = work.db.get(PrivacyRequest, request_id, populate_existing=True)
        return _left(work, gone) if gone is not None and gone.erases_at is not None else False


def _left(work: Work, request: PrivacyRequest) -> bool:
    request.erases_at = None
    requests.tell(work, request, Event.REQUEST_LEFT)
    return False


def _acknowledge(work: Work, request: PrivacyRequest, user: User | None) -> None:
    """That it has come, and until when it will be answered."""
    if user is None:
        return
    letter = letters.request_received(
        to=user.email, name=user.name, what=requests.in_letters(request), until=request.due_at,
        erases=request.erases_at,
    )  # fmt: skip
    work.post(letter, about=user)
