"""The migrations there are, and how far a database has come with them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a database is: `at` (None: nowhere), the newest there is, and those in between, oldest first."""

    at: str | None
    newest: str
    waiting: tuple[str, ...]
    known: bool  # whether `at` is one of ours

    @property
    def ready(self) -> bool:
        return self.at == self.newest


def alembic_config(connection: Connection | None = None) -> Config:
    """How Alembic finds our migrations, and the connection it works on."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def migrations() -> tuple[str, ...]:
    """All of them, oldest first."""
    script = ScriptDirectory.from_config(alembic_config())
    return tuple(revision.revision for revision in script.walk_revisions())[::-1]


def standing(connection: Connection) -> Standing:
    """Reads one row of one table, if it is there."""
    at = MigrationContext.configure(connection).get_current_revision()
    every = migrations()
    waiting = every[every.index(at) + 1 :] if at in every else every if at is None else ()
    return Standing(at, every[-1], waiting, at is None or at in every)
