"""The outbox: letters by state, one letter as its reader sees it, and the texts they are made from."""

import re
from typing import Annotated, Any
from uuid import UUID

import pandas as pd
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, select

from usercore.crypto.ids import as_uuid
from usercore.errors import PageGone
from usercore.frames.tables import frame, turning
from usercore.mail import rendering
from usercore.mail.letters import LetterKind
from usercore.models import LetterState, LetterText, OutboxLetter, User
from usercore.permissions import Permission
from usercore.spelling import storable, without_addresses
from usercore.steps import finding, keyset, letter_facts
from usercore.steps.people import sees_all, shown_email
from usercore.steps.standing import covers_role
from usercore.work import Work, needs

__all__ = ["LetterQuery", "by_state", "preview", "search", "texts"]

LIST = [
    "id",
    "user_id",
    "name",
    "email",
    "kind",
    "state",
    "tries",
    "problem",
    "created_at",
    "next_try_at",
    "sent_at",
    "ends_at",
    "has_link",
    "above_you",
]
STATES = ["state", "letters"]
PREVIEW = [*LIST, "subject", "text", "html"]
TEXTS = ["kind", "subject", "body", "changed"]
LARGEST_PAGE = 500
HIDDEN = "…"  # where the token would stand
SHOWN = tuple(state for state in LetterState if state is not LetterState.VOID)


class LetterQuery(BaseModel):
    """Which letters, newest first. Filters combine; `text` is a part of the person's name or address, `since` the aware
    moment from which on they were written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: AwareDatetime | None = None
    user_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    after: str | UUID | None = None
    before: str | UUID | None = None


@needs(Permission.READ_OUTBOX)
def search(work: Work, *, query: LetterQuery | None = None) -> pd.DataFrame:
    """A page of letters; `.attrs` has `next` and `previous`, as in `users.search`. Raises `PageGone`."""
    query = query or LetterQuery()
    backwards = query.before is not None
    wanted = _letters().where(*_conditions(work, query))
    if (cursor := query.before or query.after) is not None:
        wanted = wanted.where(_beyond(work, as_uuid(cursor), backwards=backwards))
    wanted = keyset.ordered(wanted, OutboxLetter.created_at, OutboxLetter.id, backwards=backwards)
    rows, more = keyset.one_page(work.db.execute(wanted.limit(query.limit + 1)).all(), query)
    found = frame((_row(work, letter, user) for letter, user in rows), LIST)
    return turning(found, [row[0].id for row in rows], query, more=more)


@needs(Permission.READ_OUTBOX)
def by_state(work: Work) -> pd.DataFrame:
    """How many letters are in each state, each counted no further than the setting `count_cap`."""
    cap = work.settings.count_cap

    def counted(state: str) -> int:
        some = select(OutboxLetter.id).where(OutboxLetter.state == state).limit(cap).subquery()
        return work.db.scalar(select(func.count()).select_from(some)) or 0

    return frame(((str(state), counted(state)) for state in SHOWN), STATES)


@needs(Permission.READ_OUTBOX)
def preview(work: Work, *, letter_id: UUID) -> pd.DataFrame:
    """One row: the letter as its reader sees it, its link left out; none if there is no such letter."""
    wanted = _letters().where(OutboxLetter.id == as_uuid(letter_id), OutboxLetter.state != LetterState.VOID)
    found = work.db.execute(wanted).one_or_none()
    if found is None:
        return frame([], PREVIEW)
    letter, user = found
    told = letter_facts.told(work, letter)
    facts = told if sees_all(work) else {name: value for name, value in told.items() if isinstance(value, int)}
    kind = LetterKind(letter.kind)
    text = work.db.get(LetterText, letter.kind)
    link = f"{work.settings.home}/open/{HIDDEN}" if letter.ends_at else None
    rendered = rendering.written(
        kind,
        to_name=letter.to_name,
        facts=rendering.sample(kind) | facts,
        link=link,
        home=work.settings.home,
        product=work.settings.product,
        zone=letter.time_zone or "UTC",
        ends_at=letter.ends_at,
        template=rendering.Template(text.subject, text.body) if text else None,
    )
    html = re.sub(r' href="[^"]*"', "", rendered.html)  # to look at, not to follow
    return frame([(*_row(work, letter, user), rendered.subject, rendered.text, html)], PREVIEW)


@needs(Permission.READ_SETTINGS)
def texts(work: Work) -> pd.DataFrame:
    """Subject and body of each kind of letter, and whether an admin changed them."""
    changed = {text.kind: text for text in work.db.scalars(select(LetterText))}
    rows = []
    for kind in LetterKind:
        own = changed.get(kind)
        shown = rendering.Template(own.subject, own.body) if own else rendering.default(kind)
        rows.append((str(kind), shown.subject, shown.body, own is not None))
    return frame(rows, TEXTS)


def _letters() -> Any:
    return select(OutboxLetter, User).outerjoin(User, User.id == OutboxLetter.user_id)


def _conditions(work: Work, query: LetterQuery) -> list[ColumnElement[bool]]:
    wanted = [_in_states([state for state in SHOWN if not query.states or state in query.states])]
    if query.kinds:
        wanted.append(OutboxLetter.kind.in_([storable(kind) for kind in query.kinds]))
    if query.since:
        wanted.append(OutboxLetter.created_at >= query.since)
    if query.user_id:
        wanted.append(OutboxLetter.user_id == query.user_id)
    return [*wanted, *finding.matching(work, query.text)]


def _in_states(shown: list[LetterState]) -> ColumnElement[bool]:
    """Most letters were sent: with those, walk the list in its order, and leave out the few that are not wanted."""
    if LetterState.SENT in shown:
        return OutboxLetter.state.not_in([state for state in LetterState if state not in shown])
    return OutboxLetter.state.in_(shown)


def _beyond(work: Work, row_id: UUID | None, *, backwards: bool) -> ColumnElement[bool]:
    at = work.db.scalar(select(OutboxLetter.created_at).where(OutboxLetter.id == row_id))
    if row_id is None or at is None:
        raise PageGone
    return keyset.beyond(OutboxLetter.created_at, OutboxLetter.id, (at, row_id), backwards=backwards)


def _row(work: Work, letter: OutboxLetter, user: User | None) -> tuple[Any, ...]:
    return (
        letter.id,
        letter.user_id,
        letter.to_name,
        shown_email(work, letter.to_address),
        letter.kind,
        letter.state,
        letter.tries,
        letter.problem if sees_all(work) else without_addresses(letter.problem or "") or None,
        letter.created_at,
        letter.next_try_at,
        letter.sent_at,
        letter.ends_at,
        letter.sealed_token is not None and (letter.ends_at is None or letter.ends_at > work.now),
        user is not None and not covers_role(work, user.role),
    )
