"""Legal holds: all that stand, and those of one person."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import LegalHold, User
from usercore.permissions import Permission
from usercore.steps import reveals
from usercore.steps.people import sees_all, shown_emails
from usercore.steps.telling import called
from usercore.work import Work, needs

ALL = [
    "id", "user_id", "name", "email", "reason", "ticket", "placed_at", "placed_by", "review_at", "late", "lifted_at",
    "lifted_by",
]  # fmt: skip
ONE = ["id", "reason", "ticket", "placed_at", "placed_by", "review_at", "late"]
MOST = 200
Placer, Lifter = aliased(User), aliased(User)


@needs(Permission.READ_RETENTION)
def all(work: Work, *, lifted: bool = False) -> pd.DataFrame:  # noqa: A001 - as the other lists are called
    """The holds that stand, or those that were lifted, the newest first, 200 at most; `late`: the day to look at it again
    has come.
    """
    wanted = _holds().join(User, User.id == LegalHold.user_id).add_columns(User.name, User.email)
    stands = LegalHold.lifted_at.is_not(None) if lifted else LegalHold.lifted_at.is_(None)
    shown = shown_emails(work)
    newest = wanted.where(stands).order_by(LegalHold.placed_at.desc(), LegalHold.id.desc()).limit(MOST)
    return frame(
        (
            (
                hold.id, hold.user_id, name, shown(email), reveals.words(hold.reason, whole=sees_all(work)),
                reveals.words(hold.ticket, whole=sees_all(work)), hold.placed_at,
                called(work, *who[:2]), hold.review_at, _late(work, hold), hold.lifted_at, called(work, *who[2:]),
            )
            for hold, *who, name, email in work.db.execute(newest).all()
        ),
        ALL,
    )  # fmt: skip


@needs(Permission.READ_PRIVACY)
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """The holds that stand on a person. Why, and its ticket, is told to those who may read rules and holds."""
    wanted = _holds().where(LegalHold.user_id == as_uuid(user_id), LegalHold.lifted_at.is_(None))
    told, whole = work.actor.holds(Permission.READ_RETENTION), reveals.sees(work, as_uuid(user_id))
    return frame(
        (
            (
                hold.id, reveals.words(hold.reason, whole=whole) if told else None,
                reveals.words(hold.ticket, whole=whole) if told else "", hold.placed_at,
                called(work, *who[:2]), hold.review_at, _late(work, hold),
            )
            for hold, *who in work.db.execute(wanted.order_by(LegalHold.placed_at, LegalHold.id)).all()
        ),
        ONE,
    )  # fmt: skip


def _holds() -> Select[Any]:
    columns: Any = select(LegalHold, Placer.name, Placer.email, Lifter.name, Lifter.email)
    wanted: Select[Any] = columns.outerjoin(Placer, Placer.id == LegalHold.placed_by)
    return wanted.outerjoin(Lifter, Lifter.id == LegalHold.lifted_by)


def _late(work: Work, hold: LegalHold) -> bool:
    return hold.review_at is not None and hold.review_at <= work.now
