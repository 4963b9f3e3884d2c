"""What happened, as audit entries chained as `AuditChain.append` would, without an object for each."""

import json
import operator
from collections.abc import Iterable, Iterator
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from usercore.crypto import chain
from usercore.events import Event, Outcome
from usercore.models import AuditChain
from usercore.practice.moments import moment
from usercore.practice.world import Happening, Row, World
from usercore.work import Kind

written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
REFUSED = (Event.SIGN_IN_REFUSED, Event.USER_LOCKED, Event.ACCESS_DENIED, Event.LIMIT_REACHED)
OUTCOMES = dict.fromkeys(REFUSED, Outcome.REFUSED) | {Event.LETTER_GIVEN_UP: Outcome.FAILED}


class Log:
    """The chain's end, moving on."""

    def __init__(self, world: World, end: AuditChain) -> None:
        self.world = world
        self.segment, self.sequence, self.hash = end.segment, end.sequence, end.hash
        self.last = 0

    def entries(self) -> Iterator[tuple[Row, list[Row]]]:
        """Each entry in order of time, no two at once, with its personal values."""
        happenings = self.world.happenings
        happenings.sort(key=operator.itemgetter(0))
        return (self._entry(happening) for happening in happenings)

    def _entry(self, told: Happening) -> tuple[Row, list[Row]]:
        at = self.last = max(told.at, self.last + 1)
        entry_id = self.world.new_id(at)
        kind, actor_id, actor_name = _actor(told.actor)
        values = list(_values(entry_id, told, actor_id or told.subject))
        row: Row = {
            "id": entry_id,
            "at": moment(at),
            "event": told.event.value,
            "outcome": OUTCOMES.get(told.event, Outcome.DONE).value,
            "actor_kind": kind.value,
            "actor_id": actor_id,
            "actor_name": actor_name,
            "subject_id": told.subject,
            "call_id": self.world.new_id(at),
            "facts": written(told.facts) if told.facts else "{}",
            "sealed": _sealed(values),
        }
        self._append(row)
        return row, values

    def _append(self, row: Row) -> None:
        written_at = row["at"].isoformat(timespec="microseconds")
        month = written_at[:7]
        self.segment, self.sequence = month, self.sequence + 1 if self.segment == month else 1
        row |= {"segment": month, "sequence": self.sequence, "previous_hash": self.hash}
        row["hash"] = self.hash = sha256(self.hash + chained(row, written_at).encode()).digest()


def chained(row: Row, written_at: str) -> str:
    """What `chain.link` hashes of `AuditEntry.chained`, for a row whose `facts` and `sealed` are written already."""
    named = f'"{row["actor_name"]}"' if row["actor_name"] else "null"
    return (
        f'{{"actor":["{row["actor_kind"]}","{row["actor_id"]}",{named}],"at":"{written_at}",'
        f'"call":"{row["call_id"]}","event":"{row["event"]}","facts":{row["facts"]},'
        f'"id":"{row["id"]}","outcome":"{row["outcome"]}","sealed":{row["sealed"]},'
        f'"segment":"{row["segment"]}","sequence":{row["sequence"]},"subject":"{row["subject_id"]}"}}'
    )


def _sealed(values: list[Row]) -> str:
    digests = sorted((value["name"], chain.sealed_value(value["value"], value["salt"])) for value in values)
    told = ",".join(f'"{name}":"{digest}"' for name, digest in digests)
    return f"{{{told}}}"


def _actor(actor: UUID | str | None) -> tuple[Kind, UUID | None, str | None]:
    if actor is None:
        return Kind.VISITOR, None, None
    return (Kind.SYSTEM, None, actor) if isinstance(actor, str) else (Kind.PERSON, actor, None)


def _values(entry_id: UUID, told: Happening, source: UUID | None) -> Iterable[Row]:
    """The personal values of an entry; where it came from is its actor's, the rest is its subject's."""
    for name, value, person in (
        ("address", told.device.address, source),
        ("agent", told.device.agent, source),
        *((name, value, told.subject) for name, value in told.personal.items()),
    ):
        if value:
            yield {"entry_id": entry_id, "name": name, "person_id": person, "value": value, "salt": token_bytes(16)}
