"""What happened, as audit entries chained as `NewEntry.follow` would, without an object for each."""

import operator
from collections.abc import Iterator
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from usercore.crypto.ids import RANDOM_BITS
from usercore.events import Event, Outcome
from usercore.models import AuditChain
from usercore.practice.happenings import Told
from usercore.practice.moments import moment
from usercore.practice.world import World
from usercore.work import Kind

REFUSED = (Event.SIGN_IN_REFUSED, Event.USER_LOCKED, Event.ACCESS_DENIED, Event.LIMIT_REACHED)
OUTCOMES = dict.fromkeys(map(str, REFUSED), Outcome.REFUSED.value) | {str(Event.LETTER_GIVEN_UP): Outcome.FAILED.value}
DONE = Outcome.DONE.value
ENTRY = (
    "id", "segment", "sequence", "previous_hash", "hash", "at", "event", "outcome", "actor_kind", "actor_id",
    "actor_name", "subject_id", "call_id", "facts", "sealed",
)  # fmt: skip
VALUE = ("entry_id", "name", "person_id", "value", "salt")
PERSON, SYSTEM, VISITOR = Kind.PERSON.value, Kind.SYSTEM.value, Kind.VISITOR.value
NAME = operator.itemgetter(0)
SALT, SALTS = 16, 4096  # bytes each, and how many are fetched at once

Values = tuple[Any, ...]  # of the columns above


class Log:
    """The chain's end, moving on."""

    def __init__(self, world: World, end: AuditChain) -> None:
        self.world = world
        self.segment, self.sequence, self.hash = end.segment, end.sequence, end.hash
        self.last = 0
        self.salts = _salts()
        self.values: list[Values] = []  # personal ones, of the entries since they were taken

    def entries(self) -> Iterator[Values]:
        """Each entry in order of time, no two at once; ids are spelled as 32 digits."""
        return (self._entry(told) for told in self.world.happenings.in_order())

    def taken(self) -> list[Values]:
        """The personal values of the entries so far, once."""
        values, self.values = self.values, []
        return values

    def _entry(self, told: Told) -> Values:
        at, event, subject, actor, job, address, agent, facts, personal = told
        at = self.last = max(at, self.last + 1)
        now = moment(at)
        entry_id, call_id = self._id(at), self._id(at)
        kind, outcome = PERSON if actor else SYSTEM if job else VISITOR, OUTCOMES.get(event, DONE)
        # Where it came from is its actor's, the rest is its subject's.
        found = [(name, value, actor or subject) for name, value in (("address", address), ("agent", agent)) if value]
        if personal:
            found += [(name, value, subject) for name, value in personal if value]
            found.sort(key=NAME)
        sealed = self._sealed(entry_id, found) if found else "{}"
        clock = now.isoformat(timespec="microseconds")
        month, previous = clock[:7], self.hash
        self.segment, self.sequence = month, self.sequence + 1 if self.segment == month else 1
        named = f'"{job}"' if job else "null"
        # What `chain.link` hashes of `covered`.
        line = (
            f'{{"actor":["{kind}","{_dashed(actor)}",{named}],"at":"{clock}",'
            f'"call":"{_dashed(call_id)}","event":"{event}","facts":{facts},"id":"{_dashed(entry_id)}",'
            f'"outcome":"{outcome}","sealed":{sealed},"segment":"{month}","sequence":{self.sequence},'
            f'"subject":"{_dashed(subject)}"}}'
        )
        self.hash = sha256(previous + line.encode()).digest()
        chained = (entry_id, month, self.sequence, previous, self.hash, now, event, outcome)
        return (*chained, kind, actor, job, subject, call_id, facts, sealed)

    def _id(self, at: int) -> str:
        """A UUIDv7, as `uuid7` makes them."""
        luck = self.world.rng.getrandbits(RANDOM_BITS)
        return f"{at // 1000:012x}7{luck >> 62:03x}{0x8000000000000000 | luck & 0x3FFFFFFFFFFFFFFF:016x}"

    def _sealed(self, entry_id: str, found: list[tuple[str, str, str | None]]) -> str:
        """Notes the personal values, and what stands for them in the chain: as `chain.sealed_value` has it."""
        digests = []
        for name, value, person in found:
            salt = next(self.salts)
            self.values.append((entry_id, name, person, value, salt))
            digests.append(f'"{name}":"{sha256(salt + value.encode("utf-8", "replace")).hexdigest()}"')
        return f"{{{','.join(digests)}}}"


def _dashed(number: str | None) -> str:
    return f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}" if number else "None"


def _salts() -> Iterator[bytes]:
    while True:
        many = token_bytes(SALT * SALTS)
        yield from (many[at : at + SALT] for at in range(0, len(many), SALT))
