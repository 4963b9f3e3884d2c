"""Measure the rows of the table: `make bench`, `make bench-full`, or `python -m benchmarks --help`."""

import importlib
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import report
from benchmarks.environments import BENCH, ROOT, ready
from benchmarks.figures import Figure, kept
from benchmarks.house import EVERY_ROW, House, a_house
from benchmarks.places import POSTGRESQL, SQLITE, place

# Each has `measure(house) -> Iterator[Figure]`; the rows of the table that it measures.
MODULES = {
    "pages_and_search": range(1, 7),
    "exports": (7,),
    "sign_ins": (8,),
    "reruns": (9,),
    "memory": (10,),
    "imports": (11,),
    "look_ups": (12,),
}
DRAWING = ("matplotlib==3.11.2",)
DATABASES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def main(
    *,
    people: Annotated[int, typer.Option(help="How many people.")] = 100_000,
    rows: Annotated[str, typer.Option(help="Only these rows of the table: 1,4 or 1-6.")] = "",
    database: Annotated[str, typer.Option(help="Only this one: sqlite or postgresql.")] = "",
    seconds: Annotated[float, typer.Option(help="That each call is measured for.")] = 1.5,
    houses: Annotated[Path | None, typer.Option(help="Keep the databases here, and use them again.")] = None,
    out: Annotated[Path, typer.Option(help="Where the figures are kept, as JSON.")] = BENCH / "figures.json",
    with_django: Annotated[bool, typer.Option("--with-django/--without-django", help="Django's admin beside.")] = True,
    docs: Annotated[bool, typer.Option("--docs", help="Put the table and the picture into the docs.")] = False,
) -> None:
    about = report.about(people, datetime.now(UTC))
    print(f"{about}\n")
    figures, whole, wanted = [], True, spelled(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    for name in [DATABASES[database]] if database else DATABASES.values():
        with (
            folder(houses) as kept_in,
            place(name, kept_in) as where,
            a_house(where, people, rows=wanted, seconds=seconds, with_django=with_django) as house,
        ):
            for figure in measured(house):
                whole = whole and figure is not None
                if figure is not None:
                    figures.append(figure)
                    print(report.line(figure), flush=True)
                    kept(figures, out, about=about)  # at once: a run takes long, and may be ended
        print()
    print(report.summary(figures))
    if docs:
        report.put_into_docs(report.markdown(figures, about))
        drawn(out, ROOT / "docs" / "pictures")
    sys.exit(0 if whole else "A module broke: what it would have measured is missing above.")


def drawn(figures: Path, folder: Path) -> None:
    python = ready("drawing", *DRAWING)
    subprocess.run([str(python), "-m", "benchmarks.picture", str(figures), str(folder)], cwd=ROOT, check=True)


def measured(house: House) -> Iterator[Figure | None]:
    """Module by module; None for one that broke, so that hours of the others are not lost."""
    for name, of in MODULES.items():
        if not house.rows & {*of}:
            continue
        try:
            yield from importlib.import_module(f"benchmarks.{name}").measure(house)
        except Exception:  # noqa: BLE001 - whatever it was, the others go on
            traceback.print_exc()
            yield None


def spelled(rows: str) -> frozenset[int]:
    found: set[int] = set()
    for part in filter(None, rows.split(",")):
        first, _, last = part.partition("-")
        found |= {*range(int(first), int(last or first) + 1)}
    return frozenset(found) or EVERY_ROW


@contextmanager
def folder(houses: Path | None) -> Iterator[Path]:
    if houses:
        houses.mkdir(parents=True, exist_ok=True)
        yield houses.resolve()
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


if __name__ == "__main__":
    typer.run(main)
