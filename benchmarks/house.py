"""A database full of made-up people, and dashboards on it. A stand-in: the real one comes with the frame."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from usercore import Actor, Core, Settings, open_core
from usercore.actions import practice, rules, sign_in

ROOT = Path(__file__).resolve().parents[1]
KEY = "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass
class Process:
    """A dashboard in a process of its own."""

    url: str
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@dataclass
class House:
    core: Core
    url: str
    database: str
    people: int
    token: str
    actor: Actor

    def start(self, **environment: str) -> Process:
        port = free_port()
        clean = {n: v for n, v in os.environ.items() if not n.startswith(("USERCORE_", "STREAMLIT_"))}
        more = {
            "USERCORE_DATABASE_URL": self.url,
            "USERCORE_SECRET_KEY": KEY,
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "dashboard.py")], env={**clean, **more, **environment}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        running = Process(f"http://localhost:{port}", process)
        up = threading.Event()

        def listen() -> None:
            for line in process.stdout or ():
                running.lines.append(line)
                if re.search("usercore is at", line):
                    up.set()
            up.set()

        threading.Thread(target=listen, daemon=True).start()
        assert up.wait(60), running.lines
        for _ in range(300):
            with socket.socket() as trial:
                trial.settimeout(0.1)
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            threading.Event().wait(0.05)
        return running


@contextmanager
def a_house(url: str | None = None, *, database: str = "SQLite", people: int = 10_000) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/bench.db"
        core = open_core(settings=Settings(database_url=url, secret_key=KEY))
        core.call(Actor.system("benchmark"), practice.build, people=people)
        core.call(Actor.system("benchmark"), rules.ask_for_second_factor, roles=[])
        visitor = Actor.visitor()
        outcome = core.call(visitor, sign_in.with_password, email="ada@example.com", password=practice.PASSPHRASE)
        token = core.call(visitor, sign_in.redeem, ticket=outcome.ticket)
        try:
            yield House(core, url, database, people, token, core.actor_for(token))
        finally:
            core.close()
