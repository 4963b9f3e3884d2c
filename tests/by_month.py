"""The audit log month by month, as it lies there."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.builders import house
from tests.witness import entries
from usercore.actions import segments, users
from usercore.frames import chain

DAYS = timedelta(days=90)


def half_a_year(core, clock, user_id):
    """The worker at work all the while."""
    for number in range(6):
        clock.advance(days=31)
        core.call(house(), segments.look_after_months)
        core.call(house(), users.update, user_id=user_id, name=f"Max {number}")
    return core


def on_postgres(databases):
    if databases.name != "postgresql":
        pytest.skip("one table on SQLite")
    return databases


def tables(core):
    """The months that have tables, with how many entries each has; and the rest."""
    with core.engine.connect() as connection:
        names = connection.scalars(
            text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_entries'::regclass")
        ).all()
        return {
            name.removeprefix("audit_entries_").replace("_", "-"): connection.scalar(
                text(f"SELECT count(*) FROM {name}")
            )
            for name in sorted(names)
        }


def months(core):
    return sorted({entry.segment for entry in entries(core)})


def is_whole(core):
    return core.call(house(), chain.broken).empty


def raw(core, number):
    return number.hex if core.engine.dialect.name == "sqlite" else number
