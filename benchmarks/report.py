"""The figures as text while they come, and as a table for the docs when all are there."""

import os
import platform
import re
import sqlite3
from datetime import datetime
from pathlib import Path

from benchmarks.environments import ROOT
from benchmarks.figures import NOT_MEASURED, Figure, short

DOCS = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- the table: make bench -->", "<!-- the table ends -->"
GIB = 1024**3


def line(figure: Figure) -> str:
    """One figure, for a terminal."""
    head = f"{figure.row:>2}  {figure.what:34}{figure.database:15}{valued(figure.ours, figure.unit):>14}"
    judged = f"{figure.measured} of {figure.target}: {verdict(figure)}" if figure.is_judged else figure.measured
    rest = "; ".join(filter(None, (_beside(figure), figure.noted)))
    return f"{head}  {judged}" + (f"\n{'':18}{rest}" if rest else "")


def verdict(figure: Figure) -> str:
    return "reached" if figure.reached else "SHORT"


def summary(figures: list[Figure]) -> str:
    judged = [figure for figure in figures if figure.is_judged]
    left_out = sum(figure.measured == NOT_MEASURED for figure in figures)
    more = f"; {left_out} not measured, for lack of what stands beside" if left_out else ""
    return f"{sum(figure.reached for figure in judged)} of {len(judged)} targets reached{more}."


def markdown(figures: list[Figure], about: str) -> str:
    lines = [
        about,
        "",
        summary(figures),
        "",
        "| | what | on | ours | beside | target | measured | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for figure in sorted(figures, key=lambda one: one.row):
        what = f"{figure.what} ({figure.noted})" if figure.noted else figure.what
        mark = "" if not figure.is_judged else "✓" if figure.reached else "**short**"
        cells = (
            str(figure.row), what, figure.database, valued(figure.ours, figure.unit), _beside(figure), figure.target,
            figure.measured, mark,
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def put_into_docs(table: str, page: Path = DOCS) -> None:
    """Between the two marks; the words around them stay."""
    text = page.read_text("utf-8")
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    assert block.search(text), f"{page.name} has no place for the table"
    page.write_text(block.sub(lambda _: f"{BEGIN}\n\n{table}\n\n{END}", text), "utf-8")


def about(people: int, at: datetime) -> str:
    """When, how much, and on what."""
    return (
        f"{at:%-d %B %Y}, {people:,} people, {processor()}, {os.cpu_count()} cores, {memory()} GiB; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL 18; "
        f"{os.getloadavg()[0]:.1f} processes busy when it began."
    )


def processor() -> str:
    names = (
        re.findall(r"model name\s*: (.+)", cpuinfo.read_text()) if (cpuinfo := Path("/proc/cpuinfo")).exists() else []
    )
    return names[0] if names else platform.machine()


def memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB)


def valued(value: float, unit: str) -> str:
    return f"{short(value)} {unit}".strip()


def _beside(figure: Figure) -> str:
    return ", ".join(f"{name}: {valued(value, figure.unit)}" for name, value in figure.beside.items())
