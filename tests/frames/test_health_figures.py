"""What a checkup costs, whether a database is ready, and the figures for a collector."""

import pytest
from sqlalchemy import event, text

from tests.builders import house, lock
from tests.letters import change, post, some
from tests.witness import statements
from usercore.actions import outbox
from usercore.frames import chain, health


def found(core):
    """The kind of what each check found."""
    rows = core.call(house(), health.checkup)
    return dict(zip(rows["check"], rows["kind"], strict=True))


def test_it_costs_the_same_however_many_letters_there_are(core, maxim):
    with statements(core) as few:
        found(core)
    some(core, 30)
    change(core, post(core, maxim.user_id), state="sent", next_try_at=None)
    with statements(core) as many:
        found(core)

    asks = [one for one in many if one.startswith(("SELECT", "WITH"))]
    assert len(few) == len(many)
    assert len(asks) <= 25


def test_every_statement_over_a_large_table_walks_an_index(core, ada):
    core.call(ada, chain.broken)
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    found(core)
    event.remove(core.engine, "before_cursor_execute", listener)

    large = [
        one for one in asked if one[0].startswith("SELECT") and ("FROM letters" in one[0] or "audit_entries" in one[0])
    ]
    assert len(large) >= 5
    for statement, parameters in large:
        plan = explained(core, statement, parameters)
        assert "Seq Scan on letters" not in plan, plan
        assert "Seq Scan on audit_entries" not in plan, plan
        assert "SCAN letters" not in plan, plan
        assert "SCAN audit_entries" not in plan, plan


def explained(core, statement, parameters):
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))  # a handful of rows is read faster without an index
            return "\n".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
        return "\n".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))


def test_a_database_that_is_ready_says_so_to_anybody(core, vera):
    row = core.call(vera, health.ready).iloc[0]

    assert row.ready
    assert row["at"] == row.newest


@pytest.mark.parametrize("at", ["2026_11_23", "2099_01_01"])
def test_a_database_at_another_schema_is_not_ready(core, vera, at):
    with core.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": at})
        connection.execute(text("UPDATE instances SET works_from = :at"), {"at": at})

    assert not core.call(vera, health.ready).iloc[0].ready
    assert found(core)["migrations"] == ("migrations-behind" if at < "2027" else "migrations-ahead")


def figures(core):
    rows = core.call(house(), health.figures)
    return {(row.figure, row.what): row.many for row in rows.itertuples()}


def test_the_figures_are_those_of_the_tables_in_one_statement(core, maxim, sam):
    before = figures(core)
    first, second, *_ = some(core, 3)
    core.call(house(), outbox.failed, letter_id=first, said="450")
    core.call(house(), outbox.failed, letter_id=second, said="550", for_good=True)
    lock(core, maxim.user_id)

    with statements(core) as sent:
        after = figures(core)

    assert len(sent) == 1
    assert after == {
        ("letters", "queued"): before["letters", "queued"] + 1, ("letters", "failing"): 1, ("letters", "given-up"): 1,
        ("locked", ""): 1, ("sessions", ""): 3,
    }  # fmt: skip
