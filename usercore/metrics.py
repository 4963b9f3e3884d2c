"""Counts for a collector such as Prometheus: what this process did, and how much of what there is at this moment.

Labels are names of ours, never anything of a person's. Each process counts for itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from usercore.actions.sign_in import Refused, SecondStep, SignedIn
from usercore.errors import Refusal, TooManyAttempts, UsercoreError
from usercore.work import Deed

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10)
OUTCOMES = {SignedIn: "done", SecondStep: "second-step", Refused: "refused"}
SIGN_INS = ("sign_in.with_password", "sign_in.with_code")
GAUGES = {
    "letters": ("usercore_outbox_letters", "Letters in the outbox that were not sent, by state.", ["state"]),
    "locked": ("usercore_locked_people", "People whom a limit keeps from signing in now.", []),
    "sessions": ("usercore_open_sessions", "Sessions that have not ended.", []),
}


class Metrics:
    """A watcher of calls. `figures` is asked at each reading for the frame of `health.figures`,
    `connections` for how many of them there are of each state.
    """

    def __init__(
        self,
        figures: Callable[[], pd.DataFrame],
        *,
        version: str,
        database: str,
        connections: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self.registry = CollectorRegistry()
        self._calls = self._made(Histogram, "call_seconds", "How long calls took.", "deed", buckets=SECONDS)
        self._sign_ins = self._made(Counter, "sign_ins", "Tries to sign in, each step, by how they ended.", "outcome")
        self._refusals = self._made(Counter, "refusals", "Calls that were declined, by why.", "kind")
        self._failures = self._made(Counter, "failures", "Calls that should have worked and did not, by why.", "kind")
        for outcome in (*OUTCOMES.values(), "limited"):
            self._sign_ins.labels(outcome)  # there from the start, so that a rate can be made of the first one
        self.registry.register(_Now(figures, {"version": version, "database": database}, connections))

    def _made(self, kind: Callable[..., Any], name: str, told: str, label: str, **more: Any) -> Any:
        return kind(f"usercore_{name}", told, [label], registry=self.registry, **more)

    def saw(self, deed: Deed[..., Any], seconds: float, outcome: object) -> None:
        """One call that is over."""
        self._calls.labels(deed.name).observe(seconds)
        kind = type(outcome)
        if isinstance(outcome, Refusal):
            self._refusals.labels(kind.__name__).inc()
        elif isinstance(outcome, BaseException):
            self._failures.labels(kind.__name__ if isinstance(outcome, UsercoreError) else "unexpected").inc()
        if kind in OUTCOMES:
            self._sign_ins.labels(OUTCOMES[kind]).inc()
        elif isinstance(outcome, TooManyAttempts) and deed.name in SIGN_INS:
            self._sign_ins.labels("limited").inc()

    def exposition(self) -> bytes:
        """All of it, as text that a collector reads. Raises `DatabaseAway`."""
        return generate_latest(self.registry)


class _Now(Collector):
    """Read when asked, and not before."""

    def __init__(
        self,
        figures: Callable[[], pd.DataFrame],
        about: dict[str, str],
        connections: Callable[[], Mapping[str, int]],
    ) -> None:
        self._figures, self._about, self._connections = figures, about, connections

    def describe(self) -> Iterable[Metric]:
        return ()  # else the figures would be read at start

    def collect(self) -> Iterator[Metric]:
        built = GaugeMetricFamily("usercore_build_info", "What runs here.", labels=list(self._about))
        built.add_metric(list(self._about.values()), 1)
        yield built
        pool = GaugeMetricFamily(
            "usercore_connections", "Connections to the database, by what they do.", labels=["state"]
        )
        for state, many in self._connections().items():
            pool.add_metric([state], many)
        yield pool
        found = self._figures()
        for figure, (name, told, labels) in GAUGES.items():
            gauge = GaugeMetricFamily(name, told, labels=labels)
            these = found[found["figure"] == figure]
            for what, many in zip(these["what"], these["many"], strict=True):
                gauge.add_metric([what] if labels else [], many)
            yield gauge
