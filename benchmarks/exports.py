"""Row 7: everyone as CSV, beside a bare cursor or COPY; its memory, and what it does to those who click meanwhile."""

import asyncio
import csv
import io
import statistics
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import psutil

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.memory import MIB, growth
from benchmarks.tabs import Tab, a_tab, clicking, dashboard_on
from usercore import exports
from usercore.actions import downloads
from usercore.steps.exporting import USUAL

OTHERS, ALONE_SECONDS = 10, 15
LEAST_RATE, MOST_MIB, FIRST_MS = 300_000, 16, 100
AT_ONCE = 2_000


@dataclass(slots=True)
class Download:
    """One export over HTTP, as a browser takes it."""

    rows: int
    seconds: float
    first: float
    grown: float


def measure(house: House) -> Iterator[Figure]:
    bare = bare_rate(house)
    beside = {"bare COPY" if house.database != "SQLite" else "bare cursor and csv.writer": bare}
    rate = streamed(house)
    yield Figure(7, f"CSV of everyone ({house.people:,}), in process", house.database, rate, "rows/s", beside,
                 f"≥ {LEAST_RATE:,} rows/s", f"{rate:,.0f} rows/s, {rate / bare:.2f} × bare", rate >= LEAST_RATE)  # fmt: skip
    got, quiet, meanwhile = asyncio.run(over_http(house))
    served = got.rows / got.seconds
    yield Figure(7, f"the same over HTTP, {OTHERS} others clicking", house.database, served, "rows/s", beside, "–",
                 f"{served:,.0f} rows/s", reached=True)  # fmt: skip
    yield Figure(7, "its first byte", house.database, got.first * 1000, "ms", {}, f"≤ {FIRST_MS} ms",
                 f"{got.first * 1000:.0f} ms", got.first * 1000 <= FIRST_MS)  # fmt: skip
    yield Figure(7, "memory the process grows by", house.database, got.grown / MIB, "MiB", {}, f"≤ {MOST_MIB} MiB",
                 f"+{got.grown / MIB:.1f} MiB", got.grown <= MOST_MIB * MIB)  # fmt: skip
    yield Figure(7, f"p95 of {OTHERS} others' clicks meanwhile", house.database, meanwhile, "ms",
                 {"without an export": quiet}, "–", f"{meanwhile:.0f} ms, {meanwhile / quiet:.1f} ×", reached=True)  # fmt: skip


def streamed(house: House) -> float:
    """Rows a second out of `core.stream`, the best of three."""
    best = 0.0
    for _ in range(3):
        began, lines = time.perf_counter(), -1
        for block in house.core.stream(house.actor, exports.users):
            lines += block.count(b"\n")
        best = max(best, lines / (time.perf_counter() - began))
    return best


def bare_rate(house: House) -> float:
    """The same columns in the same order by the driver alone, the best of three."""
    wanted = f"SELECT {', '.join(USUAL)} FROM users WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC"
    best = 0.0
    connection = house.core.engine.raw_connection()
    for _ in range(3):
        began = time.perf_counter()
        rows = (_copied if house.database != "SQLite" else _written)(connection.cursor(), wanted)
        best = max(best, rows / (time.perf_counter() - began))
    connection.rollback()
    connection.close()
    return best


def _written(cursor: Any, wanted: str) -> int:
    cursor.execute(wanted)
    rows = 0
    while block := cursor.fetchmany(AT_ONCE):
        csv.writer(io.StringIO()).writerows(block)
        rows += len(block)
    return rows


def _copied(cursor: Any, wanted: str) -> int:
    with cursor.copy(f"COPY ({wanted}) TO STDOUT (FORMAT csv)") as rows:
        for block in rows:
            len(block)
    return cursor.rowcount


async def over_http(house: House) -> tuple[Download, float, float]:
    """The download, and the 95th percentile in ms of the others' clicks without it and beside it."""
    with dashboard_on(house) as running:
        async with AsyncExitStack() as open_tabs:
            tabs = [
                await open_tabs.enter_async_context(a_tab(running.url, token=house.token, page="users"))
                for _ in range(OTHERS)
            ]
            quiet, _ = await _while_clicking(tabs, asyncio.sleep(ALONE_SECONDS))
            meanwhile, got = await _while_clicking(tabs, asyncio.to_thread(download, house, running))
    return got, quiet, meanwhile


async def _while_clicking(tabs: list[Tab], deed: Any) -> tuple[float, Any]:
    stop = asyncio.Event()
    clicks = [asyncio.create_task(clicking(tab, 1, stop, after=at / len(tabs))) for at, tab in enumerate(tabs)]
    got = await deed
    stop.set()
    taken = [one for of_tab in await asyncio.gather(*clicks) for one in of_tab]
    return (statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]) * 1000, got


def download(house: House, running: Any) -> Download:
    ticket = house.core.call(house.actor, downloads.prepare, export="users", wanted={})
    cookie = {"cookie": f"__Host-usercore={house.token}", "accept-encoding": "identity"}
    process, lines, first = psutil.Process(running.process.pid), -1, None
    with growth(process) as grown, httpx.Client(timeout=600) as browser:  # which takes longer to make than the answer
        began = time.perf_counter()
        with browser.stream("GET", f"{running.url}/downloads/{ticket}", headers=cookie) as answer:
            answer.raise_for_status()
            for block in answer.iter_raw():
                first = first or time.perf_counter() - began
                lines += block.count(b"\n")
        seconds = time.perf_counter() - began
    return Download(lines, seconds, first or 0, grown())
