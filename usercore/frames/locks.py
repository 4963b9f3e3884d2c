"""Why a person is locked out: by which limit, after how many tries, from how many networks."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.events import Event
from usercore.frames.tables import frame
from usercore.limits import UNTIL_RESET, network
from usercore.models import AuditEntry, AuditValue, User
from usercore.permissions import Permission
from usercore.work import Work, needs

WHY = ["locked_until", "until_reset", "tries", "networks"]
MOST_TRIES = 200


@needs(Permission.READ_USERS)
def why(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """One row if a limit keeps this person out now, else none. `until_reset`: waiting will not help, a new password
    does; `tries` failed, from so many `networks` (0: not known).
    """
    found = as_uuid(user_id)
    user = work.db.scalar(select(User).where(User.id == found, User.locked_at(work.now)))
    if user is None:
        return frame([], WHY)
    about = (AuditEntry.subject_id == found, AuditEntry.at <= work.now)
    newest = AuditEntry.at.desc(), AuditEntry.sequence.desc()
    locking = select(AuditEntry).where(*about, AuditEntry.event == Event.USER_LOCKED).order_by(*newest).limit(1)
    entry = work.db.scalar(locking)
    tries = int(entry.facts.get("tries", 0)) if entry else 0
    sources = (
        select(AuditValue.value)
        .select_from(AuditEntry)
        .outerjoin(AuditValue, (AuditValue.entry_id == AuditEntry.id) & (AuditValue.name == "address"))
        .where(*about, AuditEntry.event == Event.SIGN_IN_REFUSED)
        .order_by(*newest)
        .limit(min(tries, MOST_TRIES))  # a success would have cleared the counter: these are the ones it counted
    )
    networks = {network(address) for address in work.db.scalars(sources) if address}
    row = (user.locked_until, user.locked_reason == UNTIL_RESET, tries, len(networks))
    return frame([row], WHY)
