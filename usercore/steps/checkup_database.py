"""What is found out about the database itself, and how long any look at it may take."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from usercore import search_index
from usercore.models import Instance
from usercore.steps import checkup
from usercore.work import Work

STEPS = 10_000  # of SQLite's machine between two looks at the clock


@contextmanager
def bounded(work: Work, longest: timedelta) -> Iterator[None]:
    """What takes longer is broken off, and the transaction goes on as it was."""
    with work.db.begin_nested():
        if not on_sqlite(work):
            work.db.execute(text(f"SET LOCAL statement_timeout = {longest // timedelta(milliseconds=1)}"))
            yield
            return
        raw: Any = work.connection.connection.driver_connection
        until = perf_counter() + longest.total_seconds()
        raw.set_progress_handler(lambda: perf_counter() > until, STEPS)
        try:
            yield
        finally:
            raw.set_progress_handler(None, STEPS)


def on_sqlite(work: Work) -> bool:
    return work.connection.dialect.name == "sqlite"


def read(work: Work, longest: timedelta, *, thorough: bool) -> checkup.Database:
    began = perf_counter()
    work.db.scalar(select(Instance.id))
    took = timedelta(seconds=perf_counter() - began)
    if not on_sqlite(work):
        number = int(work.db.scalar(text("SHOW server_version_num")) or 0)
        return checkup.Database(
            engine="PostgreSQL",
            version=divmod(number, 10_000),
            took=took,
            searched=search_index.in_step(work.connection),
        )
    return checkup.Database(
        engine="SQLite",
        version=sqlite3.sqlite_version_info,
        took=took,
        journal=str(work.db.scalar(text("PRAGMA journal_mode"))),
        keys_held=bool(work.db.scalar(text("PRAGMA foreign_keys"))),
        sound=_sound(work, longest) if thorough else None,
        searched=search_index.in_step(work.connection),
    )


def _sound(work: Work, longest: timedelta) -> bool | None:
    """Whether every page of the file is as it should be; None if that takes too long to find out."""
    try:
        with bounded(work, longest):
            return bool(work.db.scalar(text("PRAGMA quick_check(1)")) == "ok")
    except DBAPIError as broken:  # a damaged file may fail in any way; one that is merely large says so
        return None if "interrupted" in str(broken) else False
