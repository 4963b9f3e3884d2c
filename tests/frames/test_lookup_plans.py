"""Looking up costs a few rows, not a table: each kind is one statement, and an index answers it."""

import pytest
from sqlalchemy import event, text

from tests.builders import a_user, house
from tests.witness import entries
from usercore.actions import users
from usercore.frames import lookup

LINE = "192.0.2.7 2001:db8::1 ada@example.com max@example.com {id} Erased person 7F2A"
TABLES = ("users", "sessions", "invitations", "letters", "audit_entries", "audit_values")
# Everything at once: two kinds of address, six of id, the erased, the networks, and the people found.
MOST_STATEMENTS = 11
INDEXES = {
    "users.email_key IN": "email_key",
    "sessions.network =": "ix_sessions_network_last_seen_at_id",
    "audit_entries.call_id IN": "ix_audit_entries_call_id",
    "name = 'email.before'": "ix_audit_values_older_email",
    "audit_entries.event =": "ix_audit_entries_event_at_id",
    "audit_entries.subject_id =": "ix_audit_entries_subject_id_at_id",
    "users.name_key =": "ix_users_name_key_id",
}


def asked(core, actor, wanted):
    """The statements of one look-up, besides finding out who asks."""
    found = []
    listener = lambda _c, _cu, statement, parameters, *_: found.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(actor, lookup.anything, text=wanted)
    event.remove(core.engine, "before_cursor_execute", listener)
    return [one for one in found if one[0].startswith("SELECT") and "roles.permissions" not in one[0]]


def plans(core, statements):
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A handful of rows is always read and sorted faster; what matters is whether an index could serve it.
            for slow in ("seqscan", "sort"):
                connection.execute(text(f"SET enable_{slow} = off"))
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        return {
            statement: "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in statements
        }


def reads_a_whole_table(core, plan):
    if core.engine.dialect.name == "postgresql":
        return "Seq Scan" in plan
    return any(f"SCAN {table}\n" in f"{plan}\n" or f"SCAN {table}'" in plan for table in TABLES)


@pytest.mark.parametrize(
    "wanted", [LINE, "{id}", "ada@example.com", "192.0.2.7", "Erased person 7F2A", "Ada Admin", "{unknown}"]
)
def test_every_statement_is_answered_by_an_index(core, ada, wanted):
    wanted = wanted.format(id=ada.session_id, unknown="0198c5d0-8a1b-7c2d-9e3f-0123456789ab")

    found = plans(core, asked(core, ada, wanted))

    assert found
    for statement, plan in found.items():
        assert not reads_a_whole_table(core, plan), f"{statement}\n{plan}"
        for part, index in INDEXES.items():
            assert part not in statement or index in plan, f"{statement}\n{plan}"


def test_each_index_that_is_named_here_is_asked_for(core, ada):
    texts = (LINE.format(id=ada.session_id), "0198c5d0-8a1b-7c2d-9e3f-0123456789ab", "Ada Admin")
    every = " ".join(statement for wanted in texts for statement, _ in asked(core, ada, wanted))

    assert [part for part in INDEXES if part not in every] == []


def test_a_text_with_everything_in_it_costs_one_statement_a_kind(core, ada):
    ids = " ".join(str(entry.id) for entry in entries(core)[:5])

    assert len(asked(core, ada, f"{LINE.format(id=ada.user_id)} {ids}")) <= MOST_STATEMENTS


@pytest.mark.parametrize(
    ("wanted", "statements", "of_the_grams"),
    [("", 0, 0), ("ada@example.com", 3, 0), ("192.0.2.7", 1, 0), ("nobody at all", 2, 2), ("Ada Admin", 3, 2)],
)
def test_a_short_text_costs_what_it_asks_for(core, ada, wanted, statements, of_the_grams):
    sqlite = core.engine.dialect.name == "sqlite"  # PostgreSQL's planner knows how frequent a text is

    assert len(asked(core, ada, wanted)) == statements + of_the_grams * sqlite


def test_many_found_cost_no_more_than_one(core, ada):
    for number in range(8):
        a_user(core, name=f"Twin {number}")

    assert len(asked(core, ada, "twin")) == len(asked(core, ada, "Ada"))


def test_people_deleted_for_ever_are_looked_for_along_the_index_of_that_event(core, ada):
    user_id = a_user(core)
    core.call(house(), users.soft_delete, user_id=user_id)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")

    (statement,) = asked(core, ada, f"Erased person {str(user_id)[-4:]}")[:1]
    (plan,) = plans(core, [statement]).values()

    assert "ix_audit_entries_event_at_id" in plan
    assert "TEMP B-TREE" not in plan
