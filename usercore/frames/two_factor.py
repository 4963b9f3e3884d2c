"""Who has a second factor."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, case, func, literal, select, tuple_

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, how_many
from usercore.models import Factor, FactorState, RecoveryCode, Role, TrustedBrowser, User
from usercore.permissions import Permission
from usercore.steps import factors, keyset
from usercore.steps.people import shown_emails
from usercore.work import Work, needs

BY_ROLE = ["role", "title", "staff", "people", "enrolled", "asked"]
MISSING = ["id", "name", "email", "title", "last_sign_in_at"]
OVER_TIME = ["at", "enrolled"]
WEEK = timedelta(days=7)
TRUSTED = ["id", "browser", "system", "since", "ends_at"]
OF_USER = ["state", "kind", "since", "last_used_at", "ends_at", "codes_left"]
LARGEST_PAGE = 500
ADMINS_FIRST = (Role.position, User.name_key, User.id)


class MissingQuery(BaseModel):
    """Which page of those without one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 100
    after: str | UUID | None = None
    before: str | UUID | None = None


@needs(Permission.READ_USERS, own="user_id", before_enrolment=True)
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's second factors, the active one first, then one that waits for its first code (until `ends_at`)."""
    user = work.db.get(User, as_uuid(user_id)) if as_uuid(user_id) else None
    if user is None:
        return frame([], OF_USER)
    left = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    codes = work.db.scalar(left) or 0
    found = [one for one in (factors.active(work, user), factors.pending(work, user)) if one]
    return frame((_row(one, codes) for one in found), OF_USER)


@needs(Permission.READ_USERS, own="user_id")
def trusted(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """The browsers in which a person is asked for no code now, the newest first."""
    wanted = select(TrustedBrowser).where(TrustedBrowser.user_id == as_uuid(user_id), TrustedBrowser.ends_at > work.now)
    rows = work.db.scalars(wanted.order_by(TrustedBrowser.created_at.desc()))
    return frame(((row.id, row.browser, row.system, row.created_at, row.ends_at) for row in rows), TRUSTED)


def _row(one: Factor, codes: int) -> tuple[object, ...]:
    is_active = one.state == FactorState.ACTIVE
    since = one.confirmed_at if is_active else one.created_at
    return one.state, one.kind, since, one.last_used_at, one.ends_at, codes if is_active else 0


@needs(Permission.SET_UP_TWO_FACTOR)
def by_role(work: Work) -> pd.DataFrame:
    """For each role how many people may sign in, how many of them have a second factor, and whether it is asked for."""
    may = User.who_may_sign_in(work.now)
    people = _counted(work, select(User.role, func.count()).where(may))
    has = select(User.role, func.count(Factor.user_id.distinct())).join(Factor, Factor.user_id == User.id)
    enrolled = _counted(work, has.where(Factor.state == FactorState.ACTIVE, may))
    roles = work.db.scalars(select(Role).order_by(Role.position, Role.name))
    return frame(
        (
            (
                role.name, role.title, role.has_dashboard_rights, people.get(role.name, 0), enrolled.get(role.name, 0),
                role.second_factor_since is not None,
            )
            for role in roles
        ),
        BY_ROLE,
    )  # fmt: skip


def _counted(work: Work, wanted: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in work.db.execute(wanted.group_by(User.role))}


@needs(Permission.SET_UP_TWO_FACTOR)
def missing(work: Work, *, query: MissingQuery | None = None) -> pd.DataFrame:
    """A page of people who may sign in without a second factor though they have dashboard rights, or their role asks for
    one; admins first. `.attrs` has `next` and `previous`, as in `users.search`. Raises `PageGone`.
    """
    query = query or MissingQuery()
    backwards = query.before is not None
    wanted = select(User.id, User.name, User.email, Role.title, User.last_sign_in_at)
    wanted = wanted.join(Role, Role.name == User.role).where(*factors.still_without(work))
    if (cursor := query.before or query.after) is not None:
        wanted = wanted.where(_beyond(work, as_uuid(cursor), backwards=backwards))
    wanted = wanted.order_by(*(column.desc() if backwards else column.asc() for column in ADMINS_FIRST))
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    shown = shown_emails(work)
    found = frame(((row.id, row.name, shown(row.email), row.title, row.last_sign_in_at) for row in rows), MISSING)
    return turning(found, [row.id for row in rows], query, more=more)


def _beyond(work: Work, row_id: UUID | None, *, backwards: bool) -> ColumnElement[bool]:
    """Past this person, who may have one meanwhile."""
    place = select(*ADMINS_FIRST).join_from(User, Role, Role.name == User.role).where(User.id == row_id)
    there = work.db.execute(place).one_or_none()
    if there is None:
        raise PageGone
    order = tuple_(*ADMINS_FIRST)
    return order < tuple(there) if backwards else order > tuple(there)


@needs(Permission.SET_UP_TWO_FACTOR)
def counts(work: Work) -> Total:
    """How many people `missing` has in all, counted no further than the setting `count_cap`."""
    return how_many(work, select(literal(1)).select_from(User).where(*factors.still_without(work)))


@needs(Permission.SET_UP_TWO_FACTOR)
def over_time(work: Work, *, weeks: int = 12) -> pd.DataFrame:
    """For the end of each of the last weeks how many of the factors of today were on already."""
    ends = [work.now - number * WEEK for number in reversed(range(max(1, min(weeks, 104))))]
    sums = [func.sum(case((Factor.confirmed_at <= at, 1), else_=0)) for at in ends]
    found = work.db.execute(select(*sums).where(Factor.state == FactorState.ACTIVE)).one()
    return frame(((at, int(many or 0)) for at, many in zip(ends, found, strict=True)), OVER_TIME)
