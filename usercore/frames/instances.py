"""What this installation is."""

import pandas as pd
from sqlalchemy import select

from usercore.frames.tables import frame
from usercore.models import Instance, User
from usercore.permissions import Permission
from usercore.work import Work, needs

ABOUT = ["set_up", "practice_passphrase"]


@needs(Permission.PUBLIC)
def about(work: Work) -> pd.DataFrame:
    """One row: whether anyone has an account yet, and the passphrase all made-up people share, if they are."""
    instance = work.db.get_one(Instance, 1)
    set_up = instance.set_up_at is not None or work.db.scalar(select(User.id).limit(1)) is not None
    return frame([(set_up, instance.practice_passphrase)], ABOUT)
