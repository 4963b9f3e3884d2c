"""Rows 2 to 5 once more, ten times as many people beside as many as before: the same pages, in turns within one run.

make larger                 SQLite, a million and ten million: 11 GB, and long to fill; kept for the next time
PEOPLE=100000 make larger   100,000 and a million
"""

import os
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import select

from benchmarks.house import House, a_house
from benchmarks.pages_and_search import EDITORS, FIRST, PAGE, Asked, behind, far
from benchmarks.places import Files
from benchmarks.timing import Spread
from usercore.frames.users import UserQuery
from usercore.models import User

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
HOUSES = Path(os.environ.get("HOUSES", "var/bench/houses"))
SECONDS = 1.0  # for each page
TEXTS = {"no match": "qqzzxx", "common search": "mar", "two letters": "or", "one letter": "i"}


def main() -> None:
    HOUSES.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        few, many = (opened.enter_context(a_house(Files(HOUSES), PEOPLE * times)) for times in (1, 10))
        print(f"{'SQLite':28}{few.people:>14,}{many.people:>14,}")
        for (what, here), there in zip(pages(few).items(), pages(many).values(), strict=True):
            calls = {"few": Asked(few, None).page(here), "many": Asked(many, None).page(there)}
            tell(what, Asked(few, None).compare(calls))


def pages(house: House) -> dict[str, UserQuery]:
    """By what they are called in the table."""
    number = far(house)
    with house.core.engine.connect() as connection:
        somebody = select(User.email_key).where(User.id == behind(house, house.people // 2)).limit(1)
        local = connection.scalars(somebody).one().partition("@")[0]
    texts = {"rare search": local, **TEXTS}
    return {
        **{what: FIRST.model_copy(update={"text": text}) for what, text in texts.items()},
        "page 1": FIRST,
        f"page {number:,}": FIRST.model_copy(update={"after": behind(house, (number - 1) * PAGE)}),
        "role filter, sorted by date": EDITORS,
    }


def tell(what: str, found: dict[str, Spread]) -> None:
    few, many = found["few"].median, found["many"].median
    print(f"{what:28}{few:>11.2f} ms{many:>11.2f} ms{many / few:>8.2f} ×")


if __name__ == "__main__":
    main()
