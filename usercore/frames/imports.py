"""A list of people from elsewhere before it is brought in: what would become of each line."""

from collections.abc import Sequence

import pandas as pd

from usercore.address_lists import MOST_LINES
from usercore.errors import ListTooLong
from usercore.frames.tables import frame
from usercore.permissions import Permission
from usercore.steps import arrivals, importing
from usercore.steps.arrivals import FIELDS, Given
from usercore.steps.importing import Fate, Judged
from usercore.work import Work, needs

__all__ = ["FIELDS", "Fate", "fates"]

FATES = ["line", "email", "name", "role", "status", "fate", "why"]


@needs(Permission.CREATE_USERS)
def fates(work: Work, *, lines: Sequence[Given], role: str = "author") -> pd.DataFrame:
    """What `imports.people` would do with each line: one of `Fate`, and `why` in a sentence. `role` is for lines that
    name none. Nothing is changed, and at most 10,000 lines are looked at.

    Raises `ListTooLong`; `UnreadableList` for fields that cannot be imported.
    """
    if len(lines) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES)
    return frame((_row(one, role) for one in importing.judged(work, arrivals.read(lines), role=role)), FATES)


def _row(one: Judged, default: str) -> tuple[object, ...]:
    who, role = one.arrival, one.role.name if one.role else one.arrival.role or default
    return who.line, who.typed, who.name, role, who.status.value, one.fate.value, one.why
