"""Row 10: what an idle session costs, and how the memory of a process is watched."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import psutil

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.tabs import a_tab, dashboard_on

MIB, GIB = 1024**2, 1024**3
SESSIONS, WARM = 400, 200  # the first ones fill what the process had room for already
TILL_COLLECTED = 7  # seconds: the dashboard collects its garbage in quiet moments
LEAST = 10_000


def measure(house: House) -> Iterator[Figure]:
    base, each = asyncio.run(idle(house))
    many = GIB / each
    least = "at least " if each * SESSIONS <= MIB else ""  # the process may have had room for them
    yield Figure(10, f"idle sessions per GiB ({SESSIONS} open on Users)", house.database, many, "sessions/GiB", {},
                 f"≥ {LEAST:,}", f"{least}{many:,.0f}", many >= LEAST)  # fmt: skip
    yield Figure(10, f"the process before them, at {house.people:,} people", house.database, base / MIB, "MiB", {},
                 "–", f"{base / MIB:.0f} MiB", reached=True)  # fmt: skip


async def idle(house: House) -> tuple[float, float]:
    """The bytes of a process that has served some, and what each further open tab adds."""
    with dashboard_on(house) as running:
        process = psutil.Process(running.process.pid)
        async with AsyncExitStack() as tabs:

            async def open_some(many: int) -> int:
                for _ in range(many):
                    await tabs.enter_async_context(a_tab(running.url, token=house.token, page="users"))
                await asyncio.sleep(TILL_COLLECTED)
                return process.memory_info().rss

            before = await open_some(WARM)
            after = await open_some(SESSIONS)
    return before, max(MIB, after - before) / SESSIONS


@contextmanager
def growth(process: psutil.Process) -> Iterator[Callable[[], int]]:
    """Watch a process; afterwards, by how many bytes it was larger at most than at the start."""
    start = most = process.memory_info().rss
    over = threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.wait(0.005):
            most = max(most, process.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield lambda: most - start
    finally:
        over.set()
        watching.join()
