"""What must be true before the first call: a database at the head of its migrations, and a key."""

import logging
import os
import secrets
import stat
import time
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, Engine, inspect, text, update
from sqlalchemy.exc import OperationalError

from usercore.cannot_start import BadSetting, CannotWrite, DatabaseBusy, DatabaseFromNewerVersion, NotADatabase
from usercore.database import writing
from usercore.database_files import keep_readers_going
from usercore.models import Instance
from usercore.schema import alembic_config, standing, works_from
from usercore.settings import SHORTEST_KEY, Settings

MIGRATION_LOCK = 0x75736572  # any number, the same in each replica
LOCK_PATIENCE = "2s"  # for a table: whoever else wants it meanwhile waits behind us
TRIES, PAUSE = 30, 1.0
LOCK_NOT_AVAILABLE = "55P03"
log = logging.getLogger("usercore")


def migrate(engine: Engine, to: str = "head") -> str:
    """Bring the database to `to`, one process at a time, all of it or nothing; returns the revision it is at now.

    A database to which a newer version has only added is left as it is. Where others are at work on it and one of them
    holds a table for long, it is tried again and again, so that nobody waits behind us.

    Raises `DatabaseFromNewerVersion`, `DatabaseBusy`, or `NotADatabase` for a file that holds someone else's tables.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with writing(engine) as connection:
                revision = _migrated(connection, to)
            break
        except OperationalError as busy:
            if getattr(busy.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            if not tries_left:
                raise DatabaseBusy from None
        time.sleep(PAUSE)
    if engine.dialect.name == "sqlite":
        keep_readers_going(engine)  # only now: a file that is not ours is left as it was
    return revision


def _migrated(connection: Connection, to: str) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'"))
    found = standing(connection)
    if not found.known and not (found.fits and to == "head"):
        raise DatabaseFromNewerVersion(revision=found.at)
    if found.at is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise NotADatabase(path=connection.engine.url.database or "The database")
    if to != "head":
        command.downgrade(alembic_config(connection), to)
        return to
    if found.fits:
        log.warning(
            "A newer version of usercore has migrated the database (%s); this one still works with it.", found.at
        )
        return str(found.at)
    if not found.ready:
        command.upgrade(alembic_config(connection), "head")
        connection.execute(update(Instance).values(works_from=works_from()))
    return found.newest


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """The secrets, newest first; embedded, one is made on first use in a file only its owner can read.

    Raises `BadSetting` when PostgreSQL is used without a key, or the file can be read by others or was cut short.
    """
    if settings.secret_key:
        return tuple(key.strip() for key in settings.secret_key.get_secret_value().split(","))
    if not settings.embedded:
        raise BadSetting(
            name="USERCORE_SECRET_KEY",
            why="must be set with PostgreSQL, the same for every process: at least 32 random characters",
        )
    path = settings.database_file.with_suffix(".key")
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadSetting(name=str(path), why=f"can be read by others. Run: chmod 600 {path}")
        keys = tuple(key.strip() for key in path.read_text("ascii", errors="replace").split(","))
    except OSError:
        raise CannotWrite(path=path) from None
    if min(map(len, keys)) < SHORTEST_KEY:
        raise BadSetting(name=str(path), why="holds no whole key. Put it back from a backup: all sessions hang on it")
    return keys


def put_before(settings: Settings) -> tuple[str, Path | None]:
    """A new secret key, and the file in which it now stands before the older ones; None where a setting holds them.
    Processes that run already go on with the older ones.

    Raises as `secret_keys` does.
    """
    keys, new = secret_keys(settings), secrets.token_urlsafe(48)
    if settings.secret_key:
        return new, None
    path = settings.database_file.with_suffix(".key")
    _written(path, ",".join((new, *keys))).replace(path)
    return new, path


def _write_once(path: Path, key: str) -> None:
    draft = _written(path, key)
    try:
        os.link(draft, path)  # whole or not at all; if another process was first, its key counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _written(path: Path, text: str) -> Path:
    """A draft beside `path` that only its owner can read."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    return draft
