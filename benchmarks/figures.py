"""One line of the table: our figure, what stands beside it, what was aimed at, and whether that is reached."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import Spread

NOT_MEASURED, NO_TARGET = "not measured", "–"
AIM = re.compile(r"([≥≤])\s*(\d[\d,]*(?:\.\d+)?)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    row: int  # of the table of targets
    what: str  # "first page with its count"
    database: str  # "SQLite", "PostgreSQL 18", or "" where it does not matter
    ours: float  # in `unit`
    unit: str  # "ms", "rows/s", "MiB", …
    beside: dict[str, float]  # {"bare": 0.07, "Django admin": 65.0}, in the same unit
    target: str  # "≥ 40 × faster than Django admin"; "–" where the number is only told
    measured: str  # what the target speaks of, its number first: "310 ×"
    reached: bool
    noted: str = ""  # least and most, which term, how many matches

    @property
    def is_judged(self) -> bool:
        """Whether there is a target, and a number to hold against it."""
        return self.target != NO_TARGET and self.measured != NOT_MEASURED

    @property
    def margin(self) -> float | None:
        """How much better than aimed at: 2 is twice as good, 0.5 half; None where no two numbers say it."""
        aim, found = AIM.search(self.target), NUMBER.search(self.measured)
        if not aim or not found:
            return None
        wanted, got = number(aim[2]), number(found[0])
        if not wanted or not got:
            return None
        return got / wanted if aim[1] == "≥" else wanted / got


def number(text: str) -> float:
    return float(text.replace(",", ""))


def short(value: float) -> str:
    """Three digits, as one reads them: 0.07, 1.24, 65, 1,240."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.0995 else f"{value:.2g}"


# --- the three kinds of aim ----------------------------------------------------------------------------------------


def faster(
    row: int, what: str, database: str, found: dict[str, Spread], *, than: str, times: float, noted: str = ""
) -> Figure:
    """At least so many times as fast as one that stands beside."""
    peer = found.get(than)
    ratio = peer.median / found["ours"].median if peer else 0
    return _of(
        row, what, database, found, noted,
        target=f"≥ {short(times)} × faster than {than}",
        measured=f"{short(ratio)} ×" if peer else NOT_MEASURED,
        reached=ratio >= times,
    )  # fmt: skip


def within(
    row: int, what: str, database: str, found: dict[str, Spread], *, of: str, times: float, noted: str = ""
) -> Figure:
    """At most so many times what stands beside takes."""
    ratio = found["ours"].median / found[of].median
    target, measured = f"≤ {short(times)} × {of}", f"{short(ratio)} ×"
    return _of(row, what, database, found, noted, target=target, measured=measured, reached=ratio <= times)


def under(row: int, what: str, database: str, found: dict[str, Spread], *, ms: float, noted: str = "") -> Figure:
    """At most so many milliseconds."""
    took = found["ours"].median
    target, measured = f"≤ {short(ms)} ms", f"{short(took)} ms"
    return _of(row, what, database, found, noted, target=target, measured=measured, reached=took <= ms)


def _of(row: int, what: str, database: str, found: dict[str, Spread], noted: str, **judged: Any) -> Figure:
    ours = found["ours"]
    beside = {name: spread.median for name, spread in found.items() if name != "ours"}
    said = f"{short(ours.least)}–{short(ours.most)} ms"
    return Figure(row, what, database, ours.median, "ms", beside, **judged, noted=f"{noted}, {said}" if noted else said)


# --- kept between the run and the picture --------------------------------------------------------------------------


def kept(figures: Iterable[Figure], path: Path, **about: Any) -> None:
    found = [asdict(figure) for figure in figures]
    path.write_text(json.dumps({**about, "figures": found}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> tuple[list[Figure], dict[str, Any]]:
    about = json.loads(path.read_text("utf-8"))
    return [Figure(**figure) for figure in about.pop("figures")], about
