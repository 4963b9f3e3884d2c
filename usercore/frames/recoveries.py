"""Lost second factors that wait for a second person."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import aliased

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import Recovery, User
from usercore.permissions import Permission
from usercore.steps import reveals, standing
from usercore.steps.people import sees_all, shown_emails
from usercore.steps.reveals import words
from usercore.steps.telling import called
from usercore.work import Work, needs

COLUMNS = ["id", "user_id", "name", "email", "proofs", "note", "asked_by", "own", "above_you", "created_at", "ends_at"]
MOST = 100


@needs(Permission.RECOVER_TWO_FACTOR)
def waiting(work: Work, *, user_id: UUID | None = None) -> pd.DataFrame:
    """The newest first, of one person or of everyone: what was seen (`proofs`, `note`), who asked (`asked_by`, a name),
    whether that was the actor (`own`), and whether the person is `above_you`. Addresses, in the note too, only for
    those who see data whole.
    """
    asker = aliased(User)
    wanted = (
        select(Recovery, User.name, User.email, User.role, asker.name, asker.email)
        .join(User, User.id == Recovery.user_id)
        .join(asker, asker.id == Recovery.asked_by)
        .where(Recovery.ends_at > work.now)
        .order_by(Recovery.created_at.desc(), Recovery.id.desc())
        .limit(MOST)
    )
    if user_id is not None:
        wanted = wanted.where(Recovery.user_id == as_uuid(user_id))
    whole = sees_all(work) or (user_id is not None and reveals.sees(work, as_uuid(user_id)))
    shown = shown_emails(work)
    return frame(
        (
            (
                row.id, row.user_id, name, shown(email), list(row.proofs), words(row.note, whole=whole),
                called(work, by, address),
                row.asked_by == work.actor.user_id, not standing.covers_role(work, role), row.created_at, row.ends_at,
            )
            for row, name, email, role, by, address in work.db.execute(wanted).all()
        ),
        COLUMNS,
    )  # fmt: skip
