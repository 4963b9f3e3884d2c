"""The next list of people ahead of Streamlit: what the browser asks for by itself, and the rows it is given.

A turned page, another order, a letter typed: Streamlit goes round the page and comes back some pictures later. The table
asks for the rows at once, and draws them when the database has them; Streamlit's answer, with all that stands around the
table, still comes and is what counts.
"""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict

from pages.parts import opening, pager, people_columns, people_filters, table
from usercore import Actor
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

DOOR = "/rows/people"


class Wanted(BaseModel):
    """What the browser posts: the query, columns and roles that it was told of, with what was clicked or typed."""

    model_config = ConfigDict(extra="forbid")

    query: UserQuery
    shown: tuple[str, ...] = ()
    titles: dict[str, str] = {}


def told(query: UserQuery, found: pd.DataFrame, shown: Collection[str], titles: Mapping[str, str]) -> dict[str, Any]:
    """What the table asks for, and what each key, typed into or pressed, changes about it."""
    asked = Wanted(query=query.without(), shown=tuple(sorted(shown)), titles=dict(titles))
    return {
        "door": DOOR,
        "wanted": asked.model_dump(mode="json", exclude_defaults=True),
        "typed": {people_filters.TEXT: "text"},
        "pressed": {
            pager.NEXT: {"after": _id(found.attrs["next"])},
            pager.BACK: {"before": _id(found.attrs["previous"])},
        },
    }


def _id(row: Any) -> str | None:
    return None if row is None else str(row)


def rows(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """The rows as the table draws them. Raises what `lists.search` raises."""
    found = opening.core().call(actor, lists.search, query=wanted.query)
    columns = people_columns.shown(people_columns.of(wanted.titles), wanted.shown)
    return table.rows(found, columns, people_columns.LEADS_TO)
