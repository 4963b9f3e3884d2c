"""Links from letters: what one is good for, and which are waiting for someone."""

from uuid import UUID

import pandas as pd

from usercore.crypto.ids import as_uuid
from usercore.crypto.tokens import Purpose
from usercore.errors import TokenExpired, TokenSpent, TokenVoid
from usercore.frames.tables import frame
from usercore.models import User
from usercore.permissions import Permission
from usercore.steps import links, passwords, reveals
from usercore.work import Work, needs

ABOUT = ["state", "email", "name", "long_password", "new_email", "ends_at"]
WAITING = ["purpose", "new_email", "asked_at", "ends_at"]
STATES = {TokenSpent: "spent", TokenExpired: "ended", TokenVoid: "void"}


@needs(Permission.PUBLIC, with_temporary_password=True)
def about(work: Work, *, token: str, purpose: str) -> pd.DataFrame:
    """One row about the link, for the page it leads to: `state` is good, spent, ended or void. A dead one tells only
    the address it was sent to, if that is still the account's; looking spends nothing.
    """
    try:
        row, user = links.read(work, token, Purpose(purpose))
    except tuple(STATES) as dead:
        email = links.sent_to(work, token, Purpose(purpose))
        return frame([(STATES[type(dead)], email, None, None, None, None)], ABOUT)
    long = passwords.must_be_long(work, user)
    return frame([("good", user.email, user.name, long, (row.wanted or {}).get("email"), row.expires_at)], ABOUT)


@needs(Permission.READ_USERS, own="user_id")
def waiting(work: Work, *, user_id: UUID) -> pd.DataFrame:
    """The links that wait for this person: a reset (“reset”) and a new address (“email”)."""
    found = as_uuid(user_id)
    user = work.db.get(User, found) if found else None
    whole = user is not None and reveals.sees(work, user.id)
    rows = (
        []
        if user is None
        else [
            (
                row.purpose,
                (row.wanted or {}).get("email") if whole else None,
                row.created_at,
                row.expires_at,
            )
            for purpose in (Purpose.RESET, Purpose.EMAIL)
            for row in links.open_ones(work, user, purpose)
        ]
    )
    return frame(rows, WAITING)
