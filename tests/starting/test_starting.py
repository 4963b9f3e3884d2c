"""Starting: three ways that serve alike, and a sentence for every reason not to."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.dashboards import ROOT, free_port, start
from usercore import open_core
from usercore.cannot_start import CannotStart

BIN = str(Path(sys.executable).parent)
PYTHON = [sys.executable, str(ROOT / "dashboard.py")]


def ways(port: int) -> dict[str, list[str]]:
    return {
        "python": PYTHON,
        "streamlit": [f"{BIN}/streamlit", "run", str(ROOT / "dashboard.py"), f"--server.port={port}"],
        "uvicorn": [f"{BIN}/uvicorn", "dashboard:app", "--app-dir", str(ROOT), "--port", str(port)],
        "usercore": [f"{BIN}/usercore", "serve", "--port", str(port)],
    }


@pytest.mark.parametrize("way", ["python", "streamlit", "uvicorn", "usercore"])
def test_every_way_to_start_serves_the_same_from_another_folder(tmp_path, monkeypatch, way):
    monkeypatch.chdir(tmp_path)
    port = free_port()
    running = start(f"sqlite:///{tmp_path}/usercore.db", command=ways(port)[way], port=port)
    try:
        assert running.set_up_link.startswith(f"http://localhost:{port}/open/setup_")
        assert httpx.get(f"{running.url}/readyz").text == "ok"
        page = httpx.get(f"{running.url}/users?q=somebodys-name")
        assert "content-security-policy" in page.headers
        config = httpx.get(f"{running.url}/_stcore/host-config").json()
        assert config
        follow = httpx.post(f"{running.url}/auth/session", json={"ticket": "x"}, headers={"origin": running.url})
        assert follow.status_code == 401
    finally:
        running.end()
    assert not any("Traceback" in line for line in running.lines), running.lines
    assert not any("somebodys-name" in line for line in running.lines), running.lines


def refused(command=None, **environment) -> str:
    """What a start that must not succeed prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("USERCORE_", "STREAMLIT_"))}
    ended = subprocess.run(
        command or PYTHON, env={**clean, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1, ended
    assert "Traceback" not in ended.stdout + ended.stderr, ended
    return ended.stderr + ended.stdout


def test_a_busy_port_is_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/u.db", PORT=str(port))
    assert f"Port {port} is in use" in said
    assert f"make run PORT={port + 1}" in said


def test_starting_twice_on_one_database_works_on_another_port(tmp_path):
    url = f"sqlite:///{tmp_path}/usercore.db"
    first, second = start(url), start(url)
    try:
        assert httpx.get(f"{first.url}/readyz").text == httpx.get(f"{second.url}/readyz").text == "ok"
    finally:
        first.end()
        second.end()


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path):
    (tmp_path / "var").write_text("not a folder")
    said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/var/usercore.db")
    assert "cannot be written" in said


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "usercore.db").write_text("these are not the rows you are looking for" * 100)
    said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/usercore.db")
    assert "is not a usercore database" in said
    assert (tmp_path / "usercore.db").read_text().startswith("these are not")


def test_a_sqlite_that_is_too_old_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))

    with pytest.raises(CannotStart, match=r"needs SQLite 3\.39 or newer, and this Python has 3\.37\.2"):
        open_core(f"sqlite:///{tmp_path}/usercore.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_from_a_newer_version_is_a_sentence(tmp_path):
    with sqlite3.connect(tmp_path / "usercore.db") as newer:
        newer.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        newer.execute("INSERT INTO alembic_version VALUES ('2099_01_01')")
    newer.close()
    said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/usercore.db")
    assert "newer version of usercore" in said


def test_listening_for_others_needs_the_address_they_type(tmp_path):
    said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/u.db", HOST="0.0.0.0", PORT=str(free_port()))
    assert "USERCORE_BASE_URL must be set" in said


def test_postgresql_needs_a_key():
    said = refused(USERCORE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert "does not answer" in said or "USERCORE_SECRET_KEY" in said


@pytest.mark.parametrize("key", ["changeme" * 8, "short"])
def test_a_weak_key_is_refused_without_repeating_it(tmp_path, key):
    said = refused(USERCORE_DATABASE_URL=f"sqlite:///{tmp_path}/u.db", USERCORE_SECRET_KEY=key)
    assert "USERCORE_SECRET_KEY" in said
    assert key not in said
