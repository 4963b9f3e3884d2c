"""Row 12: what each call pays to look up who asks and whether they may, in milliseconds and statements."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import event

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.timing import in_turns
from usercore.database import asking
from usercore.frames import users
from usercore.gate import authorise, identify

TIMES = 500
MOST_MS = 0.3


def measure(house: House) -> Iterator[Figure]:
    core = house.core
    bearer = replace(core.bearer(house.token), by_itself=True)
    with asking(core.engine) as connection:

        def look_up() -> None:
            actor, _ = identify(connection, bearer, core.now(), core.settings)
            authorise(connection, actor, users.search, {})

        asked = statements(core.engine, look_up)
        raw = connection.connection.cursor()
        statement, parameters = asked[0]

        def bare() -> None:
            raw.execute(statement, parameters).fetchall()

        ours, beside = in_turns(look_up, bare, times=TIMES)
    reached = len(asked) == 1 and (ours <= MOST_MS or house.database != "SQLite")
    measured = f"{ours:.2f} ms, {len(asked)} statement{'s' * (len(asked) != 1)}"
    target = f"≤ {MOST_MS} ms on SQLite, one statement"
    yield Figure(12, "look-up and permission check", house.database, ours, "ms", {"bare": beside}, target, measured,
                 reached)  # fmt: skip
    whole, nobody = in_turns(lambda: core.actor_for(house.token), lambda: core.actor_for(None), times=TIMES)
    yield Figure(12, "the same with its own transaction", house.database, whole, "ms", {"a visitor's": nobody}, "–",
                 f"{whole:.2f} ms", reached=True)  # fmt: skip


def statements(engine: Any, deed: Callable[[], object]) -> list[tuple[str, Any]]:
    """What it asks the database, once everything is compiled."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append((statement, parameters))

    deed()
    event.listen(engine, "before_cursor_execute", listen)
    try:
        deed()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return asked
