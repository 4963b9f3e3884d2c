"""Someone lost their phone and their recovery codes: their second factor is taken away once it is certain who they are.

What was seen is written down. For whoever may work in the dashboard a second person confirms it (ASVS 6.4.4, 2.3.5).
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from usercore.errors import NoProof, NoRecovery, NoTwoFactor, SecondPerson
from usercore.events import Event
from usercore.models import Recovery, Role, Status, User
from usercore.permissions import Permission, covers
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

    Raises `NotFound`, `NoProof`, `InvalidReason`, `NoTwoFactor`, `NotYourself`, `AboveYou`, `NotFresh`, `WrongState`.
    """
    user = standing.locked(work, user_id)
    _may_lose_it(work, user)
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

    Raises `NoRecovery`, `SecondPerson`, `NoTwoFactor`, `NotYourself`, `AboveYou`, `NotFresh`, `WrongState`;
    `NotFound` if the person was deleted for ever meanwhile.
    """
    waiting, user = _waiting(work, recovery_id)
    _may_lose_it(work, user)
    if waiting.asked_by == work.actor.user_id:
        raise SecondPerson
    if not _still_asks(work, waiting, user):
        raise NoRecovery
    lost.take_away(work, user, waiting.proofs, waiting.note, asked_by=waiting.asked_by)


@needs(Permission.RECOVER_TWO_FACTOR)
def decline(work: Work, *, recovery_id: UUID) -> None:
    """It stays as it is: the second person doubts it, or whoever asked takes it back.

    Raises `NoRecovery`, `AboveYou`; `NotFound` if the person was deleted for ever meanwhile.
    """
    waiting, user = _waiting(work, recovery_id)
    lost.forget(work, user)
    work.record(Event.TWO_FACTOR_KEPT, about=user, asked_by=str(waiting.asked_by))


def _may_lose_it(work: Work, user: User) -> None:
    standing.not_yourself(work, user)
    accounts.not_in(user, work.now, (Status.DELETED,))
    work.must_be_fresh()
    if not factors.are_on(work, user):
        raise NoTwoFactor


def _needs_a_second(work: Work, user: User) -> bool:
    return work.actor.kind is not Kind.SYSTEM and work.db.get_one(Role, user.role).has_dashboard_rights


def _still_asks(work: Work, waiting: Recovery, user: User) -> bool:
    """Whether whoever asked could still ask for it: they, or the person, may have another role since (ASVS 8.2.1)."""
    asker = work.get(User, waiting.asked_by)
    own, theirs = work.db.get_one(Role, asker.role), work.db.get_one(Role, user.role)
    may = own.holds(Permission.RECOVER_TWO_FACTOR) and covers(own.permissions, theirs.permissions)
    return may and asker.may_sign_in(work.now)


def _waiting(work: Work, recovery_id: UUID) -> tuple[Recovery, User]:
    """What waits, and the person, locked: everyone locks the person first, and what waited may be answered by then."""
    found = lost.waiting(work, recovery_id)
    user = standing.locked(work, found.user_id) if found else None
    found = lost.waiting(work, recovery_id)
    if found is None or user is None:
        raise NoRecovery
    return found, user
