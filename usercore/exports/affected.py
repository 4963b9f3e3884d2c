"""Whom a breach reached, as CSV: for the notice to the authority within 72 hours, and to the people (GDPR 33, 34)."""

from collections.abc import Generator
from typing import Any

from sqlalchemy import func, select

from usercore.exports.csv import lines, plain
from usercore.models import AuditEntry, User
from usercore.permissions import Permission
from usercore.steps import log
from usercore.steps.log import AuditQuery
from usercore.work import Block, Work, needs

COLUMNS = ("id", "email", "name", "status", "entries", "first_at", "last_at", "last_sign_in_at")
ROWS_AT_ONCE = 2_000


@needs(Permission.EXPORT_PRIVACY, called="affected")
def affected(work: Work, *, query: AuditQuery, raw: bool = False) -> Generator[Block]:
    """Everyone whom the query's entries of the audit log are about, or who did them where they are about nobody: each
    once, with how many there are, the first and the last, and their last sign-in. Of whoever was deleted for ever there
    is only the id. Moments are ISO 8601 in UTC.
    """
    whom: Any = func.coalesce(AuditEntry.subject_id, AuditEntry.actor_id)
    times = func.count().label("entries"), func.min(AuditEntry.at).label("first"), func.max(AuditEntry.at).label("last")
    entries: Any = select(whom.label("person_id"), *times)
    each = entries.where(whom.is_not(None), *log.conditions(work, query)).group_by(whom).subquery()
    status = User.status_that_counts(work.now)
    found = (
        select(each.c.person_id, User.email, User.name, status, each.c.entries, each.c.first, each.c.last,
               User.last_sign_in_at)
        .outerjoin(User, User.id == each.c.person_id)
        .order_by(each.c.person_id)
    )  # fmt: skip
    with work.db.execute(found.execution_options(yield_per=ROWS_AT_ONCE, stream_results=True)) as rows:
        yield from lines(list(COLUMNS), ([plain(cell) for cell in row] for row in rows), raw=raw)
