"""What follows a deletion for ever: its tombstone goes into a file outside the database, and what was freed is
overwritten; and what a restored backup brought back is deleted again.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from usercore.database import Table
from usercore.database_files import scrub
from usercore.errors import FileAway
from usercore.events import Event
from usercore.models import DormantWarning, Erasure, User
from usercore.permissions import Permission
from usercore.steps import erasure, requests, tombstones
from usercore.work import Work, needs

AT_ONCE = 1_000
VACUUM_EVERY = timedelta(hours=1)  # PostgreSQL: a run for each deletion would be one too many


def prepare_file(reading: Any) -> Sequence[UUID]:
    """Append what the file does not have yet; whoever is interrupted appends it once more, which changes nothing."""
    with reading() as work:
        wanted = select(Erasure).where(Erasure.filed_at.is_(None)).order_by(Erasure.id).limit(AT_ONCE)
        found = work.db.scalars(wanted).all()
        text = "".join(tombstones.line(work, one).written() for one in found)
        path = work.settings.erasures
    if text:
        _append(path, text)
    return [one.id for one in found]


@needs(Permission.RUN_HOUSE, prepare=prepare_file)
def file(work: Work, *, prepared: Sequence[UUID]) -> int:
    """Write deletions for ever into the file that outlives the database; returns how many. Raises `FileAway`."""
    return _stamped(work, prepared, Erasure.filed_at)


def prepare_scrub(reading: Any) -> Sequence[UUID]:
    """Overwrite what these deletions freed; those committed afterwards wait for the next run."""
    with reading() as work:
        wanted = select(Erasure.id).where(Erasure.scrubbed_at.is_(None)).order_by(Erasure.id).limit(AT_ONCE)
        found: Sequence[UUID] = work.db.scalars(wanted).all()
        engine = work.connection.engine
        before = work.db.scalar(select(func.max(Erasure.scrubbed_at)))
        rests = engine.dialect.name != "sqlite" and before and before > work.now - VACUUM_EVERY
    if not found or rests or not scrub(engine, Table.metadata.tables):
        return []
    return found


@needs(Permission.RUN_HOUSE, prepare=prepare_scrub)
def scrubbed(work: Work, *, prepared: Sequence[UUID]) -> int:
    """Write down since when the database's files hold nothing of who was deleted for ever; returns of how many."""
    return _stamped(work, prepared, Erasure.scrubbed_at)


@needs(Permission.RUN_HOUSE)
def erase_again(work: Work, *, line: tombstones.Line) -> bool | None:
    """Delete someone for ever whom a restored backup brought back; whether they were there. None, and nothing done, for
    a line that we did not write.
    """
    if not tombstones.genuine(work, line):
        return None
    user = work.db.get(User, line.person_id, with_for_update=True)
    if user is None:
        return False
    certificate = erasure.delete_for_ever(work, user, again=True)
    work.record(Event.USER_ERASED, about=certificate.user_id, again=True, **certificate.told())
    return True


@needs(Permission.RUN_HOUSE)
def leave_to_the_desk(work: Work) -> int:
    """After a backup was put back: nobody goes by themselves for what it remembers, since they may have called it off, or
    come back, after it was made. Deletions that people asked for wait for the desk; who was warned is warned anew.
    Returns how many requests wait.
    """
    work.db.execute(delete(DormantWarning))
    return requests.leave_to_the_desk(work)


def _stamped(work: Work, ids: Sequence[UUID], column: Any) -> int:
    if ids:
        work.db.execute(update(Erasure).where(Erasure.id.in_(ids), column.is_(None)).values({column.key: work.now}))
    return len(ids)


def _append(path: Path, text: str) -> None:
    """At the end, on the disk before we go on; behind a line that was cut short, on a line of its own."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                text = text if file.read(1) == b"\n" else f"\n{text}"
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise FileAway(path=path) from None
