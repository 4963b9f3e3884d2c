"""Deletions for ever: what one would do, and the certificates of those that were."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select

from usercore.crypto.ids import as_uuid
from usercore.errors import AboveYou, NotFound, PageGone
from usercore.frames.tables import frame, turning
from usercore.models import Erasure, Status, Tombstone, User
from usercore.permissions import Permission
from usercore.personal import Erase
from usercore.spelling import email_key
from usercore.steps import erasure, keyset, standing, tombstones
from usercore.steps.telling import called, erased
from usercore.work import Work, needs

__all__ = ["Erase", "ErasureQuery", "all", "in_trash", "of_address", "one", "preview"]

PREVIEW = ["name", "title", "what", "rows", "erasing", "reason"]
LIST = ["id", "person_id", "who", "erased_at", "by", "program", "rows", "sha256", "filed_at", "scrubbed_at"]
ONE = [*LIST, "parts", "text", "unaltered"]
TRASH = ["id", "name", "deleted_at", "why_not"]
LARGEST_PAGE, MOST_AT_ONCE = 500, 1_000


class ErasureQuery(BaseModel):
    """Which page of the certificates, the newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


NEWEST = ErasureQuery()


@needs(Permission.ERASE_USERS)
def preview(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """What deleting this person for ever would do: a row for each kind of what is held about them, of which there is
    any; `what` is an `Erase`, `reason` the law where some stays. Raises `NotFound`.
    """
    user = work.get(User, user_id)
    return frame(
        (
            (part.name, part.title, str(part.what), part.rows, part.erasing, part.reason)
            for part in erasure.parts(work, user.id)
        ),
        PREVIEW,
    )


@needs(Permission.ERASE_USERS)
def in_trash(work: Work, *, deleted_before: datetime | None = None) -> pd.DataFrame:
    """Who lies in the trash, the longest there first, 1,000 at most; `why_not` says what keeps someone from being deleted
    for ever by the actor.
    """
    wanted = select(User.id, User.name, User.email, User.role, User.deleted_at).where(User.status == Status.DELETED)
    if deleted_before is not None:
        wanted = wanted.where(User.deleted_at < deleted_before)
    rows = work.db.execute(wanted.order_by(User.deleted_at, User.id).limit(MOST_AT_ONCE)).all()
    covered = {role: standing.covers_role(work, role) for role in {row.role for row in rows}}
    return frame(
        (
            (row.id, called(work, row.name, row.email), row.deleted_at, "" if covered[row.role] else str(AboveYou()))
            for row in rows
        ),
        TRASH,
    )


@needs(Permission.READ_PRIVACY)
def all(work: Work, *, query: ErasureQuery = NEWEST) -> pd.DataFrame:  # noqa: A001 - as the other lists are called
    """A page of certificates. `who` is what the audit log calls them; `by` a name, or the same for someone who is gone
    too, None for a `program`; `rows` all together. Raises `PageGone`.
    """
    backwards = query.before is not None
    wanted = _certificates()
    if place := query.before or query.after:
        row = work.db.get(Erasure, as_uuid(place)) if as_uuid(place) else None
        if row is None:
            raise PageGone
        at = (row.erased_at, row.id)
        wanted = wanted.where(keyset.beyond(Erasure.erased_at, Erasure.id, at, backwards=backwards))
    wanted = keyset.ordered(wanted, Erasure.erased_at, Erasure.id, backwards=backwards)
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    told = frame((_row(work, *row) for row in rows), LIST)
    return turning(told, [row[0].id for row in rows], query, more=more)


@needs(Permission.READ_PRIVACY)
def one(work: Work, *, erasure_id: UUID) -> pd.DataFrame:
    """One certificate, as a frame of one row: beside what the list says, its `parts`, its `text` word for word, and
    whether that still has the hash it had, `unaltered`. Raises `NotFound`.
    """
    row = work.db.execute(_certificates().where(Erasure.id == as_uuid(erasure_id))).one_or_none()
    if row is None:
        raise NotFound(thing="certificate")
    kept: Erasure = row[0]
    certificate = erasure.Certificate(kept.id, kept.person_id, kept.facts)
    more = (kept.facts["parts"], certificate.text, certificate.sha256 == kept.sha256)
    return frame([(*_row(work, *row), *more)], ONE)


@needs(Permission.READ_PRIVACY)
def of_address(work: Work, *, email: str) -> pd.DataFrame:
    """The newest certificate of whoever had this address, as a frame of one row, or none: it is recognised by a keyed
    digest alone.
    """
    digests = work.digests(email_key(email), tombstones.USE)
    known = select(Tombstone.erasure_id).where(Tombstone.digest.in_(digests))
    wanted = _certificates().where(Erasure.id.in_(known)).order_by(Erasure.erased_at.desc()).limit(1)
    return frame((_row(work, *row) for row in work.db.execute(wanted)), LIST)


def _certificates() -> Select[Any]:
    """Certificates, and who made them, as far as they are still there."""
    wanted: Any = select(Erasure, User.name, User.email)
    found: Select[Any] = wanted.outerjoin(User, User.id == Erasure.erased_by)
    return found


def _row(work: Work, kept: Erasure, name: str | None, email: str | None) -> tuple[object, ...]:
    by = called(work, name, email) or (erased(kept.erased_by) if kept.erased_by else None)
    program = None if kept.erased_by else kept.facts["by"].removeprefix("program ")
    rows = sum(part["rows"] for part in kept.facts["parts"])
    return (
        kept.id, kept.person_id, erased(kept.person_id), kept.erased_at, by, program, rows, kept.sha256,
        kept.filed_at, kept.scrubbed_at,
    )  # fmt: skip
