"""What will stand in the audit log, kept until its order is known: a great deal of it in a file, not in memory."""

import json
import marshal
import operator
import sys
from collections.abc import Iterator, Mapping
from heapq import merge
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from uuid import UUID

from usercore.events import Event
from usercore.practice.devices import Device

written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
IN_MEMORY, A_BLOCK = 100_000, 1_000
AT = operator.itemgetter(0)


class Happening(NamedTuple):
    """An audit entry to be. The actor is a person's id, the name of a job, or None for a visitor."""

    at: int
    event: Event
    subject: UUID | None
    actor: UUID | str | None
    device: Device
    facts: Mapping[str, Any]
    personal: Mapping[str, str]


# The same in plain words: at, event, subject, actor, name of a job, address, agent, facts, personal values.
Told = tuple[int, str, str | None, str | None, str | None, str, str, str, tuple[tuple[str, str], ...]]


class Happenings:
    """In any order, until they are asked for."""

    def __init__(self) -> None:
        self._latest: list[Happening] = []
        self._file: IO[bytes] | None = None
        self._runs: list[list[tuple[int, int]]] = []  # each in order of time: where its blocks are
        self._away = 0
        self.earliest = sys.maxsize  # microseconds, as `at`

    def __len__(self) -> int:
        return self._away + len(self._latest)

    def __iter__(self) -> Iterator[Happening]:
        """Those that are in memory still."""
        return iter(self._latest)

    def append(self, happening: Happening) -> None:
        self._latest.append(happening)
        self.earliest = min(self.earliest, happening.at)
        if len(self._latest) >= IN_MEMORY:
            self._put_away()

    def in_order(self) -> Iterator[Told]:
        """All of them by time; what happened at once, in the order in which it was told."""
        self._latest.sort(key=AT)
        return merge(*map(self._read, self._runs), map(_plain, self._latest), key=AT)

    def close(self) -> None:
        """The file goes."""
        if self._file:
            self._file.close()

    def _put_away(self) -> None:
        self._file = self._file or TemporaryFile()  # noqa: SIM115 - until `close`
        self._latest.sort(key=AT)
        run = []
        self._file.seek(0, 2)
        for at in range(0, len(self._latest), A_BLOCK):
            block = marshal.dumps([_plain(one) for one in self._latest[at : at + A_BLOCK]])
            run.append((self._file.tell(), len(block)))
            self._file.write(block)
        self._runs.append(run)
        self._away += len(self._latest)
        self._latest = []

    def _read(self, run: list[tuple[int, int]]) -> Iterator[Told]:
        for place, length in run:
            assert self._file
            self._file.seek(place)
            yield from marshal.loads(self._file.read(length))  # noqa: S302 - our own file, which has no name


def _plain(one: Happening) -> Told:
    job = one.actor if isinstance(one.actor, str) else None
    return (
        one.at,
        one.event.value,
        one.subject.hex if one.subject else None,
        one.actor.hex if isinstance(one.actor, UUID) else None,
        job,
        one.device.address,
        one.device.agent,
        written(one.facts) if one.facts else "{}",
        tuple(one.personal.items()),
    )
