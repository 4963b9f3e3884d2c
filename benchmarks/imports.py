"""Row 11: many people in one call, and one insert, beside the same rows into the same indexes bare.

There is no import of people yet: the list of invitations is the nearest, which also writes each a letter and an entry.
"""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import event, text

from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.timing import in_turns
from usercore import Actor
from usercore.actions import invitation_lists, users

HOUSE = Actor.system("benchmark")
TIMES, BATCH = 40, 100
numbers = count(time.time_ns())


def measure(house: House) -> Iterator[Figure]:
    one, bare = in_turns(lambda: create(house), bare_insert(house), times=TIMES)
    yield Figure(11, "one person made", house.database, one, "ms", {"the same insert bare": bare}, "≤ 2 × bare",
                 f"{one / bare:.1f} ×", one <= 2 * bare)  # fmt: skip
    many, bare_many = in_turns(lambda: invite(house), bare_insert(house, BATCH), times=5)
    rate, bare_rate = BATCH * 1000 / many, BATCH * 1000 / bare_many
    yield Figure(11, f"{BATCH} invited in one call (no import yet)", house.database, rate, "people/s",
                 {"the same people inserted bare": bare_rate}, "≥ 0.5 × bare", f"{rate / bare_rate:.2f} ×",
                 rate >= 0.5 * bare_rate)  # fmt: skip


def create(house: House) -> None:
    house.core.call(HOUSE, users.create, email=f"made{next(numbers)}@example.com", name="Made Up", role="author")


def invite(house: House) -> None:
    lines = [{"email": f"asked{next(numbers)}@example.com", "name": "Asked In"} for _ in range(BATCH)]
    house.core.call(HOUSE, invitation_lists.send_many, lines=lines)


def bare_insert(house: House, many: int = 1) -> Callable[[], None]:
    """The row that `users.create` writes, with another key and address, by the driver alone and committed."""
    statement, row = _what_create_writes(house)
    sqlite = house.database == "SQLite"

    def fresh() -> Any:
        number = f"bare{next(numbers)}@example.com"
        mine = {name: number if isinstance(value, str) and "@" in value else value for name, value in row.items()}
        return {**mine, "id": uuid4().hex if sqlite else uuid4()}

    def insert() -> None:
        with house.core.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(statement, [fresh() for _ in range(many)])

    return insert


def _what_create_writes(house: House) -> tuple[Any, dict[str, Any]]:
    kept: list[dict[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("INSERT INTO users "):
            kept.append({"statement": statement, "parameters": parameters})

    event.listen(house.core.engine, "before_cursor_execute", listen)
    create(house)
    event.remove(house.core.engine, "before_cursor_execute", listen)
    statement, parameters = kept[0]["statement"], kept[0]["parameters"]
    names = [name.strip() for name in statement[statement.index("(") + 1 : statement.index(")")].split(",")]
    values = dict(parameters) if isinstance(parameters, dict) else dict(zip(names, parameters, strict=True))
    return text(f"INSERT INTO users ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"), values
