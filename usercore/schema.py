"""The migrations there are, and how far a database has come with them.

A migration that only adds says `older_code_works = True`. Then replicas of the version before it go on, and may be
started again, while a rolling upgrade is under way: the database names the newest migration that a program must know.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a database is: `at` (None: nowhere), the newest there is, and those in between, oldest first."""

    at: str | None
    newest: str
    waiting: tuple[str, ...]
    known: bool  # whether `at` is one of ours
    fits: bool = False  # `at` is a newer version's, which only added to what we know

    @property
    def ready(self) -> bool:
        return self.at == self.newest or self.fits


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


@cache
def works_from() -> str:
    """The newest migration that did more than add: whoever does not know it cannot work with what it left."""
    newest_first = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return next(one.revision for one in newest_first if not getattr(one.module, "older_code_works", False))


def standing(connection: Connection) -> Standing:
    """Reads one row of one table, if it is there."""
    at = MigrationContext.configure(connection).get_current_revision()
    every = migrations()
    if at is not None and at not in every:
        return Standing(at, every[-1], (), known=False, fits=_works_from(connection) in every)
    waiting = every[every.index(at) + 1 :] if at in every else every if at is None else ()
    return Standing(at, every[-1], waiting, known=True)


def _works_from(connection: Connection) -> str | None:
    """What the version that migrated this database left word of; older ones did not."""
    found = inspect(connection)
    if not found.has_table("instances") or "works_from" not in {one["name"] for one in found.get_columns("instances")}:
        return None
    word: str | None = connection.scalar(text("SELECT works_from FROM instances"))
    return word
