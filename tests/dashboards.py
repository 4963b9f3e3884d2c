"""Dashboards in processes of their own, for the tests that speak HTTP or look through a browser."""

import os
import re
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.builders import KEY, a_user, allow_many, house, settings
from tests.databases import kept_outside
from usercore import Core, open_core
from usercore.actions import rules

ROOT = Path(__file__).resolve().parents[1]
CHEAP = {
    "USERCORE_SECRET_KEY": KEY,
    "USERCORE_ARGON2_MEMORY_KIB": "64",
    "USERCORE_ARGON2_ROUNDS": "1",
}


@dataclass
class Dashboard:
    """A dashboard in a process of its own, on a database of its own."""

    url: str
    database_url: str
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None
    core: Core | None = None

    @property
    def set_up_link(self) -> str:
        for _ in range(100):
            if found := re.search(r"http://\S+/open/\S+", "".join(self.lines)):
                return found.group(0)
            threading.Event().wait(0.1)
        raise AssertionError(self.lines)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.reader.join(timeout=20)
        self.process.stdout.close()
        if self.core:
            self.core.close()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def start(
    database_url: str, *, command: list[str] | None = None, port: int | None = None, **environment: str
) -> Dashboard:
    """Start a dashboard and wait until it says where it is."""
    port = port or free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("USERCORE_", "STREAMLIT_"))}
    process = subprocess.Popen(
        command or [sys.executable, str(ROOT / "dashboard.py")],
        env={
            **clean,
            **CHEAP,
            **{f"USERCORE_{name}".upper(): value for name, value in kept_outside(database_url).items()},
            "USERCORE_DATABASE_URL": database_url,
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    dashboard = Dashboard(f"http://localhost:{port}", database_url, process)
    up = threading.Event()

    def listen() -> None:
        for line in process.stdout:
            dashboard.lines.append(line)
            if "Application startup complete" in line or "usercore is at" in line:
                up.set()
        up.set()

    dashboard.reader = threading.Thread(target=listen, daemon=True)
    dashboard.reader.start()
    assert up.wait(60), dashboard.lines
    assert process.poll() is None, dashboard.lines
    wait_for_port(port)
    return dashboard


def wait_for_port(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            trial.settimeout(0.1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.1)
    raise AssertionError("the dashboard never listened")


CREW = (
    ("ada@example.com", "Ada Admin", "admin"),
    ("grace@example.com", "Grace Admin", "admin"),
    ("sam@example.com", "Sam Support", "support"),
    ("iris@example.com", "Iris Auditor", "auditor"),
    ("max@example.com", "Max Author", "author"),
)


def peopled(url: str, *, command: list[str] | None = None, **environment: str) -> Dashboard:
    """A running dashboard with the crew in it, and a core of our own on the same database."""
    core = open_core(settings=settings(url))
    allow_many(core)
    for email, name, role in CREW:
        a_user(core, email, name=name, role=role)
    core.call(house(), rules.ask_for_second_factor, roles=[])  # nobody here has a phone
    running = start(url, command=command, **environment)
    running.core = core
    return running
