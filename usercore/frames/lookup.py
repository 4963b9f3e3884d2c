"""Looking somebody up by anything: an address, an id, a network, a part of a name, or a text with some of these in it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore import clues
from usercore.clues import Clues
from usercore.frames.tables import frame
from usercore.models import User
from usercore.permissions import Permission
from usercore.steps import matches
from usercore.steps.matches import EXACT, MOST_PEOPLE, ORDER, Found, Match, Why
from usercore.steps.people import shown_email
from usercore.steps.telling import erased
from usercore.work import Work, needs

__all__ = ["Clues", "Match", "Why", "anything"]

COLUMNS = ["kind", "id", "name", "email", "status", "exact", "whys"]
PERSON, ERASED, ENTRY = "person", "erased", "entry"
MOST_WHYS = 5


@needs(Permission.READ_USERS)
def anything(work: Work, *, text: str) -> pd.DataFrame:
    """Whom a text means, the surest first, 10 at most: `kind` is person, erased (only the audit log still speaks of
    them) or entry (of the log, about nobody); `whys` are the reasons as a tuple of `Why`; `exact` where one of them
    is sure. `.attrs` has `clues`, what was understood of the text, and `more`, whether there are more than 10.

    Kinds of things that the actor may not read are not looked up; whoever sees data masked finds by whole addresses,
    ids and names alone. Every kind costs one statement, that an index answers.
    """
    understood = clues.read(text)
    grouped = sorted(_grouped(matches.found(work, understood)).items(), key=lambda one: _rank(one[1]))
    shown = grouped[:MOST_PEOPLE]
    people = _people(work, [person_id for (person_id, _), _ in shown if person_id])
    told = frame((_row(work, *key, whys, people) for key, whys in shown), COLUMNS)
    told.attrs["clues"], told.attrs["more"] = understood, len(grouped) > len(shown)
    return told


Key = tuple[UUID | None, UUID | None]


def _grouped(found: Iterable[Found]) -> dict[Key, list[Why]]:
    """The reasons by person; what has no person stands by itself."""
    grouped: dict[Key, list[Why]] = {}
    for person_id, why in found:
        whys = grouped.setdefault((person_id, None if person_id else why.thing), [])
        if why not in whys:
            whys.append(why)
    return grouped


def _rank(whys: list[Why]) -> tuple[bool, int, int]:
    """What is sure before what is not, who matched in more ways before others, then by how sure the surest is; those
    alike stay as they were found.
    """
    best = min(ORDER.index(why.match) for why in whys)
    return ORDER[best] not in EXACT, -len({why.match for why in whys}), best


def _people(work: Work, ids: list[UUID]) -> dict[UUID, Any]:
    if not ids:
        return {}
    status = User.status_that_counts(work.now).label("status")
    wanted = select(User.id, User.name, User.email, status).where(User.id.in_(ids))
    return {row.id: row for row in work.db.execute(wanted)}


def _row(
    work: Work, person_id: UUID | None, entry_id: UUID | None, whys: list[Why], people: dict[UUID, Any]
) -> tuple[Any, ...]:
    exact = any(why.match in EXACT for why in whys)
    told = tuple(sorted(whys, key=lambda why: ORDER.index(why.match))[:MOST_WHYS])
    if person_id is None:
        return ENTRY, entry_id, "", "", None, exact, told
    person = people.get(person_id)
    if person is None:
        return ERASED, person_id, erased(person_id), "", None, exact, told
    own = person.id == work.actor.user_id
    email = person.email if own else shown_email(work, person.email)
    return PERSON, person.id, person.name, email, person.status, exact, told
