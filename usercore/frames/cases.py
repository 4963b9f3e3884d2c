"""Cases of accounts that came into other hands, and the signs to look at before one is opened."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import Case, User
from usercore.permissions import Permission
from usercore.steps import compromise, reveals, standing
from usercore.steps.people import sees_all
from usercore.steps.reveals import words
from usercore.steps.telling import called, values_of
from usercore.work import Work, needs

CASES = ["id", "note", "ticket", "steps", "opened_at", "opened_by", "closed_at", "closed_by", "above_you"]
SIGNS = ["id", "at", "event", "facts", "values"]
MOST = 100


@needs(Permission.WORK_CASES)
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """A person's cases, the newest first, 100 at most. `steps` say of each when it was done (`at`, ISO 8601; None: still
    to do); `opened_by` and `closed_by` are names, None for a program or someone erased; `above_you`: the person holds what
    the actor does not. Addresses in the words only for those who see data whole.
    """
    found = as_uuid(user_id)
    whole = reveals.sees(work, found)
    opener, closer = aliased(User), aliased(User)
    wanted = (
        select(Case, User.role, opener.name, opener.email, closer.name, closer.email)
        .join(User, User.id == Case.user_id)
        .outerjoin(opener, opener.id == Case.opened_by)
        .outerjoin(closer, closer.id == Case.closed_by)
        .where(Case.user_id == found)
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(MOST)
    )
    return frame(
        (
            (
                case.id, words(case.note, whole=whole), words(case.ticket, whole=whole), case.steps, case.opened_at, called(work, *by[:2]), case.closed_at,
                called(work, *by[2:]), not standing.covers_role(work, role),
            )
            for case, role, *by in work.db.execute(wanted).all()
        ),
        CASES,
    )  # fmt: skip


@needs(Permission.WORK_CASES)
def signs(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """What changed about how a person gets in within the last 7 days, the newest first, with its `facts` and `values`."""
    whose = as_uuid(user_id)
    found = compromise.signs(work, whose)
    own = None if sees_all(work) or reveals.until(work, whose) is None else whose
    values = values_of(work, [entry.id for entry in found], own=own)
    return frame(((entry.id, entry.at, entry.event, entry.facts, values.get(entry.id, {})) for entry in found), SIGNS)
