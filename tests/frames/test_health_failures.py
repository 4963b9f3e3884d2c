"""A check that fails, or takes too long, hides no other."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import text

from tests.frames.checkups import found
from usercore.steps import checkup_facts


@pytest.fixture
def away(core):
    """A table that is gone, so that whoever reads it fails."""

    def take(table):
        with core.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))

    return take


@pytest.mark.parametrize(
    ("table", "check"), [("letters", "mail"), ("leases", "worker"), ("job_runs", "jobs"), ("known_keys", "keys")]
)
def test_a_check_that_fails_hides_no_other(core, away, table, check):
    away(table)

    told = found(core)

    assert {name for name, (kind, _) in told.items() if kind == "unread"} == {check}
    assert told["database"][0] == "database"


def test_a_check_that_takes_too_long_is_broken_off_and_the_others_are_made(core):
    """It reads on and on, as a table without an end would have it do."""
    endless = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        if core.engine.dialect.name == "sqlite"
        else "SELECT pg_sleep(3600)"
    )

    with (
        patch.object(checkup_facts, "LONGEST", timedelta(milliseconds=50)),
        patch.object(checkup_facts, "_worker", lambda work: work.db.scalar(endless)),
    ):
        told = found(core)

    assert {name for name, (kind, _) in told.items() if kind == "unread"} == {"worker"}
    assert told["database"][0] == "database"
    assert found(core)["worker"][0] == "worker-never"  # nothing of the limit is left
