"""`usercore backup` and `usercore restore`: a backup brings nobody back who was deleted for ever."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import ANOTHER, FakeClock, a_user, house, link_to, settings, token_for, visitor
from tests.starting.commands import usercore
from tests.witness import events, first_break, people_in, rows
from usercore import open_core
from usercore.actions import erasures, passwords, requests, sessions, users
from usercore.errors import ErasedBefore, TokenExpired

GONE = "gone@example.com"


@pytest.fixture
def url(sqlite_files):
    with sqlite_files.fresh() as url:
        yield url


def open_at(url):
    return open_core(settings=settings(url))


def two_people(url):
    core = open_at(url)
    gone, stays = a_user(core, GONE, name="Gone Girl"), a_user(core, "stays@example.com")
    core.close()
    return gone, stays


def erase(url, user_id, *, filed=True):
    core = open_at(url)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
    if filed:
        core.call(house(), erasures.file)
    core.close()


def test_a_restored_backup_brings_nobody_back(url, tmp_path):
    gone, stays = two_people(url)
    copy = tmp_path / "copy.db"
    assert usercore(url, "backup", str(copy)).returncode == 0
    assert copy.stat().st_mode & 0o077 == 0
    erase(url, gone)

    ended = usercore(url, "restore", str(copy))

    assert "One person had come back with the backup, and is deleted for ever again." in ended.stdout
    assert ended.returncode == 0
    core = open_at(url)
    assert people_in(core) == [stays]
    assert first_break(core) is None
    with pytest.raises(ErasedBefore):
        core.call(house(), users.create, email=GONE)
    core.close()


def test_what_was_there_is_set_aside(url, tmp_path):
    two_people(url)
    copy = tmp_path / "copy.db"
    usercore(url, "backup", str(copy))

    assert ".before-restore" in usercore(url, "restore", str(copy)).stdout
    assert Path(f"{url.removeprefix('sqlite:///')}.before-restore").exists()
    again = usercore(url, "restore", str(copy))

    assert again.returncode == 1
    assert "is there already" in again.stderr
    Path(f"{url.removeprefix('sqlite:///')}.before-restore").unlink()


def test_what_ended_or_was_used_since_the_backup_does_not_come_back(url, tmp_path):
    core = open_at(url)
    user_id = a_user(core, "taken@example.com")
    session = token_for(core, "taken@example.com")
    core.call(visitor(), passwords.request_reset, email="taken@example.com")
    link = link_to(core, user_id, "reset")
    core.close()
    assert usercore(url, "backup", str(tmp_path / "copy.db")).returncode == 0
    core = open_at(url)
    core.call(house(), sessions.revoke_all, user_id=user_id)
    core.call(visitor(), passwords.reset, token=link, new_password=ANOTHER)
    core.close()

    ended = usercore(url, "restore", str(tmp_path / "copy.db"))

    assert ended.returncode == 0
    assert ended.stdout.endswith(
        "Everyone signs in again. Sessions that were live: 1.\n"
        "Links in letters count no more: ask for new ones, and send invitations again. Links that were open: 1.\n"
        "Passwords that were replaced and recovery codes that were used since the backup was made are good again.\n"
    )
    core = open_at(url)
    assert not core.actor_for(session).signed_in
    with pytest.raises(TokenExpired):
        core.call(visitor(), passwords.reset, token=link, new_password=ANOTHER)
    assert events(core)[-2:] == ["session:all-revoked", "house:links-ended"]
    assert first_break(core) is None
    core.close()


def test_lines_of_others_delete_nobody(url):
    gone, stays = two_people(url)
    path = settings(url).erasures
    path.write_text(f'{{"person": "{stays}", "erased_at": "x", "certificate": "y", "signature": "00"}}\nnonsense\n')

    ended = usercore(url, "restore")

    assert ended.returncode == 1
    assert "line 1: not written by this usercore" in ended.stderr
    assert "line 2: not written by this usercore" in ended.stderr
    core = open_at(url)
    assert sorted(people_in(core)) == sorted([gone, stays])
    core.close()


def test_a_line_that_was_signed_again_under_a_newer_key_is_no_stranger_s(url):
    gone, _ = two_people(url)
    core = open_at(url)
    core.call(house(), users.hard_delete, user_id=gone, reason="asked for it")
    core.call(house(), erasures.file)
    core.close()
    path = settings(url).erasures
    ours = path.read_text()
    path.write_text(ours.replace('"signature": "', '"signature": "of-a-key-that-is-gone-') + ours)

    ended = usercore(url, "restore")

    assert (ended.returncode, "not written by this usercore" in ended.stderr) == (0, False)


def test_a_deletion_that_was_called_off_after_the_backup_waits_for_the_desk(url, tmp_path):
    _, stays = two_people(url)
    core = open_at(url)
    request_id = core.call(house(), requests.raise_own, user_id=stays, kind="erasure")
    core.close()
    assert usercore(url, "backup", str(tmp_path / "copy.db")).returncode == 0
    core = open_at(url)
    core.call(house(), requests.cancel_own, user_id=stays, request_id=request_id)
    core.close()

    ended = usercore(url, "restore", str(tmp_path / "copy.db"))

    assert "wait for the desk: 1." in ended.stdout
    core = open_core(settings=settings(url), clock=FakeClock(datetime.now(UTC) + timedelta(days=40)))
    assert core.call(house(), requests.erase_due) == 0
    assert stays in people_in(core)
    core.close()


def test_on_a_new_machine_the_file_is_its_owner_s_alone_and_a_missing_list_is_told(url, tmp_path):
    gone, _ = two_people(url)
    erase(url, gone)
    copy = tmp_path / "copy.db"
    usercore(url, "backup", str(copy))
    elsewhere = tmp_path / "elsewhere.db"

    ended = usercore(f"sqlite:///{elsewhere}", "restore", str(copy))

    assert elsewhere.stat().st_mode & 0o077 == 0
    assert (ended.returncode, "There is no file of deletions" in ended.stderr) == (1, True)


def test_after_pg_restore_the_file_alone_is_applied(databases, tmp_path):
    with databases.fresh() as url:
        core = open_at(url)
        gone = a_user(core, GONE)
        core.call(house(), erasures.file)
        as_it_was = {"users": rows(core, "users")}
        core.call(house(), users.hard_delete, user_id=gone, reason="asked for it")
        core.call(house(), erasures.file)
        _bring_back(core, as_it_was)
        core.close()

        ended = usercore(url, "restore")

        assert ended.stdout.startswith("One person had come back with the backup, and is deleted for ever again.\n")
        core = open_at(url)
        assert people_in(core) == []
        core.settings.erasures.unlink()
        core.close()


def _bring_back(core, tables):
    """As a backup would: the very rows."""
    with core.engine.begin() as connection:
        for name, found in tables.items():
            marks = ", ".join(f":p{place}" for place in range(len(found[0])))
            for row in found:
                values = {f"p{place}": value for place, value in enumerate(row)}
                connection.execute(text(f"INSERT INTO {name} VALUES ({marks})"), values)


def test_a_file_that_is_no_database_is_refused(url, tmp_path):
    two_people(url)
    (tmp_path / "a.db").write_text("not a database")

    ended = usercore(url, "restore", str(tmp_path / "a.db"))

    assert ended.returncode == 1
    assert "is not a usercore database" in ended.stderr
    core = open_at(url)
    assert len(people_in(core)) == 2
    core.close()
