"""A list of addresses before it is invited: what would become of each line."""

from collections.abc import Sequence

import pandas as pd

from usercore import typos
from usercore.address_lists import MOST_LINES
from usercore.errors import ListTooLong
from usercore.frames.tables import frame
from usercore.permissions import Permission
from usercore.steps import inviting
from usercore.steps.inviting import Given, Judged, Verdict
from usercore.work import Work, needs

__all__ = ["Verdict", "verdicts"]

VERDICTS = ["line", "email", "name", "role", "verdict", "why", "suggestion"]
MAY_BE_CORRECTED = (Verdict.NEW, Verdict.ROLE, Verdict.INVALID)


@needs(Permission.INVITE_USERS)
def verdicts(work: Work, *, lines: Sequence[Given], role: str = "author") -> pd.DataFrame:
    """A verdict for each line of a list, as `address_lists.read` gives them: one of `Verdict`, and `why` in a sentence.

    `role` is for lines that name none; a role may be given by name or title. `suggestion` is the address that was
    probably meant. Nothing is changed, and at most 10,000 lines are looked at. Raises `ListTooLong`.
    """
    if len(lines) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES)
    return frame((_row(one, role) for one in inviting.judged(work, lines, role=role)), VERDICTS)


def _row(one: Judged, default: str) -> tuple[object, ...]:
    line, role = one.line, one.role.name if one.role else one.line.role or default
    meant = typos.likely(line.email) if one.verdict in MAY_BE_CORRECTED else None
    return line.number, line.email, line.name, role, one.verdict.value, one.why, meant
