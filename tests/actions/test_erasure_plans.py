"""However many people there are, one deletion for ever looks through no table."""

from sqlalchemy import text

from tests.builders import a_user, house
from tests.witness import asked
from usercore.actions import users


def test_a_deletion_for_ever_finds_everything_by_an_index(core):
    user_id = a_user(core, name="Nora Nightingale")
    with asked(core) as seen:
        core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")

    assert looked_through(core, seen) == []


def looked_through(core, seen):
    sqlite = core.engine.dialect.name == "sqlite"
    found = []
    with core.engine.connect() as connection:
        if not sqlite:
            connection.execute(text("SET enable_seqscan = off"))  # empty tables are read whole else
        for statement, parameters in seen:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
                rows = connection.exec_driver_sql(explain + statement, parameters).all()
                found += [(statement, line) for line in (str(row[-1]) for row in rows) if whole_table(line)]
    return found


def whole_table(line):
    """A constant is none, and neither are recorded filters: an index is of these alone."""
    if "Seq Scan on " in line:
        return True
    few = line.startswith(("SCAN CONSTANT", "SCAN (")) or line.endswith("ix_audit_values_wanted")
    return line.startswith("SCAN ") and not few
