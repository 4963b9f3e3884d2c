"""What becomes of each line of a list if it is invited: many are judged at once, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import select

from usercore.address_lists import Line
from usercore.errors import EmailInTrash, EmailTaken, ErasedBefore, InvalidEmail, InvalidName, NotAllowed, UnknownRole
from usercore.language import say
from usercore.models import Role, Status, User
from usercore.spelling import Email, canonical_email, clean_name
from usercore.steps import standing, tombstones
from usercore.work import Work

LOOKED_UP_AT_ONCE = 2_000

Given: TypeAlias = Line | Mapping[str, Any]


class Verdict(StrEnum):
    """What stands in the way of inviting someone; nothing for `NEW`."""

    NEW = "new"
    USER = "user"
    TRASH = "trash"
    INVITED = "invited"
    ERASED = "erased"
    INVALID = "invalid"
    ROLE = "role"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A line and its verdict; `why` is a sentence, empty for a new one. What could be read of it is spelled out."""

    line: Line
    verdict: Verdict
    why: str = ""
    email: Email | None = None
    name: str = ""
    role: Role | None = None


def line_of(given: Given, place: int) -> Line:
    """The line in its type: callers hand in rows with `email`, `name`, `role`, and `line` or `number`."""
    if isinstance(given, Line):
        return given
    number = given.get("line") or given.get("number") or place
    email, name, role = (str(given.get(field) or "") for field in ("email", "name", "role"))
    return Line(int(number), email, name, role)


def judged(work: Work, lines: Iterable[Given], *, role: str) -> list[Judged]:
    """One verdict for each line, in their order; `role` is for those that name none.

    Whose role is not the actor's to give is not looked up: nobody learns here what `send` would not tell them.
    """
    roles, before, found = offered(work), dict[str, int](), list[Judged]()
    for place, given in enumerate(lines, 1):
        found.append(_by_itself(line_of(given, place), roles, role, before))
    fine = [one.email.key for one in found if one.email and one.verdict is Verdict.NEW]
    there, gone = held(work, fine), tombstones.erased(work, fine)
    return [_among(one, there, gone) for one in found]


def again(work: Work, one: Judged) -> Judged:
    """The verdict on a line whose address was taken meanwhile."""
    there = held(work, [one.email.key] if one.email else [])
    return _among(one, there, {}) if there else replace(one, verdict=Verdict.USER, why=str(EmailTaken()))


def _by_itself(line: Line, roles: Mapping[str, tuple[Role, str]], default: str, before: dict[str, int]) -> Judged:
    """The verdict without the people there are; `before` has the addresses of earlier lines."""
    try:
        email, name = canonical_email(line.email), clean_name(line.name)
    except (InvalidEmail, InvalidName) as broken:
        return Judged(line=line, verdict=Verdict.INVALID, why=str(broken))
    if email.key in before:
        why = say("Line {number} has the same address.", number=before[email.key])
        return Judged(line=line, verdict=Verdict.REPEATED, why=why)
    before[email.key] = line.number
    typed = line.role.strip() or default
    role, why = given_as(typed, roles)
    whole = Judged(line=line, verdict=Verdict.NEW, email=email, name=name, role=role)
    return replace(whole, verdict=Verdict.ROLE, why=why) if why else whole


def _among(one: Judged, there: Mapping[str, str], gone: Mapping[str, datetime]) -> Judged:
    """The verdict with the people there are, and with those who were erased."""
    if not one.email or one.verdict is not Verdict.NEW:
        return one
    status = there.get(one.email.key)
    if status is None and one.email.key in gone:
        return replace(one, verdict=Verdict.ERASED, why=str(ErasedBefore(on=gone[one.email.key])))
    if status is None:
        return one
    if status == Status.DELETED:
        return replace(one, verdict=Verdict.TRASH, why=str(EmailInTrash()))
    if status == Status.INVITED:
        why = say("They were invited already. Inviting them by themselves sends another letter.")
        return replace(one, verdict=Verdict.INVITED, why=why)
    return replace(one, verdict=Verdict.USER, why=str(EmailTaken()))


def held(work: Work, keys: Sequence[str]) -> dict[str, str]:
    """The status of whoever has each of these addresses."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), LOOKED_UP_AT_ONCE):
        some = keys[start : start + LOOKED_UP_AT_ONCE]
        wanted = select(User.email_key, User.status).where(User.email_key.in_(some))
        found |= {row.email_key: row.status for row in work.db.execute(wanted)}
    return found


def offered(work: Work) -> dict[str, tuple[Role, str]]:
    """The roles by how people write them, name before title, and why the actor may not give one."""
    roles = work.db.scalars(select(Role)).all()
    told = {role.name: (role, _why_not(work, role)) for role in roles}
    titles = {role.title.casefold(): told[role.name] for role in roles}
    return titles | {name.casefold(): one for name, one in told.items()} | told


def given_as(typed: str, roles: Mapping[str, tuple[Role, str]]) -> tuple[Role | None, str]:
    """The role that is `offered` under this name or title, and why it may not be given."""
    return roles.get(typed) or roles.get(typed.casefold()) or (None, str(UnknownRole(role=typed[:40])))


def _why_not(work: Work, role: Role) -> str:
    try:
        standing.must_be_grantable(work, role)
    except NotAllowed:
        return say("The role “{role}” is not yours to give.", role=role.title)
    return ""
