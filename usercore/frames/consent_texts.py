"""Purposes with how many people stand where, and their texts, version by version, with what changed."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, exists, func, select

from usercore.frames.tables import frame
from usercore.frames.totals import Total, how_many
from usercore.models import Answer, ConsentPurpose, ConsentState, ConsentText, Status, User
from usercore.permissions import Permission
from usercore.spelling import storable
from usercore.steps import consents
from usercore.steps.telling import called
from usercore.work import Work, needs

PURPOSES = [
    "id", "title", "at_sign_in", "newest", "asks_from", "published_at", "retired_at", "current", "behind", "declined",
    "withdrawn", "never",
]  # fmt: skip
VERSIONS = [
    "id", "version", "language", "title", "body", "sha256", "asks_again", "published_at", "publisher", "people",
    "before",
]  # fmt: skip


@needs(Permission.READ_CONSENTS)
def purposes(work: Work) -> pd.DataFrame:
    """Every purpose, those in use first. How many people agreed to the newest text (`current`) or to an older one
    (`behind`), said no (`declined`), took it back (`withdrawn`), or were `never` asked, each counted no further than the
    setting `count_cap`; people in the trash are left out, and only those who may come in count as never asked.
    """
    published = (
        select(func.max(ConsentText.published_at))
        .where(ConsentText.purpose == ConsentPurpose.key, ConsentText.version == ConsentPurpose.version)
        .scalar_subquery()
    )
    order = (ConsentPurpose.retired_at.is_not(None), ConsentPurpose.created_at, ConsentPurpose.key)
    rows = work.db.execute(select(ConsentPurpose, published).order_by(*order)).all()
    return frame(
        (
            (
                asked.key, asked.title, asked.at_sign_in, asked.version, asked.asks_from, at, asked.retired_at,
                how_many(work, _who(asked.key, Answer.GIVEN, ConsentState.version == asked.version)),
                how_many(work, _who(asked.key, Answer.GIVEN, ConsentState.version < asked.version)),
                how_many(work, _who(asked.key, Answer.DECLINED)), how_many(work, _who(asked.key, Answer.WITHDRAWN)),
                how_many(work, _never(asked.key)),
            )
            for asked, at in rows
        ),
        PURPOSES,
    )  # fmt: skip


@needs(Permission.READ_CONSENTS)
def versions(work: Work, *, purpose: str) -> pd.DataFrame:
    """Every text of a purpose, the newest version first and of one version the English text; `publisher` is a name, None
    for a program or someone erased, `people` how many stand on that version, counted no further than the setting
    `count_cap`; `before` is the body of the version before in its language (`usercore.word_diff` tells the two apart).
    """
    key = storable(purpose)
    wanted = (
        select(ConsentText, User.name, User.email)
        .outerjoin(User, User.id == ConsentText.published_by)
        .where(ConsentText.purpose == key)
    )
    rows = sorted(work.db.execute(wanted).all(), key=lambda row: _newest_first(row[0]))
    numbers = {text.version for text, *_ in rows}
    people = {one: how_many(work, _who(key, Answer.GIVEN, ConsentState.version == one)) for one in numbers}
    return frame(
        (
            (
                text.id, text.version, text.language, text.title, text.body, text.sha256, text.asks_again,
                text.published_at, called(work, name, email), people[text.version],
                _before(text, [one for one, *_ in rows]),
            )
            for text, name, email in rows
        ),
        VERSIONS,
    )  # fmt: skip


@needs(Permission.READ_CONSENTS)
def would_be_asked(work: Work, *, purpose: str) -> Total:
    """How many would be asked again if a new version said so: who agreed to one so far, the trash aside. Raises
    `NotFound`.
    """
    return how_many(work, _who(consents.purpose(work, storable(purpose)).key, Answer.GIVEN))


def _who(key: str, answer: Answer, *which: ColumnElement[bool]) -> Select[Any]:
    wanted = select(ConsentState.user_id).join(User, User.id == ConsentState.user_id)
    return wanted.where(
        ConsentState.purpose == key, ConsentState.answer == answer, User.status != Status.DELETED, *which
    )


def _never(key: str) -> Select[Any]:
    answered = exists().where(ConsentState.user_id == User.id, ConsentState.purpose == key)
    return select(User.id).where(User.status == Status.ACTIVE, ~answered)


def _newest_first(text: ConsentText) -> tuple[int, tuple[bool, bool, bool, str]]:
    return -text.version, consents.preference(text.language, consents.LANGUAGE)


def _before(text: ConsentText, texts: Iterable[ConsentText]) -> str:
    """The version before in its language; before the first there is nothing."""
    older = [one for one in texts if one.language == text.language and one.version < text.version]
    found = max(older, key=lambda one: one.version, default=None)
    return found.body if found else ""
