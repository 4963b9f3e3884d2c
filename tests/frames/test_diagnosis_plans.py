"""“Why can't they sign in?” costs the same with a million people: every statement finds its rows by an index."""

import re

import pytest
from sqlalchemy import event, text

from tests.builders import a_user, an_address, house, lock, visitor
from tests.invited import invite
from tests.second_factors import turned_on
from usercore.actions import passwords, sign_in
from usercore.frames import diagnoses

SMALL = {"roles", "limit_rules", "instances", "CONSTANT"}  # a handful of rows, however many people there are


def in_trouble(core):
    """Someone locked, with a factor, a letter that waits and failed tries."""
    email = an_address("stuck")
    user_id = a_user(core, email)
    turned_on(core, user_id)
    core.call(visitor(), sign_in.with_password, email=email, password="wrong")
    core.call(house(), passwords.force_reset, user_id=user_id)
    lock(core, user_id)
    return user_id


def invited(core):
    return invite(core).user_id


def plans(core, user_id):
    """How the database would answer each statement of the diagnosis."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(house(), diagnoses.why, user_id=user_id)
    event.remove(core.engine, "before_cursor_execute", listener)
    postgresql = core.engine.dialect.name == "postgresql"
    with core.engine.connect() as connection:
        if postgresql:
            connection.execute(text("SET enable_seqscan = off"))
        for statement, parameters in asked:
            if statement.startswith("SELECT") and "FROM" in statement:
                explain = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
                found = connection.exec_driver_sql(explain + statement, parameters)
                yield "\n".join(str(row) for row in found)


@pytest.mark.parametrize("someone", [in_trouble, invited])
def test_no_statement_reads_a_table_from_end_to_end(core, someone):
    read = [name for plan in plans(core, someone(core)) for name in re.findall(r"(?:Seq Scan on|SCAN) (\w+)", plan)]

    assert set(read) - SMALL == set()
