"""Notes that staff wrote about a person."""

from uuid import UUID

import pandas as pd
from sqlalchemy import select

from usercore.crypto.ids import as_uuid
from usercore.frames.tables import frame
from usercore.models import Note, User
from usercore.permissions import Permission
from usercore.steps import reveals
from usercore.steps.reveals import words
from usercore.steps.telling import called
from usercore.work import Work, needs

COLUMNS = ["id", "text", "ticket", "pinned", "privileged", "author", "own", "created_at", "changed_at"]
MOST = 200


@needs(Permission.READ_NOTES)
def of_user(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """The pinned one first, then the newest, 200 at most; `author` is a name, None for a program or someone erased,
    `own` whether the actor wrote it. Privileged ones only for those who may see them; addresses in the words only for
    those who see data whole.
    """
    found = as_uuid(user_id)
    wanted = (
        select(Note, User.name, User.email)
        .outerjoin(User, User.id == Note.author_id)
        .where(Note.user_id == found)
        .order_by(Note.pinned.desc(), Note.created_at.desc(), Note.id.desc())
        .limit(MOST)
    )
    if not work.actor.holds(Permission.PRIVILEGED_NOTES):
        wanted = wanted.where(Note.privileged.is_(False))
    whole = reveals.sees(work, found)
    return frame(
        (
            (
                note.id, words(note.text, whole=whole), words(note.ticket, whole=whole), note.pinned, note.privileged,
                called(work, name, email),
                note.author_id is not None and note.author_id == work.actor.user_id, note.created_at, note.changed_at,
            )
            for note, name, email in work.db.execute(wanted).all()
        ),
        COLUMNS,
    )  # fmt: skip
