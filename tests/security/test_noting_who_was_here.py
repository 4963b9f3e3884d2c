"""That somebody was here is noted beside what they did, and keeps nobody waiting."""

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.witness import person
from usercore import database
from usercore.actions import users
from usercore.frames import users as people


def test_what_was_done_stays_done_if_being_seen_cannot_be_noted(core, ada, maxim, clock):
    def dead_when_noting(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE sessions SET last_seen_at"):
            raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))

    clock.advance(minutes=5)
    event.listen(core.engine, "before_cursor_execute", dead_when_noting)
    core.call(ada, users.update, user_id=maxim.user_id, name="Done")
    event.remove(core.engine, "before_cursor_execute", dead_when_noting)

    assert person(core, maxim.user_id).name == "Done"


def test_a_page_is_read_while_somebody_writes_for_long(core, ada, clock, monkeypatch):
    monkeypatch.setattr(database, "LONGEST_TURN", 0.1)
    clock.advance(minutes=5)

    with database.writing(core.engine):
        assert len(core.call(ada, people.search)) == 3


def test_noting_that_somebody_was_here_waits_for_no_writer_and_what_is_asked_for_as_long_as_ever(core, ada, clock):
    sqlite, waits = core.engine.dialect.name == "sqlite", []

    def note(connection):
        raw = connection.connection.driver_connection
        (patience,) = raw.execute("PRAGMA busy_timeout" if sqlite else "SHOW lock_timeout").fetchone()
        waits.append(patience)

    clock.advance(minutes=5)
    event.listen(core.engine, "begin", note)
    core.call(ada, users.update, user_id=ada.user_id, name="Ada")
    event.remove(core.engine, "begin", note)

    asked, noted = waits[-2:]
    assert noted == (100 if sqlite else "100ms")
    assert asked == (15_000 if sqlite else "30s")
