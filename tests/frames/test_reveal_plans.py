"""A whole address and a reveal are each one look into an index, on both databases."""

from sqlalchemy import event, text

from tests.builders import MAX, someone
from usercore.actions import reveals
from usercore.frames import users as lists
from usercore.frames.users import UserQuery


def plan_of(core, part, call):
    """How the database answers the statement of a call that has this part."""
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    call()
    event.remove(core.engine, "before_cursor_execute", listener)
    statement, parameters = next(one for one in asked if part in one[0])
    with core.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            for slow in ("seqscan", "bitmapscan"):
                connection.execute(text(f"SET enable_{slow} = off"))
            return "\n".join(map(str, connection.exec_driver_sql("EXPLAIN " + statement, parameters)))
        return "\n".join(map(str, connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)))


def test_a_whole_address_is_one_look_into_its_index(core):
    iris = someone(core, "auditor")
    plan = plan_of(core, "email_key = ", lambda: core.call(iris, lists.search, query=UserQuery(text=MAX)))

    assert "email_key" in plan
    assert "Seq Scan" not in plan
    assert "SCAN users" not in plan


def test_whether_someone_is_shown_is_one_look_into_an_index(core, maxim):
    iris = someone(core, "auditor")
    core.call(iris, reveals.ask, user_id=maxim.user_id, reason="a reason")
    plan = plan_of(core, "FROM reveals", lambda: core.call(iris, lists.by_id, user_id=maxim.user_id))

    assert "ix_reveals_session_id_user_id_ends_at" in plan
    assert "TEMP B-TREE" not in plan
