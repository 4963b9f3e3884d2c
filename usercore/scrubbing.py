"""Overwriting what was deleted in the files of the database."""

from collections.abc import Iterable

from sqlalchemy import Engine


def scrub(engine: Engine, tables: Iterable[str]) -> bool:
    """See to it that what was deleted is in the database's files no more; False if others kept it from being done now.

    SQLite: the write-ahead log is emptied into the file, where `secure_delete` has overwritten what was freed.
    PostgreSQL: what no transaction can see any more is vacuumed away; its own log and backups have a life of their own.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {', '.join(sorted(tables))}")
            return True
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not busy
