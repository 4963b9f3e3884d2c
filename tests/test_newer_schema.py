"""A newer version has migrated the database while this one still runs: it goes on where that only added."""

import threading

import pytest
from sqlalchemy import text

from tests.builders import a_user, house, settings
from tests.witness import at_once
from usercore import open_core, opening
from usercore.cannot_start import DatabaseBusy, DatabaseFromNewerVersion
from usercore.doctor import findings
from usercore.frames import health
from usercore.opening import migrate
from usercore.schema import migrations, works_from

NEXT = "2099_01_01_next"
BEFORE = migrations()[migrations().index("2026_12_17_older_code") - 1]


def run(core, statement, **facts):
    with core.engine.begin() as connection:
        return connection.execute(text(statement), facts)


def left_word(core):
    with core.engine.connect() as connection:
        return connection.scalar(text("SELECT works_from FROM instances"))


def by_a_newer_version(core, needs):
    """As it leaves a database when `needs` is its newest migration that did more than add."""
    run(core, "ALTER TABLE users ADD COLUMN nickname VARCHAR(40)")
    run(core, "UPDATE instances SET works_from = :needs", needs=needs)
    run(core, "UPDATE alembic_version SET version_num = :at", at=NEXT)


def kinds(core):
    rows = core.call(house(), health.checkup)
    return dict(zip(rows["check"], rows["kind"], strict=True))


def test_a_migrated_database_says_what_a_program_must_know(core):
    assert left_word(core) == works_from()
    assert works_from() in migrations()


def test_what_only_added_leaves_this_version_at_work_and_lets_it_start_again(core, clock, vera, url):
    by_a_newer_version(core, works_from())

    assert core.call(vera, health.ready).iloc[0].ready
    assert kinds(core)["migrations"] == "migrations-newer"
    again = open_core(settings=settings(url), clock=clock)
    assert a_user(again, "new@example.com")
    assert migrate(again.engine) == NEXT
    again.close()


def test_the_doctor_looks_at_all_of_it_and_says_that_the_upgrade_is_not_over(core, url):
    by_a_newer_version(core, works_from())

    found = {one.check: one for one in findings(settings(url))}

    assert (found["migrations"].kind, str(found["migrations"].state)) == ("migrations-newer", "warning")
    assert "chain" in found


def test_what_did_more_than_add_ends_this_version(core, vera, url):
    by_a_newer_version(core, NEXT)

    assert not core.call(vera, health.ready).iloc[0].ready
    assert kinds(core)["migrations"] == "migrations-ahead"
    with pytest.raises(DatabaseFromNewerVersion):
        open_core(settings=settings(url))


def test_a_newer_version_that_left_no_word_ends_this_one(core, vera, url):
    run(core, "ALTER TABLE instances DROP COLUMN works_from")
    run(core, "UPDATE alembic_version SET version_num = :at", at=NEXT)

    assert not core.call(vera, health.ready).iloc[0].ready
    with pytest.raises(DatabaseFromNewerVersion):
        open_core(settings=settings(url))


def test_an_older_version_does_not_take_back_what_it_does_not_know(core):
    by_a_newer_version(core, works_from())

    with pytest.raises(DatabaseFromNewerVersion):
        migrate(core.engine, BEFORE)


@pytest.fixture
def behind(core, monkeypatch):
    """A database that waits for a migration, on a server where others are at work."""
    if core.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one lock, and waits for it as everyone does")
    migrate(core.engine, BEFORE)
    monkeypatch.setattr(opening, "LOCK_PATIENCE", "100ms")
    monkeypatch.setattr(opening, "PAUSE", 0.05)
    return core


def test_a_migration_that_has_to_wait_keeps_nobody_waiting_behind_it(behind):
    reading, over = threading.Event(), threading.Event()

    def read_for_long():
        with behind.engine.begin() as connection:
            connection.execute(text("SELECT id FROM instances"))
            reading.set()
            assert over.wait(60)

    def look_in_between():
        assert reading.wait(60)
        for _ in range(20):
            run(behind, "SELECT id FROM instances")
        over.set()

    def migrated():
        assert reading.wait(60)
        return migrate(behind.engine)

    assert at_once(read_for_long, look_in_between, migrated) == [None, None, migrations()[-1]]
    assert left_word(behind) == works_from()


def test_a_migration_that_never_gets_its_turn_says_so(behind, monkeypatch):
    monkeypatch.setattr(opening, "TRIES", 2)
    with behind.engine.begin() as connection:
        connection.execute(text("SELECT id FROM instances"))

        with pytest.raises(DatabaseBusy, match="Start again when that is over"):
            migrate(behind.engine)
