"""How long calls take, side by side: in turns, warm, so that a busy moment of the machine hits all of them."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

TURNS = 5
FEWEST, MOST = 1, 60  # calls of each in a turn
WARM = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds."""

    median: float
    least: float
    most: float


def compare(calls: Mapping[str, Callable[[], object]], *, seconds: float) -> dict[str, Spread]:
    """The calls by name, each for some `seconds` in all: a few of the one, a few of the next, and so on, several times."""
    share = 1000 * seconds / TURNS
    taken: dict[str, list[float]] = {name: [] for name in calls}
    many = {name: round(share / min(ms(call) for _ in range(WARM))) for name, call in calls.items()}
    for _ in range(TURNS):
        for name, call in calls.items():
            call()  # what the others pushed out of the processor's caches comes back first
            taken[name] += [ms(call) for _ in range(max(FEWEST, min(many[name], MOST)))]
    return {name: Spread(statistics.median(of), min(of), max(of)) for name, of in taken.items()}


def ms(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def in_turns(*deeds: Callable[[], object], times: int) -> list[float]:
    """The median of each in ms, taken in turns."""
    taken: list[list[float]] = [[] for _ in deeds]
    for _ in range(times):
        for deed, spent in zip(deeds, taken, strict=True):
            began = time.perf_counter()
            deed()
            spent.append(time.perf_counter() - began)
    return [statistics.median(spent) * 1000 for spent in taken]
