"""Past sign-in tries, run again under a limit that is not in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select

from usercore.events import Event
from usercore.limits import Whose, network
from usercore.models import AuditEntry, AuditValue
from usercore.work import Work

MOST_TRIES = 100_000


class Try(NamedTuple):
    """One try whose password or code was checked: whose account, or the fingerprint of an address without one. A right
    password `clears` nothing while a code is still waited for.
    """

    at: datetime
    person: str
    network: str | None
    right: bool
    clears: bool = True


@dataclass(frozen=True, slots=True)
class Toll:
    """What a rule would have cost: tries kept out, by how many people and networks; those that were right, and whose."""

    kept_out: int
    wrongly: int
    people: int
    networks: int
    wronged: int


def past_tries(work: Work, since: datetime) -> list[Try]:
    """The newest tries since then, at most 100,000, in the order they were made."""
    typed, waits = AuditEntry.facts["typed"].as_string(), AuditEntry.facts["waits"].as_string()
    wanted = (
        select(AuditEntry.at, AuditEntry.event, AuditEntry.subject_id, typed, waits, AuditValue.value)
        .outerjoin(AuditValue, (AuditValue.entry_id == AuditEntry.id) & (AuditValue.name == "address"))
        .where(AuditEntry.event.in_((Event.SIGN_IN_REFUSED, Event.SIGN_IN_ACCEPTED)), AuditEntry.at >= since)
        .order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())
        .limit(MOST_TRIES)
    )
    source = lru_cache(maxsize=None)(network)
    found = [
        Try(at, str(subject or typed), source(address) if address else None, event == Event.SIGN_IN_ACCEPTED, not waits)
        for at, event, subject, typed, waits, address in work.db.execute(wanted)
    ]  # fmt: skip
    return found[::-1]


def toll(
    tries: Iterable[Try],
    whose: Whose,
    times: int,
    within: timedelta,
) -> Toll:
    """The counters run again over the tries; the owner's success clears an account's, as the real one does."""
    windows: dict[str, tuple[datetime, int]] = {}  # by key: when it ends, and how many there were
    kept_out: list[Try] = []
    for one in tries:
        key = {"address": one.person, "network": one.network}.get(whose, "")
        if key is None:  # a program's: no network counted it
            continue
        ends_at, count = windows.get(key, (one.at, 0))
        if ends_at <= one.at:
            ends_at, count = one.at + within, 0
        windows[key] = ends_at, count + 1
        if count + 1 > times:
            kept_out.append(one)
        elif one.right and one.clears and whose == "address":
            del windows[key]
    wrongly = [one for one in kept_out if one.right]
    return Toll(
        kept_out=len(kept_out),
        wrongly=len(wrongly),
        people=len({one.person for one in kept_out}),
        networks=len({one.network for one in kept_out if one.network}),
        wronged=len({one.person for one in wrongly}),
    )
