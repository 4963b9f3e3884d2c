"""A house whose lists are read at a replica: who answered, and who is known there."""

from contextlib import contextmanager

from sqlalchemy import event

from tests.builders import token_for
from usercore.frames import users as lists


def told(url):
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def answered(core):
    """Which of the two answered questions about the list, in their order."""
    seen, listeners = [], []
    for who, engine in (("primary", core.engine), ("replica", core._replica.engine)):

        def note(_connection, _cursor, statement, *_rest, who=who) -> None:
            if "FROM users" in statement and "sessions" not in statement:
                seen.append(who)

        event.listen(engine, "before_cursor_execute", note)
        listeners.append((engine, note))
    yield seen
    for engine, note in listeners:
        event.remove(engine, "before_cursor_execute", note)


def seen_everything(core, pair, email):
    """Someone signed in, and the replica knows it."""
    actor = core.actor_for(token_for(core, email))
    pair.catch_up()
    core.call(actor, lists.counts)
    return actor


def names(found):
    return sorted(found["name"])
