"""Whom the actor sees whole: by their role, because it is themselves, or one person for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from usercore.models import Reveal
from usercore.permissions import Permission
from usercore.spelling import without_addresses
from usercore.steps.people import sees_all
from usercore.work import Work

FOR = timedelta(minutes=5)


def until(work: Work, user_id: UUID | None) -> datetime | None:
    """Until when this person is shown whole, in this session, to an actor whose role sees people masked; None if they
    are not. Whoever lost the right sees nothing more of it, whatever they asked for before.
    """
    me = work.actor
    if me.session_id is None or user_id is None or not me.holds(Permission.ASK_TO_REVEAL_USERS):
        return None
    here = (Reveal.session_id == me.session_id, Reveal.user_id == user_id, Reveal.ends_at > work.now)
    return work.db.scalar(select(Reveal.ends_at).where(*here).order_by(Reveal.ends_at.desc()).limit(1))


def sees(work: Work, user_id: UUID | None) -> bool:
    """Whether the actor sees this one person's data whole; one statement for those whose role does not."""
    own = user_id is not None and user_id == work.actor.user_id
    return own or sees_all(work) or until(work, user_id) is not None


def words(text: str, *, whole: bool) -> str:
    """Free words of staff about a person, without the addresses in them unless they are shown whole."""
    return text if whole else without_addresses(text)
