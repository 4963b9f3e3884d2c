"""The command line, as an operator uses it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import KEY, PASSPHRASE, may_enter, settings
from usercore import open_core

USERCORE = str(Path(sys.executable).parent / "usercore")


@pytest.fixture
def usercore(tmp_path):
    """Runs `usercore …` on a database of this test's own."""
    url = f"sqlite:///{tmp_path}/usercore.db"

    def run(*words, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("USERCORE_")}
        wanted = {**clean, "USERCORE_DATABASE_URL": url, "USERCORE_SECRET_KEY": KEY, **environment}
        return subprocess.run([USERCORE, *words], env=wanted, capture_output=True, text=True, timeout=120, check=False)

    run.url = url
    run.path = tmp_path / "usercore.db"
    return run


def test_create_admin_makes_an_admin_who_can_sign_in(usercore):
    ended = usercore("create-admin", "ada@example.com", "--name", "Ada", USERCORE_ADMIN_PASSWORD=PASSPHRASE)

    assert ended.returncode == 0, ended.stderr
    assert PASSPHRASE not in ended.stdout
    core = open_core(settings=settings(usercore.url))
    assert may_enter(core, "ada@example.com")
    core.close()


def test_create_admin_generates_a_password_and_shows_it_once(usercore):
    ended = usercore("create-admin", "ada@example.com")

    password = ended.stdout.strip().rsplit(" ", 1)[-1]
    core = open_core(settings=settings(usercore.url))
    assert may_enter(core, "ada@example.com", password)
    core.close()


def test_a_command_says_that_it_made_a_new_database(usercore):
    """In another folder, or without the service's settings, it would put the wrong one right."""
    first = usercore("unlock", "ada@example.com")
    again = usercore("unlock", "ada@example.com")

    made = f"There was no database yet: {usercore.path} is new. If yours lies elsewhere, set USERCORE_DATABASE_URL.\n"
    nobody = "Nobody has the address ada@example.com.\n"
    assert (first.stderr, again.stderr) == (made + nobody, nobody)


@pytest.mark.parametrize("words", [["backup", "x.db"], ["restore"], ["migrate"], ["doctor"]])
def test_a_bad_setting_is_a_sentence_to_every_command(usercore, words):
    ended = usercore(*words, USERCORE_TIME_ZONE="Nowhere")

    assert ended.returncode == 1
    assert ended.stderr == "USERCORE_TIME_ZONE must be a time zone such as Europe/Vienna.\n"
    assert not usercore.path.exists()


@pytest.mark.parametrize("email", ["nonsense", "", "a@b@c"])
def test_a_bad_address_is_a_sentence(usercore, email):
    usercore("migrate")
    ended = usercore("create-admin", email)

    assert ended.returncode == 1
    assert ended.stderr.startswith("This is not an e-mail address")


def test_migrate_says_where_the_database_is_and_goes_back_too(usercore):
    assert "The database is at 2026_" in usercore("migrate").stdout
    assert "The database is at base" in usercore("migrate", "--to", "base").stdout
    assert "The database is at 2026_" in usercore("migrate").stdout


def test_demo_builds_made_up_people_once(usercore):
    first = usercore("demo", "--users", "60", "--url", usercore.url)
    again = usercore("demo", "--users", "60", "--url", usercore.url)

    assert "60 made-up people" in first.stdout
    assert "there already" in again.stdout
    assert usercore("audit", "verify").stdout.startswith("The audit log is whole.\n")


def test_audit_verify_names_an_entry_that_was_altered(usercore):
    usercore("create-admin", "ada@example.com")
    usercore("create-admin", "grace@example.com")
    with sqlite3.connect(usercore.path) as evil:
        evil.execute("DROP TRIGGER audit_entries_no_update")
        evil.execute('UPDATE audit_entries SET facts = \'{"role": "author"}\' WHERE sequence = 1')
    evil.close()

    ended = usercore("audit", "verify")

    assert ended.returncode == 1
    assert "no. 1: this entry was altered" in ended.stderr


def test_audit_verify_misses_no_removed_entry(usercore):
    for name in ("ada", "grace", "iris"):
        usercore("create-admin", f"{name}@example.com")
    with sqlite3.connect(usercore.path) as evil:
        evil.execute("DROP TRIGGER audit_entries_no_delete")
        evil.execute("DELETE FROM audit_entries WHERE sequence = 2")
    evil.close()

    ended = usercore("audit", "verify")

    assert ended.returncode == 1
    assert "no. 3: an entry before this one is missing" in ended.stderr


def test_audit_export_gives_json_lines_and_goes_on_behind_an_entry(usercore):
    import json

    usercore("create-admin", "ada@example.com")
    first = [json.loads(line) for line in usercore("audit", "export").stdout.splitlines()]
    last = f"{first[-1]['segment']}:{first[-1]['sequence']}"
    rest = [json.loads(line) for line in usercore("audit", "export", "--after", last).stdout.splitlines()]

    assert [line["event"] for line in first] == ["user:created", "export:started"]
    assert [line["event"] for line in rest] == ["export:finished", "export:started"]
    assert "Say --after" in usercore("audit", "export", "--after", "yesterday").stderr
