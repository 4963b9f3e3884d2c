"""`usercore breach`: whom it reached, and new passwords for them (GDPR 33, 34)."""

import csv
import stat

import pytest

from tests.builders import a_user, may_enter, settings, signed_in, someone, visitor
from tests.starting.commands import usercore
from tests.witness import entries
from usercore import open_core
from usercore.actions import users

THERE, ELSEWHERE = "203.0.113.7", "192.0.2.9"
NORA, MAX, PAT = "nora@example.com", "max@example.com", "pat@example.com"


@pytest.fixture
def core(tmp_path):
    """Nora signed in from where it came from; Max was changed by a colleague; Pat has nothing to do with it."""
    core = open_core(settings=settings(f"sqlite:///{tmp_path}/usercore.db"))
    max_id = a_user(core, MAX, name="=Max")
    for email, address in ((NORA, THERE), (PAT, ELSEWHERE)):
        a_user(core, email)
        signed_in(core, email, by=visitor(address=address))
    core.call(someone(core, "admin", email="ada@example.com"), users.update, user_id=max_id, name="=Max Author")
    yield core
    core.close()


def breach(core, to, *words):
    return usercore(core.settings.database_url, "breach", "--since", "2020-01-01", "--to", str(to), *words)


def people(to):
    with to.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_whoever_came_from_a_network_is_told_with_their_last_sign_in(core, tmp_path):
    to = tmp_path / "affected.csv"

    ended = breach(core, to, "--network", THERE)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("One person is in ")
    (row,) = people(to)
    assert (row["email"], row["status"]) == (NORA, "active")
    assert row["first_at"] <= row["last_at"]
    assert row["last_sign_in_at"].endswith("Z")
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    last = entries(core)[-1]
    assert (last.event, last.facts["export"]) == ("export:finished", "affected")


def test_whom_an_account_in_other_hands_changed(core, tmp_path):
    to = tmp_path / "affected.csv"

    breach(core, to, "--by", "ada@example.com")

    rows = {row["email"]: row for row in people(to)}
    assert MAX in rows
    assert PAT not in rows
    assert rows[MAX]["name"] == "'=Max Author"  # a spreadsheet runs it else


def test_a_part_of_an_address_is_not_enough(core, tmp_path):
    ended = breach(core, tmp_path / "affected.csv", "--by", "ra@example.com", "--reset")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Nobody has the address ra@example.com." in ended.stderr
    assert may_enter(core, NORA)


def test_nothing_happened_then(core, tmp_path):
    to = tmp_path / "affected.csv"

    ended = breach(core, to, "--until", "2020-01-02")

    assert (ended.returncode, people(to)) == (0, [])


def test_new_passwords_for_those_and_nobody_else(core, tmp_path):
    ended = breach(core, tmp_path / "affected.csv", "--network", THERE, "--reset")

    assert "1 password is useless now" in ended.stdout
    assert not may_enter(core, NORA)
    assert may_enter(core, PAT)


def test_the_last_admin_is_left_out_and_told(core, tmp_path):
    ended = breach(core, tmp_path / "affected.csv", "--reset")

    assert ended.returncode == 0, ended.stderr
    assert "Left out: 1." in ended.stdout
    assert may_enter(core, "ada@example.com")


def test_a_file_that_is_there_already_is_left_alone(core, tmp_path):
    to = tmp_path / "affected.csv"
    to.write_text("something else")

    ended = breach(core, to)

    assert (ended.returncode, ended.stderr) == (1, f"{to} is there already. Choose another name.\n")
    assert to.read_text() == "something else"
