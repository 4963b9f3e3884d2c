"""What an index can give: the rows of one filter, or a few more than are meant."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, any_, bindparam, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import ARRAY

from usercore import search_index
from usercore.models import LOCKED, Case, Status, User
from usercore.spelling import storable, whole_email
from usercore.steps import people, texts
from usercore.steps.people import Shape, sees_all
from usercore.steps.texts import Told, named
from usercore.work import Work

NEWEST = 3_000  # PostgreSQL: whether a word of one or two letters is frequent is seen among these,
SELDOM = 60  # … where it stands in one of so many
MOST_GRAMS = 3  # of a text, the rarest: what they let through is compared with the text itself
ROW: Mapping[str, ColumnElement[Any]] = {
    "sqlite": literal_column("users.rowid"),
    "postgresql": literal_column("users.ctid"),
}
GRAMS = table("frequent_grams", column("gram"), column("many"))
FREQUENT = select(GRAMS.c.gram, GRAMS.c.many).where(GRAMS.c.gram.in_(bindparam("asked", expanding=True)))
Source = Select[Any]


def among(database: str, source: Source) -> ColumnElement[bool]:
    """That a row is one of these. PostgreSQL is to fetch them by where they lie, not to look for them in everyone."""
    row = ROW[database]
    return row.in_(source) if database == "sqlite" else row == any_(func.array(source.scalar_subquery()))


def sources_of(shape: Shape) -> Iterator[Source]:
    """The rows of each filter that has an index, or a few more than are meant; those of the text are `texts_of`."""
    query = shape.query
    rows = select(ROW[shape.database]).select_from(User)
    created = list(people.between(User.created_at, query, "created"))
    if query.roles:
        yield rows.where(User.role.in_([storable(role) for role in query.roles]), *created)
    if query.statuses:
        yield _statuses(rows, query.statuses, created)
    if created and not query.roles and not query.statuses:
        yield rows.where(*created)
    if query.never_signed_in:
        yield rows.where(User.last_sign_in_at.is_(None))
    elif query.signed_in_from or query.signed_in_before:
        yield rows.where(*people.between(User.last_sign_in_at, query, "signed_in"))
    if query.in_case:
        yield rows.where(User.id.in_(select(Case.user_id).where(Case.closed_at.is_(None))))


def _statuses(rows: Source, statuses: tuple[str, ...], created: list[Any]) -> Source:
    """By the stored status: who is locked or whose suspension is over stands under another."""
    if statuses == (LOCKED,):
        return rows.where(User.locked_until > people.NOW)
    stored = {str(status) for status in statuses} & {str(status) for status in Status}
    if {LOCKED, Status.ACTIVE} & set(statuses):
        stored |= {str(Status.ACTIVE), str(Status.SUSPENDED)}
    if len(stored) == 1:
        return rows.where(User.status == stored.pop(), *created)
    return rows.where(User.status.in_(sorted(stored)), *created)


def texts_of(database: str, text: str, told: Told = named, *, sees_all: bool) -> Iterator[Source]:
    """The rows of those whom a text means, or a few more."""
    rows = select(ROW[database]).select_from(User)
    if not sees_all and whole_email(text):
        yield rows.where(User.email_key == told("address"))
        return
    words = texts.words(text)
    if not words:
        return
    long = any(map(texts.is_long, words))
    if database != "sqlite":
        if long and sees_all:  # what the others search has no index of its own
            yield rows.where(*texts.searched(text, told, sees_all=True))
        return
    name = "users_trigrams" if long else "users_grams"
    yield select(table(name, column("rowid")).c.rowid).where(literal_column(name).op("MATCH")(told("phrase")))


def grams_of(text: str, told: Told = named, *, sees_all: bool, seldom: bool) -> Iterator[ColumnElement[bool]]:
    """PostgreSQL: what lets its planner use the gram indexes. It knows how frequent a longer word is, and has no idea of
    one or two letters: where these are `seldom`, the short grams find them; where they are frequent, any order soon does.
    """
    if not sees_all and whole_email(text):
        return
    long = [place for place, word in enumerate(texts.words(text)) if texts.is_long(word)]
    if long and not sees_all:  # their own condition is on the name alone, which has no index
        yield from (User.searched.contains(told(f"word{place}"), escape=texts.ESCAPE) for place in long)
    if seldom:
        yield func.usercore_grams(User.searched).op("@>")(told("grams", ARRAY(Text)))


def text_values(work: Work, text: str) -> dict[str, Any]:
    """What the statements for such a text are given; for short words `grams` only where they are seldom."""
    values, words = texts.values_in(text, sees_all=sees_all(work)), texts.words(text)
    if not words or "address" in values:
        return values
    long = [word for word in words if texts.is_long(word)]
    if work.connection.dialect.name == "sqlite":
        trigrams = [gram for word in long for gram in search_index.trigrams(word)]
        found = _rarest(work, trigrams) if long else list(dict.fromkeys(_grams(words)))[:MOST_GRAMS]
        return {**values, "phrase": search_index.phrase(found)}
    if not long and _are_seldom(work, text):
        return {**values, "grams": sorted(set(_grams(words)))}
    return values


def _grams(words: Iterable[str]) -> list[str]:
    return [gram for word in words for gram in search_index.grams(word)]


def _rarest(work: Work, grams: list[str]) -> list[str]:
    """The grams that the fewest hold; a frequent one beside a rare one would only be read through."""
    asked = list(dict.fromkeys(grams))
    many = dict(work.rows(FREQUENT, asked=asked))
    ranked = sorted(asked, key=lambda gram: many.get(gram, 0))
    rare = [gram for gram in ranked if gram not in many]
    return (rare or ranked)[:MOST_GRAMS]


def _are_seldom(work: Work, text: str) -> bool:
    newest = select(User.searched).order_by(User.created_at.desc(), User.id.desc()).limit(NEWEST).subquery()
    holds = (newest.c.searched.contains(word, autoescape=True) for word in texts.words(text))
    seen = work.db.scalar(select(func.count()).select_from(newest).where(*holds)) or 0
    return seen * SELDOM < NEWEST
