"""What the list of people shows: a page and how many there are in all, of one moment and for one look at who asks."""

import pandas as pd

from usercore.frames import users
from usercore.frames.users import UserQuery
from usercore.permissions import Permission
from usercore.work import Work, needs


@needs(Permission.READ_USERS)
def people(work: Work, *, query: UserQuery | None = None) -> pd.DataFrame:
    """`users.search` with the answer of `users.counts` in `.attrs["total"]`. Raises `BadQuery`, `PageGone`."""
    found = users.search(work, query=query)
    found.attrs["total"] = users.counts(work, query=query)
    return found
