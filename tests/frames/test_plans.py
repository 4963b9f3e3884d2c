"""A page costs the same at any depth: the database walks an index, it sorts nothing."""

import pytest
from sqlalchemy import event, text

from tests.builders import a_user
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

ORDERS = ["created_at", "-created_at", "name", "-name", "email", "-email", "last_sign_in_at", "-last_sign_in_at"]


def plans(core, ada, **wanted):
    """How the database would answer each statement of one page, read off EXPLAIN."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(ada, lists.search, query=UserQuery(limit=50, **wanted))
    event.remove(core.engine, "before_cursor_execute", listener)
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A handful of rows is always sorted faster; what matters is whether an index could serve the order.
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_sort = off"))
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        return [
            " ".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in asked
            if "FROM users" in statement and "ORDER BY" in statement
        ]


def sorts(core, plan):
    if core.engine.dialect.name == "postgresql":
        return "->  Sort " in plan  # an incremental one sorts ties of a walk by the id: a handful at a time
    return "TEMP B-TREE FOR ORDER BY" in plan


@pytest.mark.parametrize("order_by", ORDERS)
def test_the_first_page_walks_an_index(core, ada, order_by):
    if core.engine.dialect.name == "postgresql" and "last_sign_in_at" in order_by:
        pytest.skip("PostgreSQL sorts people who never signed in the other way round; its own index comes with scale")
    (plan,) = plans(core, ada, order_by=order_by)

    assert not sorts(core, plan), plan


@pytest.mark.parametrize("order_by", ["-created_at", "name", "email"])
def test_a_later_page_walks_the_same_index(core, ada, order_by):
    after = a_user(core, name="Somewhere In The Middle")

    plan = plans(core, ada, order_by=order_by, after=after)[-1]

    assert not sorts(core, plan), plan


@pytest.mark.parametrize("wanted", [{"roles": ("editor",)}, {"statuses": ("invited",)}])
def test_one_role_or_status_newest_first_walks_its_own_index(core, ada, wanted):
    (plan,) = plans(core, ada, **wanted)

    assert not sorts(core, plan), plan
