"""Someone lost their phone and their recovery codes: their second factor is taken away once it is certain who they are.

What was seen is written down. For whoever may work in the dashboard a second person confirms it (ASVS 6.4.4, 2.3.5).
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from usercore.errors import NoProof, NoRecovery, NoTwoFactor, SecondPerson
from usercore.events import Event
from usercore.models import Recovery, Role, Status, User
from usercore.permissions import Permission
from usercore.spelling import clean_reason
from usercore.steps import accounts, factors, lost, standing
from usercore.work import Kind, Work, needs

PROOFS = ("seen", "document", "called-back", "vouched", "other")
LASTS = timedelta(days=1)


@needs(Permission.RECOVER_TWO_FACTOR)
def ask(work: Work, *, user_id: UUID, proofs: Collection[str], note: str = "") -> bool:
    """Take a lost factor away: its sessions end, a new one comes before everything else at the next sign-in, and the
    owner is told. `proofs` are some of `PROOFS`, at least one; `note` is kept in the history, and tells what was seen
    where that is `other`. True once that is done; False while it waits for a second person, for a day.

    Raises `NoProof`, `InvalidReason`, `NoTwoFactor`, `NotYourself`, `AboveYou`, `NotFresh`, `WrongState`.
    """
    user = _person(work, user_id)
    seen = [name for name in PROOFS if name in proofs]
    if not seen or len(seen) != len(set(proofs)) or ("other" in seen and not note.strip()):
        raise NoProof
    note = clean_reason(note) if note.strip() else ""
    if not _needs_a_second(work, user):
        lost.take_away(work, user, seen, note)
        return True
    lost.forget(work, user)
    work.add(
        Recovery(
            id=work.new_id(),
            user_id=user.id,
            asked_by=work.actor.user_id,
            proofs=seen,
            note=note,
            created_at=work.now,
            ends_at=work.now + LASTS,
        )
    )
    work.record(Event.TWO_FACTOR_LOST, about=user, personal={"note": note} if note else {}, proofs=seen)
    return False


@needs(Permission.RECOVER_TWO_FACTOR)
def approve(work: Work, *, recovery_id: UUID) -> None:
    """The second person confirms what another asked for, who must still be allowed to ask for it.

    Raises `NoRecovery`, `SecondPerson`, `NoTwoFactor`, `NotYourself`, `AboveYou`, `NotFresh`, `WrongState`.
    """
    waiting = _waiting(work, recovery_id)
    user = _person(work, waiting.user_id)
    if waiting.asked_by == work.actor.user_id:
        raise SecondPerson
    asker = work.get(User, waiting.asked_by)
    if not asker.may_sign_in(work.now) or not work.db.get_one(Role, asker.role).holds(Permission.RECOVER_TWO_FACTOR):
        raise NoRecovery
    lost.take_away(work, user, waiting.proofs, waiting.note, asked_by=asker.id)


@needs(Permission.RECOVER_TWO_FACTOR)
def decline(work: Work, *, recovery_id: UUID) -> None:
    """It stays as it is: the second person doubts it, or whoever asked takes it back. Raises `NoRecovery`, `AboveYou`."""
    waiting = _waiting(work, recovery_id)
    user = standing.locked(work, waiting.user_id)
    lost.forget(work, user)
    work.record(Event.TWO_FACTOR_KEPT, about=user, asked_by=str(waiting.asked_by))


def _person(work: Work, user_id: UUID) -> User:
    user = standing.locked(work, user_id)
    standing.not_yourself(work, user)
    accounts.not_in(user, work.now, (Status.DELETED,))
    work.must_be_fresh()
    if factors.active(work, user) is None:
        raise NoTwoFactor
    return user


def _needs_a_second(work: Work, user: User) -> bool:
    return work.actor.kind is not Kind.SYSTEM and work.db.get_one(Role, user.role).has_dashboard_rights


def _waiting(work: Work, recovery_id: UUID) -> Recovery:
    found = lost.waiting(work, recovery_id)
    if found is None:
        raise NoRecovery
    return found
