"""An account that came into other hands: everything that can be done at once is, and the rest is ticked one by one."""

from uuid import UUID

from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.errors import CaseClosed, CaseNotDone, CaseOpen, NotFound
from usercore.events import Event
from usercore.models import Case, Status, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason, clean_ticket
from usercore.steps import accounts, compromise, standing
from usercore.work import Work, needs

NOT_FOR = (Status.INVITED, Status.DELETED)


@needs(Permission.WORK_CASES)
def secure(work: Work, *, user_id: UUID, note: str = "", ticket: str = "", shut: bool | None = None) -> UUID:
    """Take an account out of other hands: sessions end, the password lets nobody in any more and trust in browsers is
    gone, open links die, and the owner is told at every address. A case is opened with what is left for a person: to
    speak with the owner, and to ask about changes of address and second factor in the last 7 days. Returns its id.

    `shut` suspends the account as well, until it is reinstated; no link to choose a password goes out then. None: if
    the address was touched in the last 7 days.

    Raises `NotFound`, `NotYourself`, `LastAdmin`, `AboveYou`, `NotFresh`, `WrongState`, `CaseOpen`, `InvalidReason`,
    `InvalidTicket`.
    """
    user = standing.locked(work, user_id)
    standing.not_yourself(work, user)
    accounts.not_in(user, work.now, NOT_FOR)
    standing.not_last_admin(work, user)
    work.must_be_fresh()
    if compromise.open_case(work, user.id):
        raise CaseOpen
    note = clean_reason(note) if note.strip() else ""
    case = Case(
        id=work.new_id(),
        user_id=user.id,
        opened_by=work.actor.user_id,
        note=note,
        ticket=clean_ticket(ticket),
        steps={},
        opened_at=work.now,
    )
    work.record(Event.CASE_OPENED, about=user, personal={"note": note} if note else {}, case=str(case.id))
    case.steps = compromise.secure(work, user, shut=shut)
    work.add(case)
    return case.id


@needs(Permission.WORK_CASES)
def tick(work: Work, *, case_id: UUID, step: str, done: bool = True) -> None:
    """Say that a step which only a person can do is done, or is not after all. Raises `NotFound`, `CaseClosed`,
    `AboveYou`.
    """
    user, case = _open(work, case_id)
    if step not in compromise.BY_HAND or step not in case.steps:
        raise NotFound(thing="step")
    if (case.steps[step]["at"] is not None) == done:
        return
    case.steps = {**case.steps, step: {"at": work.now.isoformat() if done else None}}
    work.record(Event.CASE_STEP, about=user, step=step, done=done)


@needs(Permission.WORK_CASES)
def close(work: Work, *, case_id: UUID) -> None:
    """The account is its owner's again. Raises `NotFound`, `CaseClosed`, `CaseNotDone`, `AboveYou`."""
    user, case = _open(work, case_id)
    if any(step["at"] is None for step in case.steps.values()):
        raise CaseNotDone
    case.closed_at, case.closed_by = work.now, work.actor.user_id
    work.record(Event.CASE_CLOSED, about=user, case=str(case.id))


def _open(work: Work, case_id: object) -> tuple[User, Case]:
    """The case and its person, locked in that order by everyone."""
    whose = work.db.scalar(select(Case.user_id).where(Case.id == as_uuid(case_id)))
    if whose is None:
        raise NotFound(thing="case")
    user = standing.locked(work, whose)
    case = work.get(Case, case_id, "case")
    if case.closed_at:
        raise CaseClosed
    return user, case
