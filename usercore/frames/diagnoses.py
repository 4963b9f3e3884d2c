"""Why someone cannot sign in, and what puts it right."""

from uuid import UUID

import pandas as pd

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.permissions import Permission
from usercore.steps import sign_in_facts
from usercore.steps.diagnosis import Finding, diagnose
from usercore.steps.diagnosis_words import fix, told
from usercore.steps.standing import covers_role
from usercore.work import Work, needs

__all__ = ["Finding", "fix", "told", "why"]

WHY = ["kind", "stops", "facts", "fix", "above_you"]


@needs(Permission.READ_USERS)
def why(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """What stops this person from signing in, then what gets in their way, one row each; empty if there is nobody.

    `kind`, `stops`, `facts` (a dictionary) and `fix` are those of a `Finding`, for which `told` has the sentence.
    Networks, a suspension's reason and addresses are missing for those who see data masked; `above_you` as in
    `users.by_id`.
    """
    found = sign_in_facts.read(work, as_uuid(user_id))
    if found is None:
        return frame([], WHY)
    known, role = found
    above = not covers_role(work, role.name)
    return frame(((one.kind, one.stops, dict(one.facts), one.fix, above) for one in diagnose(known)), WHY)
