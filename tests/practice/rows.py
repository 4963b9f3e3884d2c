"""Whole tables, as objects that belong to no session any more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from usercore.models import AuditEntry


def everything(core, table):
    with Session(core.engine, expire_on_commit=False) as db:
        return db.scalars(select(table)).all()


def history(core):
    """The audit log in its order."""
    return sorted(everything(core, AuditEntry), key=lambda entry: (entry.segment, entry.sequence))
