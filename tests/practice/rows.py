"""Whole tables, as objects that belong to no session any more."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from usercore import Core
from usercore.models import AuditEntry


def everything(core, table):
    with Session(core.engine, expire_on_commit=False) as db:
        return db.scalars(select(table)).all()


def history(core):
    """The audit log in its order."""
    return sorted(everything(core, AuditEntry), key=_place)


def _place(entry):
    return entry.segment, entry.sequence


@dataclass
class Practiced:
    """A practice database that nobody changes, so that each table is read once."""

    core: Core
    _read: dict[type, list[Any]] = field(default_factory=dict)

    def every(self, table):
        if table not in self._read:
            self._read[table] = everything(self.core, table)
        return self._read[table]

    def history(self):
        return sorted(self.every(AuditEntry), key=_place)
