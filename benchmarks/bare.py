"""The bare engine: the statements of a call, sent again on one open cursor of the driver, with nothing around them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event

from usercore import Core
from usercore.checkouts import PREPARED
from usercore.models import UserSession

LOOK_UP = f"FROM {UserSession.__tablename__} JOIN"
AROUND = ("BEGIN", "PRAGMA")


class Statement(NamedTuple):
    """As the driver was told it; `how` besides: that it is planned once for the connection, as ours is."""

    text: str
    parameters: Any
    how: dict[str, bool]

    def run(self, cursor: Any) -> None:
        cursor.execute(self.text, self.parameters, **self.how)


def sent(core: Core, call: Callable[[], object]) -> list[Statement]:
    """What the call asks of the database, as the driver is told; what begins and ends a transaction left out."""
    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, context: Any, _many: Any) -> None:
        if not statement.startswith(AROUND):
            planned = core.engine.dialect.name == "postgresql" and context.execution_options.get(PREPARED)
            found.append(Statement(statement, parameters, {"prepare": True} if planned else {}))

    call()  # what happens once a minute, such as noting who was here, is over
    event.listen(core.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(core.engine, "before_cursor_execute", note)
    return found


def without_look_up(statements: Sequence[Statement]) -> list[Statement]:
    """Without the question who asks."""
    return [one for one in statements if LOOK_UP not in one.text]


@contextmanager
def a_cursor(core: Core) -> Iterator[Any]:
    """The driver's own, in one transaction that stays open, as a program would have that does nothing else."""
    connection = core.engine.raw_connection()
    cursor = connection.cursor()
    if core.engine.dialect.name == "sqlite":
        cursor.execute("BEGIN")
    try:
        yield cursor
    finally:
        cursor.execute("ROLLBACK")
        connection.close()


def again(cursor: Any, statements: Sequence[Statement]) -> Callable[[], None]:
    """All of them, their rows fetched."""

    def run() -> None:
        for statement in statements:
            statement.run(cursor)
            cursor.fetchall()

    return run


def with_plain_rows(cursor: Any, statements: Sequence[Statement]) -> Callable[[], None]:
    """All of them, each row made a dictionary with real ids and moments: the least that a page can be drawn from."""

    def run() -> None:
        for statement in statements:
            statement.run(cursor)
            names = [column[0] for column in cursor.description]
            [plain(names, row) for row in cursor.fetchall()]

    return run


def plain(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """SQLite has ids and moments as text, PostgreSQL's driver made them already."""
    found = dict(zip(names, row, strict=True))
    for name, value in found.items():
        if value.__class__ is str and name == "id":
            found[name] = UUID(value)
        elif value.__class__ is str and name.endswith(("_at", "_until")):
            found[name] = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return found
