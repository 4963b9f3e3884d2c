"""The migrations there are, and how far a database has come with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

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


def standing(connection: Connection) -> Standing:
    """Reads one row of one table, if it is there."""
    at = MigrationContext.configure(connection).get_current_revision()
    every = migrations()
    waiting = every[every.index(at) + 1 :] if at in every else every if at is None else ()
    return Standing(at, every[-1], waiting, at is None or at in every)
