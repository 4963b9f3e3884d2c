"""After a deletion for ever: the file outside the database has its tombstone, and the database's files nothing of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import a_user, house
from tests.witness import asked, rows
from usercore.actions import erasures, users
from usercore.database import Table, reading
from usercore.errors import FileAway
from usercore.models import Erasure
from usercore.steps.tombstones import Line

CANARY = "Kanarienvogel"


def erase(core, name="Gone Girl", email=None):
    user_id = a_user(core, email, name=name)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
    return user_id


def stamps(core):
    with reading(core.engine) as db:
        return [(one.filed_at, one.scrubbed_at) for one in db.query(Erasure).order_by(Erasure.id)]


def kept(core):
    path = core.settings.erasures
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture(autouse=True)
def no_file(core):
    core.settings.erasures.unlink(missing_ok=True)
    yield
    core.settings.erasures.unlink(missing_ok=True)


def test_each_deletion_is_kept_outside_once(core, clock):
    first = erase(core)
    core.call(house(), erasures.file)
    second = erase(core)

    assert core.call(house(), erasures.file) == 1
    assert core.call(house(), erasures.file) == 0
    assert [one["person"] for one in kept(core)] == [str(first), str(second)]
    assert [filed for filed, _ in stamps(core)] == [clock.now, clock.now]
    assert core.settings.erasures.stat().st_mode & 0o077 == 0


def test_what_is_kept_names_nobody(core):
    erase(core, name=CANARY, email=f"{CANARY}@example.com")

    core.call(house(), erasures.file)

    assert CANARY.lower() not in core.settings.erasures.read_text().lower()


def test_a_line_that_was_cut_short_spoils_no_other(core):
    path = core.settings.erasures
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"person": "0')
    user_id = erase(core)

    core.call(house(), erasures.file)

    assert [Line.read(line) is not None for line in path.read_text().splitlines()] == [False, True]
    assert str(user_id) in path.read_text()


def test_a_file_that_cannot_be_written_is_said_and_tried_again(core, tmp_path):
    erase(core)
    (tmp_path / "a file").write_text("")
    right = core.settings
    core.settings = right.model_copy(update={"erasures_file": tmp_path / "a file" / "erasures.jsonl"})

    with pytest.raises(FileAway, match="USERCORE_ERASURES_FILE"):
        core.call(house(), erasures.file)

    core.settings = right
    assert stamps(core) == [(None, None)]
    assert core.call(house(), erasures.file) == 1


def test_the_database_s_files_hold_nothing_of_them_once_that_is_said(core, clock):
    erase(core, name=CANARY, email=f"{CANARY}@example.com")

    assert core.call(house(), erasures.scrubbed) == 1
    assert stamps(core) == [(None, clock.now)]
    assert CANARY.lower() not in _all_bytes(core).lower()


def test_sqlite_waits_for_whoever_still_reads(core, clock):
    if core.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no log that a reader holds up")
    with core.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM users")).scalar()
        erase(core)
        with asked(core) as sent:
            reader_holds = core.call(house(), erasures.scrubbed)

    assert reader_holds == 0
    # Nobody can write while it waits, so it does not.
    said = [statement for statement, _ in sent]
    there = said.index("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (said[there - 1], said[there + 1]) == ("PRAGMA busy_timeout = 0", "PRAGMA busy_timeout = 15000")
    assert stamps(core) == [(None, None)]
    assert core.call(house(), erasures.scrubbed) == 1


def test_postgresql_is_vacuumed_once_an_hour_at_most(core, clock):
    if core.engine.dialect.name != "postgresql":
        pytest.skip("SQLite overwrites at once")
    erase(core)
    assert core.call(house(), erasures.scrubbed) == 1
    erase(core)

    clock.advance(minutes=59)
    assert core.call(house(), erasures.scrubbed) == 0
    clock.advance(minutes=2)
    assert core.call(house(), erasures.scrubbed) == 1


def _all_bytes(core):
    if core.engine.dialect.name == "sqlite":
        path = Path(core.engine.url.database)
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.stem}.*")).decode("latin-1")
    return str([rows(core, table) for table in Table.metadata.tables])
