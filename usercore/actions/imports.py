"""People come in from elsewhere, many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from usercore.errors import ListTooLong, PeopleHere
from usercore.loading import indexes_last
from usercore.models import User
from usercore.permissions import Permission
from usercore.steps import arrivals, importing
from usercore.steps.arrivals import Arrival, Given
from usercore.steps.importing import Fate, Judged
from usercore.work import Work, needs

MOST_AT_ONCE = 1_000  # lines in one transaction: others wait a second at most to write
FEW = 100  # people, such as those who set everything up: for fewer, all indexes are built last
MADE, THERE, REFUSED = "made", Fate.THERE.value, Fate.REFUSED.value


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one line: `made` (with the new id), `there` already, or `refused`, and why."""

    line: int
    email: str
    outcome: str
    why: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of each line, in their order."""

    results: tuple[Result, ...]


@dataclass(slots=True)
class Tally:
    """How many were made and how many were there of any number of lines, and the refused ones."""

    made: int = 0
    there: int = 0
    refused: list[Result] = field(default_factory=list)

    def add(self, results: Iterable[Result]) -> None:
        for one in results:
            self.made += one.outcome == MADE
            self.there += one.outcome == THERE
            if one.outcome == REFUSED:
                self.refused.append(one)


def prepare_people(_reading: Any, *, lines: Sequence[Given], role: str = "author") -> list[Arrival]:
    if len(lines) > MOST_AT_ONCE:
        raise ListTooLong(most=MOST_AT_ONCE)
    return arrivals.read(lines)


@needs(Permission.CREATE_USERS, prepare=prepare_people)
def people(work: Work, *, lines: Sequence[Given], role: str = "author", prepared: list[Arrival]) -> Imported:
    """Bring in whoever is new among these lines; at most 1,000 in one call, all in one transaction, with one audit
    entry. The others are left as they are, so that the same lines again change nothing. No letter is sent.

    A line has `email`, and perhaps `name`, `role`, `status` (active, invited or suspended), `created_at`,
    `suspended_until`, `suspended_reason` and `password_hash` (argon2, bcrypt, PBKDF2 or scrypt, as
    `crypto.elsewhere` reads them); from a program also `email_verified_at` and `last_sign_in_at`. Moments are aware, or
    ISO 8601. With a hash they are active with that password, which is temporary if a person brings it; without, invited.

    Raises `ListTooLong`; `UnreadableList` for other fields; `NotFresh` if a new one has a staff role.
    """
    found = importing.judged(work, prepared, role=role)
    if importing.offers_staff_rights(found):
        work.must_be_fresh()
    return Imported(tuple(map(_result, importing.put_in(work, found))))


@needs(Permission.RUN_HOUSE, unhurried=True)
def first_people(work: Work, *, lines: Iterable[Given], role: str = "author") -> Tally:
    """The same of any number of lines, where hardly anybody is yet: all in one transaction, indexes built last, with an
    audit entry for each thousand. `lines` can be gone through again, should the database want all of it once more.

    Raises `PeopleHere` where there are more than 100.
    """
    if len(work.db.scalars(select(User.id).limit(FEW + 1)).all()) > FEW:
        raise PeopleHere(most=FEW)
    tally, rest, first = Tally(), iter(lines), 1
    if rest is lines:
        raise TypeError("what can be gone through only once cannot be tried again")
    with indexes_last(work.connection, [User], lambda _share: None):
        while some := list(islice(rest, MOST_AT_ONCE)):
            found = importing.judged(work, arrivals.read(some, first=first), role=role)
            tally.add(map(_result, importing.put_in(work, found)))
            first += len(some)
    return tally


def _result(one: Judged) -> Result:
    outcome = MADE if one.fate is Fate.NEW else one.fate.value
    return Result(one.arrival.line, one.arrival.typed, outcome, one.why, one.id)
