"""People from elsewhere come in: many lines are judged in few statements, and who is new is put in with one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from usercore.database import touched
from usercore.errors import EmailInTrash, EmailTaken, ErasedBefore
from usercore.events import Event
from usercore.language import say
from usercore.loading import load_tuples
from usercore.models import Role, Status, User
from usercore.models.users import searched
from usercore.permissions import Permission
from usercore.spelling import folded
from usercore.steps import inviting, tombstones
from usercore.steps.arrivals import MOMENTS, Arrival
from usercore.work import Kind, Work

OF_THE_HOUSE = ("email_verified_at", "last_sign_in_at")  # said by a program alone: they are proofs
COLUMNS = (
    "id", "email", "email_key", "name", "name_key", "searched", "role", "status", "created_at", "email_verified_at",
    "last_sign_in_at", "suspended_at", "suspended_until", "suspended_reason", "password_hash", "password_changed_at",
    "must_change_password", "password_compromised", "must_enrol", "version",
)  # fmt: skip


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    THERE = "there"  # somebody has this address, and nothing is changed
    REFUSED = "refused"


class Judged(NamedTuple):
    """A line and its fate; `why` is a sentence, empty for a new one, who will have the id."""

    arrival: Arrival
    fate: Fate
    why: str = ""
    role: Role | None = None
    id: UUID | None = None


def judged(work: Work, arrivals: Iterable[Arrival], *, role: str) -> list[Judged]:
    """The fate of each, in their order; `role` is for those that name none.

    Whose role is not the actor's to give is not looked up: nobody learns here what no import would tell them.
    """
    roles, before = inviting.offered(work), dict[str, int]()
    return _among(work, [_by_itself(work, one, roles, role, before) for one in arrivals])


def put_in(work: Work, found: list[Judged]) -> list[Judged]:
    """Those who are new, with one statement and one audit entry, which names nobody; their fates, afterwards.

    On PostgreSQL somebody else may have taken an address since they were all looked up: that spoils its own line only.
    """
    while new := sorted((one for one in found if one.fate is Fate.NEW), key=_address):
        try:
            with work.savepoint():
                load_tuples(work.connection, User, COLUMNS, [_row(work, one) for one in new])
        except IntegrityError:
            found = _among(work, found)
            if sum(one.fate is Fate.NEW for one in found) == len(new):
                raise
        else:
            touched(work.connection, User)
            work.record(Event.USERS_IMPORTED, rows=len(new), ids=[str(one.id) for one in new])
            break
    return found


def offers_staff_rights(found: Iterable[Judged]) -> bool:
    """Whether one who is new comes with rights in the dashboard."""
    roles = {one.role.name: one.role for one in found if one.role and one.fate is Fate.NEW}
    return any(role.has_dashboard_rights for role in roles.values())


def _by_itself(
    work: Work, one: Arrival, roles: Mapping[str, tuple[Role, str]], default: str, before: dict[str, int]
) -> Judged:
    """The fate without the people there are; `before` has the addresses of earlier lines."""
    if one.why:
        return Judged(one, Fate.REFUSED, one.why)
    if one.email.key in before:
        why = say("Line {number} has the same address.", number=before[one.email.key])
        return Judged(one, Fate.REFUSED, why)
    before[one.email.key] = one.line
    role, why = inviting.given_as(one.role or default, roles)
    if why or (why := _not_theirs(work, one)):
        return Judged(one, Fate.REFUSED, why)
    return Judged(one, Fate.NEW, "", role, work.new_id())


def _not_theirs(work: Work, one: Arrival) -> str:
    """Why this actor may not say that of someone, or nobody may."""
    if any(one.moments[name] > work.now for name in one.moments if name != "suspended_until"):
        return say("A time in it is still to come.")
    if work.actor.kind is not Kind.SYSTEM and any(name in one.moments for name in OF_THE_HOUSE):
        return say("When an address was confirmed, or somebody signed in, is not yours to say.")
    if one.status is Status.SUSPENDED and not work.actor.holds(Permission.SUSPEND_USERS):
        return say("Whoever may not suspend people cannot bring in somebody suspended.")
    return ""


def _among(work: Work, found: Sequence[Judged]) -> list[Judged]:
    """The fate with the people there are, and with those who were erased."""
    fine = [_address(one) for one in found if one.fate is Fate.NEW]
    there, gone = inviting.held(work, fine), tombstones.erased(work, fine)
    return [_fate(one, there, gone) if one.fate is Fate.NEW else one for one in found]


def _fate(one: Judged, there: Mapping[str, str], gone: Mapping[str, datetime]) -> Judged:
    key = _address(one)
    if status := there.get(key):
        in_trash = status == Status.DELETED
        fate, why = (Fate.REFUSED, EmailInTrash()) if in_trash else (Fate.THERE, EmailTaken())
        return Judged(one.arrival, fate, str(why))
    if key in gone:
        return Judged(one.arrival, Fate.REFUSED, str(ErasedBefore(on=gone[key])))
    return one


def _address(one: Judged) -> str:
    """In whose order people come in, so that two imports of the same ones at once cannot wait for each other."""
    return one.arrival.email.key


def _row(work: Work, one: Judged) -> tuple[Any, ...]:
    """The values of `COLUMNS`. A password that a person brings in is temporary, as one that they type is."""
    who, role = one.arrival, one.role
    assert role
    created, verified, seen, until = (who.moments.get(name) for name in MOMENTS)
    suspended, has_password = who.status is Status.SUSPENDED, who.password_hash is not None
    return (
        one.id, who.email.address, who.email.key, who.name, folded(who.name), searched(who.name, who.email.address),
        role.name, who.status.value, created or work.now, verified,
        seen, work.now if suspended else None, until if suspended else None, who.suspended_reason, who.password_hash,
        work.now if has_password else None,
        has_password and work.actor.kind is not Kind.SYSTEM, False, False, 1,
    )  # fmt: skip
