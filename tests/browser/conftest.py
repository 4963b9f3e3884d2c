"""A running dashboard and a headless Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]
PASSPHRASE = "correct horse battery staple"
EMAIL = "ada@example.com"
KEY = "a-key-for-tests-alone-0123456789-abcdef"

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass
class Dashboard:
    """A dashboard in a process of its own, on a database of its own."""

    url: str
    database_url: str
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None

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
        self.reader.join()
        self.process.stdout.close()


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
        env={**clean, "USERCORE_DATABASE_URL": database_url, "PORT": str(port), "PYTHONUNBUFFERED": "1", **environment},
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


@pytest.fixture(scope="session")
def chromium():
    assert CHROMIUM, "Browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Europe/Berlin", locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def dashboard(tmp_path):
    """An empty dashboard on SQLite."""
    running = start(f"sqlite:///{tmp_path}/usercore.db")
    yield running
    running.end()


@pytest.fixture
def dashboard_on_each(databases):
    """An empty dashboard, once on each database."""
    with databases.fresh() as url:
        running = start(url, USERCORE_SECRET_KEY=KEY)
        yield running
        running.end()


def sign_in(page: Page, email: str = EMAIL, password: str = PASSPHRASE) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
