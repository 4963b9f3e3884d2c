"""A house full of people: what each measuring module is given."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, select

from benchmarks.environments import ROOT
from benchmarks.places import Place
from usercore import Actor, Core, Settings, open_core
from usercore.actions import practice, sign_in
from usercore.models import User

KEY = "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz"
ADA = "ada@example.com"
SYSTEM = Actor.system("benchmark")
UP_WITHIN = 60  # seconds
EVERY_ROW = frozenset(range(1, 13))


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard in a process of its own."""

    url: str
    process: "subprocess.Popen[bytes]"

    @property
    def pid(self) -> int:
        return self.process.pid

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


@dataclass(frozen=True, slots=True)
class House:
    place: Place
    database: str  # "SQLite" or "PostgreSQL 18"
    url: str
    settings: dict[str, str]  # with which other processes open it
    core: Core
    people: int
    token: str  # of a session of Ada's, who is an admin; "" in an empty house
    rows: frozenset[int] = EVERY_ROW  # of the table: those that were asked for
    seconds: float = 1.5  # that each call is measured for
    with_django: bool = True

    @property
    def actor(self) -> Actor:
        """Ada, as the desk knows her: the session's token, which each call looks up again."""
        return self.core.bearer(self.token, address="192.0.2.1", agent="benchmark") if self.token else SYSTEM

    @contextmanager
    def another(self, people: int) -> Iterator["House"]:
        """One with so many people on the same kind of database; with none, it is new and goes again."""
        with a_house(self.place, people, rows=self.rows, seconds=self.seconds, with_django=self.with_django) as house:
            yield house

    def start(self, **environment: str) -> Dashboard:
        """A dashboard that serves this house, ready to be asked; whoever starts it ends it."""
        port = free_port()
        clean = {name: of for name, of in os.environ.items() if not name.startswith(("USERCORE_", "STREAMLIT_"))}
        ours = {f"USERCORE_{name.upper()}": value for name, value in self.settings.items()}
        with (self.place.folder / f"dashboard-{port}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "dashboard.py")],
                env={**clean, **ours, "PORT": str(port), **environment}, stdout=log, stderr=log,
            )  # fmt: skip
        dashboard = Dashboard(f"http://localhost:{port}", process)
        try:
            wait_until_ready(dashboard)
        except BaseException:
            dashboard.end()
            raise
        return dashboard

    @contextmanager
    def dashboard(self, **environment: str) -> Iterator[Dashboard]:
        """The same for as long as it is needed."""
        dashboard = self.start(**environment)
        try:
            yield dashboard
        finally:
            dashboard.end()


@contextmanager
def a_house(
    place: Place, people: int, *, rows: frozenset[int] = EVERY_ROW, seconds: float = 1.5, with_django: bool = True
) -> Iterator[House]:
    name = f"people_{people}" if people else f"empty_{uuid4().hex}"
    url = place.url(name)
    settings = {"database_url": url, "secret_key": KEY, "erasures_file": str(place.folder / f"{name}.jsonl")}
    core = open_core(settings=Settings(**settings))
    try:
        if people and not how_many(core):
            filled(place, core, people)
        token = signed_in(core) if people else ""
        yield House(place, place.name, url, settings, core, people, token, rows, seconds, with_django)
    finally:
        core.close()
        if not people:
            place.drop(name)


def filled(place: Place, core: Core, people: int) -> None:
    began = time.perf_counter()
    print(f"{place.name}: {people:,} people come …", end="", file=sys.stderr, flush=True)
    core.call(SYSTEM, practice.build, people=people)
    place.settle(core.engine)
    print(f" {time.perf_counter() - began:.0f} s", file=sys.stderr)


def how_many(core: Core) -> int:
    with core.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(User)) or 0


def signed_in(core: Core) -> str:
    visitor = Actor.visitor(address="192.0.2.1", agent="benchmark")
    outcome = core.call(visitor, sign_in.with_password, email=ADA, password=practice.PASSPHRASE)
    return core.call(visitor, sign_in.redeem, ticket=outcome.ticket)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_until_ready(dashboard: Dashboard) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and dashboard.process.poll() is None:
        try:
            urllib.request.urlopen(f"{dashboard.url}/readyz", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "the dashboard did not start: see its log in the folder of the houses"
    raise RuntimeError(message)
