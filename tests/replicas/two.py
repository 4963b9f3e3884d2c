"""Two replicas behind nginx, started by the script that is shipped, on a copy of the program that may be upgraded."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from sqlalchemy import text

from tests.builders import a_user, allow_many, house, settings
from tests.dashboards import CHEAP, CREW, ROOT
from tests.mail_servers import Postbox, Server, a_mail_server
from usercore import Core, open_core
from usercore.actions import rules

PROGRAM = ("usercore", "pages", "deploy", ".streamlit")
COOKIE, REPLICA = "__Host-usercore", "usercore_replica"
OPENS_A_PAGE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "A" * 22 + "==",
}
PATIENCE = 120


def until(told: Callable[[], object], what: str) -> None:
    """Wait for it, within a bound."""
    for _ in range(PATIENCE * 10):
        if told():
            return
        threading.Event().wait(0.1)
    raise AssertionError(what)


@dataclass
class Two:
    """What was started: `a` and `b`, and nginx before them."""

    port: int
    folder: Path
    core: Core
    mail: Server
    script: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def next_version(self) -> Path:
        """A copy of the program in a folder of its own, from which replicas start from now on."""
        folder = self.folder / f"version-{len(list(self.folder.glob('version-*'))) + 1}"
        shutil.copytree((self.folder / "program").resolve(), folder)
        link = self.folder / "next"
        link.symlink_to(folder)
        link.rename(self.folder / "program")
        return folder

    @property
    def log(self) -> str:
        return (self.folder / "run" / "usercore.log").read_text("utf-8")

    def told(self, pattern: str) -> list[str]:
        return re.findall(pattern, "".join(self.lines))

    def own_url(self, name: str) -> str:
        """Past nginx."""
        return f"http://127.0.0.1:{self.port + 1 + 'ab'.index(name)}"

    def process(self, name: str) -> int:
        return int(self.told(rf"Replica {name} is process (\d+)")[-1])

    def end(self, name: str, *, by: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.process(name), by)

    def times_ready(self, name: str) -> int:
        return len(self.told(f"Replica {name} is ready"))

    def wait_for(self, name: str, times: int) -> None:
        """Until it is ready for so many times since the start."""
        until(lambda: self.times_ready(name) >= times, f"{name} did not come back: {self.lines}")

    def replace(self, name: str) -> None:
        """Ended politely, as a service manager does, and started again from what the link leads to now."""
        before = self.times_ready(name)
        self.end(name, by=signal.SIGTERM)
        self.wait_for(name, before + 1)

    def carrying(self) -> str:
        """The one that speaks with the mail server just now."""
        for name in "ab":
            told = psutil.Process(self.process(name)).net_connections()
            if any(one.raddr and one.raddr.port == self.mail.port for one in told):
                return name
        raise AssertionError("nobody speaks with the mail server")

    def visitor(self, at: str | None = None, token: str | None = None) -> httpx.Client:
        """A browser's cookies; `at` a replica, and signed in with `token`. `Secure` cookies go over plain HTTP here."""
        cookies = httpx.Cookies()
        for name, value in ((REPLICA, at), (COOKIE, token)):
            if value:
                cookies.set(name, value, domain="localhost.local")  # as jars call a host without a dot
        return httpx.Client(base_url=self.url, cookies=cookies, headers={"origin": self.url}, timeout=60)

    def run(self, statement: str) -> None:
        with self.core.engine.begin() as connection:
            connection.execute(text(statement))


def three_ports() -> int:
    """The first of three that are free."""
    for first in range(20_000 + os.getpid() % 5_000, 32_000, 7):
        with ExitStack() as held:
            try:
                for port in range(first, first + 3):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise AssertionError("no ports are free")


@contextmanager
def started(url: str, folder: Path) -> Iterator[Two]:
    """The script on a copy of the program, beside a mail server and a core of our own on the same database."""
    for name in PROGRAM:
        shutil.copytree(ROOT / name, folder / "version-1" / name)
    shutil.copy(ROOT / "dashboard.py", folder / "version-1")
    (folder / "program").symlink_to(folder / "version-1")
    port = three_ports()
    with ExitStack() as until_then:
        core = open_core(settings=settings(url))
        until_then.callback(core.close)
        mail = until_then.enter_context(a_mail_server(Postbox()))
        people(core)
        script = until_then.enter_context(_script(url, folder, port, mail))
        two = Two(port, folder, core, mail, script)
        reader = threading.Thread(target=lambda: two.lines.extend(script.stdout), daemon=True)
        reader.start()
        until(lambda: script.poll() is not None or two.told("usercore is at"), f"they did not start: {two.lines}")
        assert script.poll() is None, two.lines
        until(lambda: httpx.get(f"{two.url}/readyz").text == "ok", "nginx does not pass on")
        yield two
        script.terminate()
        script.wait(PATIENCE)
        reader.join()


def people(core: Core) -> None:
    allow_many(core)
    for email, name, role in CREW:
        a_user(core, email, name=name, role=role)
    core.call(house(), rules.ask_for_second_factor, roles=[])


@contextmanager
def _script(url: str, folder: Path, port: int, mail: Server) -> Iterator[subprocess.Popen[str]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("USERCORE_", "STREAMLIT_"))}
    script = str(folder / "program" / "deploy" / "two_replicas.py")
    with subprocess.Popen(
        [sys.executable, script, "--port", str(port), "--folder", str(folder / "run")],
        env={
            **clean,
            **CHEAP,
            "USERCORE_DATABASE_URL": url,
            "USERCORE_SMTP_URL": mail.url(),
            "USERCORE_MAIL_FROM": "Accounts <a@house.example>",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.terminate()
