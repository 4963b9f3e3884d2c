"""People: one, a page of them, and how many."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, Select, bindparam, case, select

from usercore.crypto.ids import as_uuid
from usercore.database import Moment
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, as_counted, how_many
from usercore.models import Role, User
from usercore.models.factors import has_factor
from usercore.permissions import Permission
from usercore.spelling import email_key, masked_email
from usercore.steps import finding, keyset, reveals
from usercore.steps.finding import EVERYONE, Found
from usercore.steps.people import UserQuery, sees_all
from usercore.steps.people_pages import page
from usercore.steps.standing import covers_role
from usercore.work import Work, needs

__all__ = ["UserQuery", "by_email", "by_id", "counts", "search"]

LIST = ["id", "name", "email", "role", "status", "created_at", "last_sign_in_at", "locked_until"]
ONE = [
    *LIST,
    "version",
    "email_verified_at",
    "has_password",
    "must_change_password",
    "suspended_at",
    "suspended_until",
    "suspended_reason",
    "locked_reason",
    "password_compromised",
    "time_zone",
    "deleted_at",
    "second_factor",
]


def _columns(names: list[str]) -> Select[Any]:
    now: Any = bindparam("now", type_=Moment)
    special: dict[str, Any] = {
        "status": User.status_that_counts(now).label("status"),
        "second_factor": has_factor().label("second_factor"),
        "has_password": User.password_hash.is_not(None).label("has_password"),
        "locked_until": case((User.locked_at(now), User.locked_until)).label("locked_until"),
    }
    columns: list[Any] = [special.get(name, getattr(User, name, None)) for name in names]
    return select(*columns)


LISTED, WHOLE = _columns(LIST), _columns(ONE)  # built once: to spell them anew takes as long as to read a page


def _one(work: Work, who: ColumnElement[bool]) -> pd.DataFrame:
    found = frame(work.rows(WHOLE.where(who)), ONE)
    until = None if sees_all(work) or found.empty else reveals.until(work, found["id"].iloc[0])
    found = found if until else _masked(work, found)
    found["revealed_until"] = pd.Series([until] * len(found), index=found.index, dtype=object)
    found["above_you"] = [not covers_role(work, role) for role in found["role"]]
    found["long_password"] = [
        work.db.get_one(Role, row.role).has_dashboard_rights and not row.second_factor for row in found.itertuples()
    ]
    return found


def _masked(work: Work, found: pd.DataFrame) -> pd.DataFrame:
    if not sees_all(work):
        others = found["id"] != work.actor.user_id
        found.loc[others, "email"] = found.loc[others, "email"].map(masked_email)
        if "suspended_reason" in found:
            found.loc[others, "suspended_reason"] = None  # free words, which may name anyone
    return found


@needs(Permission.READ_USERS, own="user_id")
def by_id(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """The person as a frame of one row, or none; `above_you` if they hold rights that the actor does not,
    `long_password` if their role has dashboard rights and they have no second factor.

    `locked_until` is None unless a limit keeps them out now; `revealed_until` until when data is whole here that the
    actor's role sees masked (`reveals.ask`), else None.
    """
    return _one(work, User.id == as_uuid(user_id))


@needs(Permission.READ_USERS)
def by_email(work: Work, *, email: str) -> pd.DataFrame:
    """The person with this address, in any spelling of it, as a frame of one row, or none."""
    return _one(work, User.email_key == email_key(email))


@needs(Permission.READ_USERS, replica=True)
def search(work: Work, *, query: UserQuery | None = None) -> pd.DataFrame:
    """A page of people. `.attrs` has `next` and `previous`: the ids for `after` and `before`, or None;
    `as_of` the moment it shows, where a read replica gave it that is more than a second behind.

    Pages go by key: each costs the same at any depth. Raises `BadQuery`, `PageGone`.
    """
    query = query or UserQuery()
    return page_of(work, query, finding.plan(work, query))


def page_of(work: Work, query: UserQuery, found: Found) -> pd.DataFrame:
    """`search`, once it is known how they are found."""
    return _shown(work, query, page(work, LISTED, query, found))


def page_and_total(work: Work, query: UserQuery, found: Found) -> pd.DataFrame:
    """The same with `counts` in `.attrs["total"]`: mostly the page brings the number along."""
    total = None
    if found.plan.brings_count:
        listed = found.plan.once("listed", lambda: LISTED.add_columns(found.plan.count().scalar_subquery()))
        rows = page(work, listed, query, found, counted=work.settings.count_cap + 1)
        shown = _shown(work, query, [row[:-1] for row in rows])
        total = as_counted(work, rows[0][-1]) if rows else None
    else:
        shown = page_of(work, query, found)
    if shown.attrs["next"] is None and query.after is None and query.before is None:
        total = Total(len(shown))  # all of them are on it
    shown.attrs["total"] = total_of(work, found) if total is None else total
    return shown


def _shown(work: Work, query: UserQuery, rows: list[Any]) -> pd.DataFrame:
    there, more = keyset.one_page(rows, query)
    shown = _masked(work, frame(there, LIST))
    return turning(shown, [row[0] for row in there], query, more=more)


@needs(Permission.READ_USERS, replica=True)
def counts(work: Work, *, query: UserQuery | None = None, exact: bool = False) -> Total:
    """How many people the query means, counted no further than the setting `count_cap` unless `exact`; capped lower where
    so many rows were looked at for them that an exact answer would take long.
    """
    found = finding.plan(work, query or UserQuery())
    if exact:
        return how_many(work, EVERYONE.where(*found.plan.conditions), exact=True, **found.given)
    return total_of(work, found)


def total_of(work: Work, found: Found) -> Total:
    """`counts`, once it is known how they are found."""
    total, cap = Total(), work.settings.count_cap
    for count in found.plan.counts(work, found.given):
        given = {"counted": cap + 1, "looked_at": count.looked_at, **found.given}
        total = as_counted(work, work.rows(count.wanted, **given)[0][0], cut=count.cut)
        if total >= cap:
            break
    return total
