"""Row 11: many people imported, and one insert, beside the same rows into the same indexes bare."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import event, text

from benchmarks.figures import NO_TARGET, Figure
from benchmarks.house import House
from benchmarks.timing import in_turns
from usercore import Actor
from usercore.actions import imports, invitation_lists, users
from usercore.actions.imports import MOST_AT_ONCE

HOUSE = Actor.system("benchmark")
TIMES, BATCH, LETTERS = 40, 10, 100
EMPTY_TIMES = 3
NAME = "Made Up"
numbers = count(time.time_ns())


def measure(house: House) -> Iterator[Figure]:
    one, bare = in_turns(lambda: create(house), bare_insert(house), times=TIMES)
    yield Figure(11, "one person made", house.database, one, "ms", {"the same insert bare": bare}, "≤ 2 × bare",
                 f"{one / bare:.1f} ×", one <= 2 * bare)  # fmt: skip
    whole = BATCH * min(MOST_AT_ONCE, house.people)
    yield into_a_full_house(house, whole)
    yield into_an_empty_house(house, whole)
    letters = in_turns(lambda: invite(house), times=5)[0]
    rate = f"{LETTERS * 1000 / letters:,.0f} people/s"
    yield Figure(11, f"{LETTERS} invited in one call, with a letter and an entry each", house.database,
                 LETTERS * 1000 / letters, "people/s", {}, NO_TARGET, rate, reached=False)  # fmt: skip
    with house.core.engine.begin() as connection:  # a kept house stays as it is: these would all be the newest
        connection.execute(text("DELETE FROM users WHERE name = :name"), {"name": NAME})


def into_a_full_house(house: House, whole: int) -> Figure:
    """In turns, batch by batch."""
    many = whole // BATCH
    ours, bare = in_turns(lambda: bring(house, many), bare_insert(house, many), times=BATCH)
    return _many(f"{whole:,} imported, {many:,} at a time", house, many * 1000 / ours, many * 1000 / bare)


def into_an_empty_house(house: House, whole: int) -> Figure:
    """In turns, each into a house of its own; the bare one fills it in one transaction, too."""
    ours, bare = [], []
    for _ in range(EMPTY_TIMES):
        with house.another(0) as empty:
            ours += in_turns(lambda here=empty: first(here, whole), times=1)
        with house.another(0) as empty:
            bare += in_turns(bare_insert(empty, whole), times=1)
    return _many(f"{whole:,} imported into an empty house", house,
                 whole * 1000 / sorted(ours)[EMPTY_TIMES // 2], whole * 1000 / sorted(bare)[EMPTY_TIMES // 2])  # fmt: skip


def _many(what: str, house: House, rate: float, bare: float) -> Figure:
    return Figure(11, what, house.database, rate, "people/s", {"the same rows inserted bare": bare}, "≥ 0.5 × bare",
                  f"{rate / bare:.2f} ×", rate >= 0.5 * bare)  # fmt: skip


def lines(many: int) -> list[dict[str, Any]]:
    return [{"email": f"came{next(numbers)}@example.com", "name": NAME} for _ in range(many)]


def bring(house: House, many: int) -> None:
    done = house.core.call(HOUSE, imports.people, lines=lines(many))
    assert all(result.outcome == imports.MADE for result in done.results)


def first(house: House, many: int) -> None:
    assert house.core.call(HOUSE, imports.first_people, lines=lines(many)).made == many


def create(house: House) -> None:
    house.core.call(HOUSE, users.create, email=f"made{next(numbers)}@example.com", name=NAME, role="author")


def invite(house: House) -> None:
    asked = [{"email": f"asked{next(numbers)}@example.com", "name": NAME} for _ in range(LETTERS)]
    house.core.call(HOUSE, invitation_lists.send_many, lines=asked)


def bare_insert(house: House, many: int = 1) -> Callable[[], None]:
    """The row that `users.create` writes, with another id and address, by the driver alone and committed."""
    statement, row = _what_create_writes(house)
    sqlite = house.database == "SQLite"

    def fresh() -> Any:
        mine = f"bare{next(numbers)}@example.com"
        named = {name: value.replace(row["email"], mine) for name, value in row.items() if isinstance(value, str)}
        return {**row, **named, "id": uuid4().hex if sqlite else uuid4()}

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
