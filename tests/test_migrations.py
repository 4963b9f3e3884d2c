"""Opening a database: made, migrated, left alone when it is not ours, and append-only where it must be."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.builders import KEY, house, settings
from tests.witness import at_once, rows
from usercore import open_core
from usercore.cannot_start import (
    BadSetting,
    CannotConnect,
    CannotStart,
    CannotWrite,
    DatabaseFromNewerVersion,
    NotADatabase,
)
from usercore.database import Table
from usercore.engines import connect
from usercore.frames import users as people
from usercore.opening import migrate
from usercore.schema import is_compared


@pytest.fixture
def new_url(databases):
    """A database with nothing in it at all."""
    with databases.fresh() as url:
        yield url


def run(url: str, *statements: str) -> None:
    engine = connect(settings(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


# On SQLite an index of an expression is not compared; on PostgreSQL it is.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_newest_migration_equals_the_models(empty_core):
    with empty_core.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_compared(connection.dialect.name)}
        found = compare_metadata(MigrationContext.configure(connection, opts=opts), Table.metadata)

    assert found == []


def test_all_the_way_down_and_up_again(empty_core):
    migrate(empty_core.engine, "base")
    left = set(inspect(empty_core.engine).get_table_names())
    migrate(empty_core.engine)

    assert left <= {"alembic_version"}
    assert empty_core.call(house(), people.counts) == 0


def test_opening_a_migrated_database_changes_nothing(url):
    first = open_core(settings=settings(url))
    before = {table: rows(first, table) for table in Table.metadata.tables}
    first.close()

    second = open_core(settings=settings(url))

    assert {table: rows(second, table) for table in Table.metadata.tables} == before
    second.close()


def test_a_database_from_a_newer_version_is_refused(url):
    at = "2099_01_01"
    run(url, f"UPDATE alembic_version SET version_num = '{at}'", f"UPDATE instances SET works_from = '{at}'")

    with pytest.raises(DatabaseFromNewerVersion, match="newer version of usercore \\(migration 2099_01_01\\)"):
        open_core(settings=settings(url))


def test_a_database_with_someone_else_s_tables_is_refused_and_left_alone(new_url):
    run(new_url, "CREATE TABLE recipes (id INTEGER PRIMARY KEY)")

    with pytest.raises(NotADatabase, match=r"is not a usercore database. Move it away"):
        open_core(settings=settings(new_url))

    engine = connect(settings(new_url))
    assert inspect(engine).get_table_names() == ["recipes"]
    engine.dispose()


def test_a_failed_migration_leaves_nothing_behind(new_url):
    run(new_url, "CREATE TABLE sessions (id INTEGER PRIMARY KEY)", "CREATE TABLE alembic_version (version_num TEXT)")

    with pytest.raises(CannotStart):
        open_core(settings=settings(new_url))

    engine = connect(settings(new_url))
    assert set(inspect(engine).get_table_names()) == {"sessions", "alembic_version"}
    engine.dispose()


def test_a_text_file_in_place_of_the_database_is_refused_and_left_alone(tmp_path):
    letter = tmp_path / "people.db"
    letter.write_text("Dear all,\n" * 200)

    with pytest.raises(NotADatabase, match=r"people.db is not a usercore database"):
        open_core(settings=settings(f"sqlite:///{letter}"))

    assert letter.read_text() == "Dear all,\n" * 200


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path):
    (tmp_path / "var").write_text("not a folder")

    with pytest.raises(CannotWrite, match="Give this user the right to write there"):
        open_core(settings=settings(f"sqlite:///{tmp_path}/var/people.db"))


def test_a_folder_in_place_of_the_file_cannot_be_written(tmp_path):
    (tmp_path / "people.db").mkdir()

    with pytest.raises(CannotWrite, match=r"people.db cannot be written"):
        open_core(settings=settings(f"sqlite:///{tmp_path}/people.db"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to, root included")
def test_a_folder_without_the_right_to_write_cannot_be_written():
    with pytest.raises(CannotWrite):
        open_core(settings=settings("sqlite:////proc/people.db"))


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadSetting, match="USERCORE_DATABASE_URL must name a file"):
        open_core(settings=settings(address))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["nonsense", "", "mysql://localhost/people", "postgresql://localhost:port/people"])
def test_an_address_that_is_none_is_refused_by_name(address):
    with pytest.raises(BadSetting, match=r"^USERCORE_DATABASE_URL "):
        open_core(settings=settings(address))


def test_a_server_that_does_not_answer_is_named_without_its_password():
    with pytest.raises(CannotConnect, match=r"The database at 127.0.0.1:9 does not answer") as raised:
        open_core(settings=settings("postgresql://someone:canary-word@127.0.0.1:9/people"))

    assert "canary-word" not in str(raised.value)


def test_two_processes_open_a_new_database_at_once(new_url):
    program = (
        "import sys; from usercore import open_core, Settings; "
        "open_core(settings=Settings(database_url=sys.argv[1], secret_key=sys.argv[2])).close()"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, new_url, KEY]) for _ in range(2)]

    assert [process.wait(timeout=60) for process in both] == [0, 0]


def test_threads_open_a_new_database_at_once(new_url):
    cores = at_once(*[lambda: open_core(settings=settings(new_url))] * 4)

    assert [len(rows(core, "instances")) for core in cores] == [1] * 4
    for core in cores:
        core.close()


@pytest.mark.parametrize("deed", ["UPDATE audit_entries SET event = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_keeps_the_audit_log_append_only(core, deed):
    before = rows(core, "audit_entries")

    with pytest.raises(DBAPIError, match="append-only"), core.engine.begin() as connection:
        connection.execute(text(deed))

    assert rows(core, "audit_entries") == before


def test_someone_else_s_sqlite_file_is_not_changed_by_a_byte(tmp_path):
    path = tmp_path / "recipes.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    raw.close()
    before = path.read_bytes()

    with pytest.raises(NotADatabase):
        open_core(settings=settings(f"sqlite:///{path}"))

    assert path.read_bytes() == before
