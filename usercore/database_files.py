"""The files of the database: readers and the writer side by side, and what was deleted overwritten."""

import sqlite3
from collections.abc import Iterable
from time import sleep

from sqlalchemy import Engine

from usercore import search_index
from usercore.cannot_start import CannotWrite
from usercore.database import writing
from usercore.engines import WAIT_FOR_LOCK_MS


def keep_readers_going(engine: Engine) -> None:
    """Switch a SQLite file to WAL, where readers and the writer do not wait for each other; the file remembers it.

    Two processes that do it at once get "locked" without being made to wait, so the waiting is ours.
    """
    with engine.connect() as connection:
        raw = connection.connection.cursor()
        for tries_left in reversed(range(WAIT_FOR_LOCK_MS // 10)):
            try:
                if raw.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                    raw.execute("PRAGMA journal_mode = WAL").fetchone()
                break
            except sqlite3.OperationalError:
                if not tries_left:
                    raise CannotWrite(path=engine.url.database) from None
                sleep(0.01)
        raw.close()


def scrub(engine: Engine, tables: Iterable[str]) -> bool:
    """See to it that what was deleted is in the database's files no more; False if others kept it from being done now.

    SQLite: the indexes of the search are merged, or they would hold former names for longer; the write-ahead log is
    emptied into the file, where `secure_delete` has overwritten what was freed.
    PostgreSQL: what no transaction can see any more is vacuumed away; its own log and backups have a life of their own.
    """
    if engine.dialect.name == "sqlite":
        _merge_search(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {', '.join(sorted(tables))}")
            return True
        # Nobody can write while it waits for those who read, so it does not: it is tried again later.
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK_MS}")
        return not busy


def _merge_search(engine: Engine) -> None:
    begin, done = True, False
    while not done:
        with writing(engine) as connection:
            done = search_index.merge(connection, begin=begin) and not begin
        begin = False
