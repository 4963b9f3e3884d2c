"""However much there is about a person, it is read in batches by key, each from an index."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from tests.builders import a_user, house
from tests.exports.archives import archive, everything, table
from tests.witness import statements
from usercore import exports
from usercore.crypto.ids import uuid7
from usercore.models import AuditEntry, AuditValue
from usercore.personal import BY_NAME, HOLDINGS
from usercore.steps import held


def happened(core, person, many):
    """So many entries about a person, each with a value beside it."""
    entries, values = [], []
    for number in range(many):
        at = core.now() + timedelta(milliseconds=number // 3)  # several share a moment
        entry = {
            "id": uuid7(at), "segment": "1999-02", "sequence": number, "previous_hash": b"", "hash": b"", "at": at,
            "event": "user:updated", "outcome": "done", "actor_kind": "system", "actor_id": None, "actor_name": "tests",
            "subject_id": person, "call_id": uuid4(), "facts": {"number": number}, "sealed": {},
        }  # fmt: skip
        entries.append(entry)
        values.append({"entry_id": entry["id"], "name": "name", "person_id": person, "value": "x", "salt": b"1"})
    with core.engine.begin() as connection:
        connection.execute(insert(AuditEntry), entries)
        connection.execute(insert(AuditValue), values)


def test_all_of_many_rows_come_and_each_once(core, monkeypatch):
    monkeypatch.setattr(held, "ROWS_AT_ONCE", 50)
    person = a_user(core)
    happened(core, person, 207)

    found = archive(core, house(), person)

    numbers = [row["facts"] for row in table(found, "audit_entries") if "number" in row["facts"]]
    assert len(numbers) == len(set(numbers)) == 207
    assert len([row for row in table(found, "audit_values") if row["value"] == "x"]) == 207


def test_statements_grow_with_batches_not_with_rows(core, monkeypatch):
    monkeypatch.setattr(held, "ROWS_AT_ONCE", 100)

    def sent(many):
        person = a_user(core)
        happened(core, person, many)
        with statements(core) as seen:
            archive(core, house(), person)
        with core.engine.begin() as connection:  # the next one has the same places in the log
            _forget(connection, core)
        return len(seen)

    few, more = sent(90), sent(490)
    assert more - few <= 4 * 2 * 2  # four batches more, of two tables, each read for two files


def _forget(connection, core):
    connection.execute(text("DELETE FROM audit_values WHERE value = 'x'"))
    if core.engine.dialect.name == "sqlite":
        connection.execute(text("UPDATE audit_chains SET id = id"))
        connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_delete"))
    else:
        connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_append_only ON audit_entries"))
    connection.execute(text("DELETE FROM audit_entries WHERE segment = '1999-02'"))


def test_no_more_than_a_batch_is_in_hand_at_a_time(core, monkeypatch):
    monkeypatch.setattr(held, "ROWS_AT_ONCE", 50)
    person = a_user(core)
    happened(core, person, 207)

    stream = core.stream(house(), exports.person, user_id=person)
    with statements(core) as seen:
        for _ in range(3):
            next(stream)
        early = len(seen)
        rest = b"".join(stream)

    assert rest
    assert early < len(seen) / 2


def test_what_is_written_meanwhile_is_in_none_of_its_files(core, ada):
    """All files tell of one moment: else its tables and its JSON would not agree."""
    from usercore.actions import notes

    person = a_user(core)
    core.call(ada, notes.write, user_id=person, text="before")
    stream = core.stream(house(), exports.person, user_id=person)
    came = [next(stream) for _ in range(3)]
    core.call(ada, notes.write, user_id=person, text="meanwhile")

    found = zipfile.ZipFile(io.BytesIO(b"".join([*came, *stream])))

    assert [row["text"] for row in table(found, "notes")] == ["before"]
    assert "meanwhile" not in everything(found)


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
def test_each_batch_comes_from_an_index(core, holding):
    """No table is looked through, however many other people are in it."""
    person = a_user(core)
    plans = []
    with core.engine.connect() as connection:
        if core.engine.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
        keys = [holding.table.__table__.c[name] for name in holding.order]
        wanted = held._wanted(holding, person).order_by(*keys).limit(50)
        compiled = wanted.compile(core.engine, compile_kwargs={"render_postcompile": True})
        explain = "EXPLAIN QUERY PLAN " if core.engine.dialect.name == "sqlite" else "EXPLAIN "
        plans = [str(row[-1]) for row in connection.exec_driver_sql(
            explain + str(compiled), compiled_params(compiled)
        )]  # fmt: skip

    assert [line for line in plans if line.startswith("SCAN") or "Seq Scan" in line] == []


def compiled_params(compiled):
    values = {
        name: compiled._bind_processors.get(name, lambda value: value)(value) for name, value in compiled.params.items()
    }
    return tuple(values[name] for name in compiled.positiontup) if compiled.positional else values


BY_KEY = {
    "audit_entries": "ix_audit_entries_subject_id_at_id",
    "audit_entries_as_actor": "ix_audit_entries_actor_id_at_id",
    "audit_values": "ix_audit_values_person_id_entry_id_name",
}


@pytest.mark.parametrize("name", BY_KEY)
def test_the_log_is_read_in_the_order_of_its_index(core, name):
    if core.engine.dialect.name != "sqlite":
        pytest.skip("the plan is asked for as SQLite tells it")
    holding = BY_NAME[name]
    keys = [holding.table.__table__.c[name] for name in holding.order]
    wanted = held._wanted(holding, a_user(core)).order_by(*keys).limit(50)
    compiled = wanted.compile(core.engine, compile_kwargs={"render_postcompile": True})
    with core.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", compiled_params(compiled))
        plan = " ".join(row[-1] for row in rows)

    assert BY_KEY[name] in plan
    assert "TEMP B-TREE" not in plan
