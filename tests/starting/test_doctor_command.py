"""`usercore doctor`: what is well and what is not, also where there is no database, or one of another schema."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.builders import KEY, settings
from tests.mail_servers import a_mail_server
from tests.starting.commands import usercore
from usercore import open_core
from usercore.worker import Worker


@pytest.fixture
def core(url):
    """By the clock on the wall, as the command, and with a worker that was here just now."""
    core = open_core(settings=settings(url))
    Worker(core).turn()
    yield core
    core.close()


def doctor(url, *words, **more):
    return usercore(url, "doctor", *words, **more)


def test_what_is_well_is_said_to_be_and_what_only_needs_a_look_fails_nothing(core):
    told = doctor(core.settings.database_url)

    assert told.returncode == 0, told.stderr + told.stdout
    lines = told.stdout.splitlines()
    assert lines[:2] == [
        "Needs a look: Letters. No mail server is set, so letters wait in the outbox.",
        "    Set USERCORE_SMTP_URL and restart.",
    ]
    assert "In order: Worker. A worker is at work: letters are carried, and what is due is done." in lines
    assert any(line.startswith("In order: Migrations. The database has the newest schema, ") for line in lines)


def test_for_programs_it_is_json(core):
    told = json.loads(doctor(core.settings.database_url, "--json").stdout)

    assert told["state"] == "warning"
    mail = next(one for one in told["findings"] if one["check"] == "mail")
    assert mail == {
        "check": "mail",
        "state": "warning",
        "kind": "mail-none",
        "title": "Letters",
        "sentence": "No mail server is set, so letters wait in the outbox.",
        "advice": "Set USERCORE_SMTP_URL and restart.",
    }


def test_without_a_worker_it_needs_somebody(url):
    open_core(settings=settings(url)).close()

    told = doctor(url)

    assert told.returncode == 1
    assert told.stdout.startswith("Needs you now: Worker.")
    assert "    Start the dashboard, or run: usercore worker" in told.stdout


def test_a_mail_server_is_asked_and_gets_no_letter(core):
    with a_mail_server() as server:
        told = doctor(core.settings.database_url, USERCORE_SMTP_URL=server.url())
        assert server.box.connections == 1
        assert server.box.arrived == []

    assert told.returncode == 0, told.stdout
    assert "In order: Letters. The mail server answered just now." in told.stdout


def test_a_mail_server_that_does_not_answer_is_told_without_its_password(core):
    told = doctor(core.settings.database_url, USERCORE_SMTP_URL="smtp://someone:canary@127.0.0.1:9")

    assert told.returncode == 1
    assert (
        "Needs you now: Letters. The mail server was asked just now, and does not take letters. The mail server said: “the"
        in told.stdout
    )
    assert "canary" not in told.stdout + told.stderr


def test_a_database_that_waits_for_migrations_is_told_and_left_as_it_is(core):
    url = core.settings.database_url
    usercore(url, "migrate", "--to", "2026_11_26")

    told = doctor(url)

    assert told.returncode == 1
    assert told.stdout.startswith("Needs you now: Migrations. The database waits for ")
    assert "2026_11_27, 2026_11_28" in told.stdout
    assert "    Restart usercore, or run: usercore migrate" in told.stdout
    assert doctor(url).stdout == told.stdout


def test_a_database_of_a_newer_version_is_told(core):
    with core.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '2099_01_01'")
        connection.exec_driver_sql("UPDATE instances SET works_from = '2099_01_01'")

    told = doctor(core.settings.database_url)

    assert told.returncode == 1
    assert "was written by a newer version of usercore (migration 2099_01_01)" in told.stdout


def test_where_there_is_no_database_none_is_made(tmp_path):
    told = doctor(f"sqlite:///{tmp_path}/none.db")

    assert told.returncode == 1
    assert f"There is no database yet: {tmp_path}/none.db does not exist." in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_told_without_its_password():
    told = doctor("postgresql://someone:canary@127.0.0.1:9/people")

    assert told.returncode == 1
    assert "Needs you now: Database. The database at 127.0.0.1:9 does not answer." in told.stdout
    assert "canary" not in told.stdout + told.stderr


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "letter.db").write_text("Dear all,\n" * 200)

    told = doctor(f"sqlite:///{tmp_path}/letter.db")

    assert (told.returncode, told.stderr) == (1, "")
    assert "is not a usercore database" in told.stdout


def test_a_database_that_is_damaged_is_told(tmp_path):
    url = f"sqlite:///{tmp_path}/people.db"
    core = open_core(settings=settings(url))
    Worker(core).turn()
    core.close()
    damage(tmp_path / "people.db")

    told = doctor(url)

    assert told.returncode == 1, told.stdout
    assert "Needs you now: Database. The database file is damaged." in told.stdout
    assert "put the last backup in its place" in told.stdout


def damage(path: Path) -> None:
    """Nothing that a first look would meet: one page of an index."""
    with sqlite3.connect(path) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_users_name_key_id'").fetchone()[0]
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x00" * size)


def test_a_key_file_that_is_gone_is_told_and_no_new_one_is_made(tmp_path):
    url = f"sqlite:///{tmp_path}/people.db"
    made = open_core(settings=settings(url, secret_key=None))
    made.close()
    (tmp_path / "people.key").unlink()

    told = usercore(url, "doctor", USERCORE_SECRET_KEY="")

    assert told.returncode == 1
    assert f"Needs you now: Secret key. The file with the secret key is gone: {tmp_path}/people.key." in told.stdout
    assert not (tmp_path / "people.key").exists()


def test_a_setting_that_is_wrong_is_a_sentence(tmp_path):
    told = doctor(f"sqlite:///{tmp_path}/people.db", USERCORE_TRUSTED_PROXIES="many")

    assert told.returncode == 1
    assert told.stderr.startswith("USERCORE_TRUSTED_PROXIES ")


def test_no_key_is_told(core):
    assert KEY not in doctor(core.settings.database_url, "--json").stdout
