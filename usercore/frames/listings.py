"""What the list of people shows: a page and how many there are in all, of one moment and for one look at who asks."""

from datetime import datetime

import pandas as pd

from usercore.frames import users
from usercore.frames.tables import frame
from usercore.frames.users import UserQuery
from usercore.permissions import Permission
from usercore.steps import finding, people_pages
from usercore.work import Work, needs


@needs(Permission.READ_USERS, replica=True)
def people(work: Work, *, query: UserQuery | None = None) -> pd.DataFrame:
    """`users.search` with the answer of `users.counts` in `.attrs["total"]`. Raises `BadQuery`, `PageGone`."""
    query = query or UserQuery()
    return users.page_and_total(work, query, finding.plan(work, query))


@needs(Permission.READ_USERS, replica=True)
def place(work: Work, *, query: UserQuery, to: str | datetime) -> pd.DataFrame:
    """Where the list comes to some words or a moment: the `id` behind which that page begins, as a frame of one row, or
    of none if it begins with the first. Behind everyone it is the last page. Raises `BadQuery` for an order that has no
    such places.
    """
    return frame(people_pages.before(work, query, to), ["id"])
