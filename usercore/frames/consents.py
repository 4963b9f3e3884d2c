"""Where people stand: one of them, purpose by purpose; who agreed to a text that has changed since; and the ledger."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, or_, select

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame, turning
from usercore.frames.totals import Total, how_many
from usercore.models import Answer, Consent, ConsentPurpose, ConsentState, ConsentText, Status, User
from usercore.permissions import Permission
from usercore.spelling import storable
from usercore.steps import consents, keyset
from usercore.steps.people import sees_all, shown_email
from usercore.steps.telling import called
from usercore.work import Work, needs

__all__ = ["BehindQuery", "behind", "counts", "history", "of_user"]

STANDS = [
    "purpose", "name", "at_sign_in", "retired_at", "answer", "at", "version", "agreed_title", "agreed_body",
    "newest", "text_id", "title", "body", "language", "published_at", "behind", "asked",
]  # fmt: skip
LINES = [
    "id", "purpose", "name", "number", "answer", "version", "language", "sha256", "how", "by", "own", "at", "proof",
]  # fmt: skip
BEHIND = ["id", "name", "email", "role", "status", "version", "language", "at"]
MOST, LARGEST_PAGE = 500, 500


class BehindQuery(BaseModel):
    """Who agreed to an older text of a purpose and has not answered since, by version, the latest first; `version`
    means those of that one alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str
    version: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


@needs(Permission.READ_CONSENTS, own="user_id")
def of_user(work: Work, *, user_id: UUID, language: str | None = None) -> pd.DataFrame:
    """One row for each purpose that has a text, or that they answered: their last `answer` (None: never asked), to
    which `version`, with the text they had before them if they agreed; the `newest` text (`text_id`, None without
    any) in the language of their last answer if there is one, else in `language` (BCP 47, as a browser says it), else in
    English; whether they are `behind` it, and `asked` at their next sign-in.
    """
    whose = as_uuid(user_id)
    columns = (ConsentPurpose, ConsentState, ConsentText, consents.asks().label("asked"))
    wanted = consents.beside(whose, *columns)
    wanted = wanted.outerjoin(Consent, Consent.id == ConsentState.consent_id)
    wanted = wanted.outerjoin(ConsentText, ConsentText.id == Consent.text_id)
    wanted = wanted.where(or_(ConsentPurpose.version > 0, ConsentState.user_id.is_not(None)))
    rows = work.db.execute(wanted.order_by(ConsentPurpose.created_at, ConsentPurpose.key)).all()
    newest = _newest(work)
    return frame((_stands(row, newest.get(row[0].key, []), language) for row in rows), STANDS)


@needs(Permission.READ_CONSENTS, own="user_id")
def history(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's lines in the ledger, the newest first, 500 at most. `by` names who recorded it, None for a program or
    someone erased; `own`: themselves. `proof` only for whoever sees personal data.
    """
    whose = as_uuid(user_id)
    wanted = (
        select(Consent, ConsentPurpose.title, User.name, User.email)
        .join(ConsentPurpose, ConsentPurpose.key == Consent.purpose)
        .outerjoin(User, User.id == Consent.recorded_by)
        .where(Consent.user_id == whose)
        .order_by(Consent.at.desc(), Consent.number.desc(), Consent.id.desc())
        .limit(MOST)
    )
    shows = sees_all(work) or (whose is not None and whose == work.actor.user_id)
    return frame(
        (
            (
                line.id, line.purpose, title, line.number, line.answer, line.version, line.language, line.sha256, line.how,
                called(work, name, email), line.recorded_by == line.user_id, line.at, line.proof if shows else "",
            )
            for line, title, name, email in work.db.execute(wanted).all()
        ),
        LINES,
    )  # fmt: skip


@needs(Permission.READ_CONSENTS)
def behind(work: Work, *, query: BehindQuery) -> pd.DataFrame:
    """A page of who is still on an older text; `.attrs` has `next` and `previous`, as in `users.search`. People in the
    trash are left out. Raises `NotFound`, `PageGone`.
    """
    backwards = query.before is not None
    wanted = _behind(work, query, ConsentState, User)
    if (cursor := query.before or query.after) is not None:
        found = work.db.get(ConsentState, (as_uuid(cursor), query.purpose)) if as_uuid(cursor) else None
        if found is None:
            raise PageGone
        place: Any = found.version, found.user_id
        wanted = wanted.where(keyset.beyond(ConsentState.version, ConsentState.user_id, place, backwards=backwards))
    wanted = keyset.ordered(wanted, ConsentState.version, ConsentState.user_id, backwards=backwards)
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    shown = frame((_one(work, *row) for row in rows), BEHIND)
    return turning(shown, [row[1].id for row in rows], query, more=more)


@needs(Permission.READ_CONSENTS)
def counts(work: Work, *, query: BehindQuery) -> Total:
    """How many are still on an older text, counted no further than the setting `count_cap`. Raises `NotFound`."""
    return how_many(work, _behind(work, query, ConsentState.user_id))


def _behind(work: Work, query: BehindQuery, *columns: Any) -> Select[Any]:
    asked = consents.purpose(work, storable(query.purpose))
    older: ColumnElement[bool] = ConsentState.version < asked.version
    if query.version is not None:
        older = older & (ConsentState.version == query.version)
    wanted = select(*columns).join_from(ConsentState, User, User.id == ConsentState.user_id)
    return wanted.where(
        ConsentState.purpose == asked.key, ConsentState.answer == Answer.GIVEN, older, User.status != Status.DELETED
    )


def _one(work: Work, state: ConsentState, user: User) -> tuple[Any, ...]:
    status = str(user.status_at(work.now))
    return user.id, user.name, shown_email(work, user.email), user.role, status, state.version, state.language, state.at


def _newest(work: Work) -> dict[str, list[ConsentText]]:
    """The newest version of each purpose, in all its languages."""
    mine = (ConsentPurpose.key == ConsentText.purpose) & (ConsentPurpose.version == ConsentText.version)
    found: dict[str, list[ConsentText]] = {}
    for text in work.db.scalars(select(ConsentText).join(ConsentPurpose, mine)):
        found.setdefault(text.purpose, []).append(text)
    return found


def _stands(row: Any, texts: Iterable[ConsentText], language: str | None) -> tuple[Any, ...]:
    asked: ConsentPurpose = row[0]
    state: ConsentState | None = row[1]
    read: ConsentText | None = row[2]
    gave = state is not None and state.answer == Answer.GIVEN
    mine = state.language if state else language
    text = min(texts, key=lambda one: consents.preference(one.language, mine), default=None)
    shown = (text.id, text.title, text.body, text.language, text.published_at) if text else (None,) * 5
    answered = (state.answer, state.at, state.version) if state else (None,) * 3
    agreed = (read.title, read.body) if gave and read else (None, None)
    late = gave and state is not None and state.version < asked.version
    head = (asked.key, asked.title, asked.at_sign_in, asked.retired_at)
    return (*head, *answered, *agreed, asked.version, *shown, late, bool(row[3]))
