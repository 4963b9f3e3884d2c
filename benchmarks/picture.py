"""The table as a picture, for light and for dark pages. Runs with matplotlib, in an environment of its own."""

import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from benchmarks.figures import AIM, NUMBER, Figure, read

NEAREST, FURTHEST = 1 / 300, 300  # what is further off stands at the edge
ROW, ABOVE, BELOW, WIDTH = 0.22, 0.45, 0.6, 10.4  # inches
COLUMNS = 1.02, 1.33  # what was measured, in widths of the middle part


@dataclass(frozen=True)
class Scheme:
    name: str
    paper: str
    ink: str
    faint: str
    line: str
    reached: str
    short: str


# Told apart by shape and filling too, not by colour alone.
SCHEMES = (
    Scheme("light", "#ffffff", "#1f2328", "#59636e", "#d1d9e0", "#0b6b3a", "#b3410e"),
    Scheme("dark", "#0d1117", "#f0f6fc", "#9198a1", "#3d444d", "#56d38a", "#ff9a5c"),
)
SHAPES = {"SQLite": "o", "PostgreSQL 18": "s", "": "D"}


def main(figures: Path, folder: Path) -> None:
    found, about = read(figures)
    folder.mkdir(parents=True, exist_ok=True)
    # Text stays text: a tenth of the size, and it can be searched.
    mpl.rcParams.update({"font.size": 8, "svg.fonttype": "none", "svg.hashsalt": "usercore"})
    mpl.rcParams["font.sans-serif"] = ["DejaVu Sans", "Verdana", "sans-serif"]
    for scheme in SCHEMES:
        sheet = drawn([one for one in found if one.margin is not None], about["about"], scheme)
        path = folder / f"performance-{scheme.name}.svg"
        sheet.savefig(path, facecolor=scheme.paper, metadata={"Date": None})


def drawn(figures: list[Figure], about: str, scheme: Scheme) -> Sheet:
    """A line for each aim, a mark for each database; right of the middle is better than aimed at."""
    lines: dict[tuple[int, str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda one: one.row):
        lines.setdefault((figure.row, figure.what, NUMBER.sub("", figure.target)), []).append(figure)
    databases = [name for name in SHAPES if any(figure.database == name for figure in figures)]
    height = ROW * len(lines) + ABOVE + BELOW
    sheet = Sheet(figsize=(WIDTH, height))
    axes = sheet.add_axes((0.42, BELOW / height, 0.345, 1 - (ABOVE + BELOW) / height))
    axes.set(xscale="log", xlim=(NEAREST, FURTHEST), ylim=(len(lines) - 0.5, -0.5), facecolor=scheme.paper, yticks=[])
    ruled(axes, scheme, [row for row, *_ in lines])
    for place, ((row, what, _), of) in enumerate(lines.items()):
        said(axes, -1.15, place, str(row), scheme.faint)
        said(axes, -0.03, place, f"{what}, {aims(of)}", scheme.ink, align="right")
        for figure in of:
            where = databases.index(figure.database) if figure.database else 0
            aside = 0.14 * (2 * where - 1) if len(of) > 1 else 0
            marked(axes, figure, place + aside, scheme)
            said(axes, COLUMNS[where], place, figure.measured.split(", ")[0], scheme.ink)
    headed(axes, scheme, databases)
    sheet.text(0.015, 0.18 / height, about, color=scheme.faint, va="center", fontsize=6.5)
    return sheet


def aims(of: list[Figure]) -> str:
    """In few words; those of both databases where they differ."""
    targets = dict.fromkeys(figure.target.replace("faster than ", "") for figure in of)
    first, *others = targets
    found = [AIM.search(other) for other in others]
    numbers = " or ".join(aim[2] for aim in (AIM.search(first), *found) if aim)
    return AIM.sub(lambda aim: f"{aim[1]} {numbers}", first, count=1)


def ruled(axes: Axes, scheme: Scheme, rows: list[int]) -> None:
    ticks = (0.01, 0.1, 1, 10, 100)
    axes.set_xticks(ticks, ["100 × short", "10 ×", "as aimed at", "10 ×", "100 × better"], color=scheme.faint)
    axes.tick_params(axis="x", which="both", length=0)
    axes.grid(axis="x", color=scheme.line, linewidth=0.6)
    axes.axvline(1, color=scheme.ink, linewidth=1.2)
    for place in range(1, len(rows)):
        if rows[place] != rows[place - 1]:
            axes.axhline(place - 0.5, xmin=-1.15, xmax=1.62, color=scheme.line, linewidth=0.6, clip_on=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def marked(axes: Axes, figure: Figure, place: float, scheme: Scheme) -> None:
    """Filled where it is reached."""
    at = min(max(figure.margin or 1, NEAREST), FURTHEST)
    colour = scheme.reached if figure.reached else scheme.short
    axes.plot(
        at, place, SHAPES.get(figure.database, "D"), color=colour, markersize=5, markeredgewidth=1.2,
        markerfacecolor=colour if figure.reached else scheme.paper, clip_on=False, zorder=3,
    )  # fmt: skip


def said(axes: Axes, x: float, place: float, words: str, colour: str, *, align: str = "left") -> None:
    axes.text(x, place, words, transform=axes.get_yaxis_transform(), color=colour, ha=align, va="center")


def headed(axes: Axes, scheme: Scheme, databases: list[str]) -> None:
    """Whose mark is which, above what was measured."""
    said(axes, -0.03, -1.1, "filled: reached · hollow: short", scheme.faint, align="right")
    for column, name in zip(COLUMNS, filter(None, databases), strict=False):
        axes.plot(
            column + 0.015, -1.1, SHAPES.get(name, "D"), transform=axes.get_yaxis_transform(), color=scheme.ink,
            markersize=5, clip_on=False,
        )  # fmt: skip
        said(axes, column + 0.05, -1.1, name, scheme.ink)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
