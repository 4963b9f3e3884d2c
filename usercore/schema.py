"""The migrations there are, and how far a database has come with them.

A migration that only adds says `older_code_works = True`. Then replicas of the version before it go on, and may be
started again, while a rolling upgrade is under way: the database names the newest migration that a program must know.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from usercore import search_index

MIGRATIONS = Path(__file__).parent / "migrations"
OF_A_MONTH = re.compile(r"audit_(entries|values)_(\d{4}_\d{2}|rest)")
IN_EACH_MONTH = ("uq_audit_entries_segment_sequence", "fk_audit_values_entry_id_audit_entries")

SPELLED_TWICE = {*search_index.TABLES, *search_index.INDEXES, "ix_users_last_sign_in_at_id"}


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


def is_compared(dialect: str) -> Callable[..., bool]:
    """What Alembic compares with the models: not the search's indexes, which each database spells its own way; on
    PostgreSQL not the tables that the audit log's months lie in, nor what stands in each of these in place of the whole.
    """

    def compared(_thing: object, name: str | None, kind: str, *_: object) -> bool:
        if name in SPELLED_TWICE:
            return False
        inner = OF_A_MONTH.fullmatch(name or "") if kind == "table" else name in IN_EACH_MONTH
        return dialect != "postgresql" or not inner

    return compared


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
