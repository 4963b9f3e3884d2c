"""Someone about to begin, and how they come: by themselves, or asked in."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from usercore.models import Status
from usercore.practice.names import Name
from usercore.practice.troubles import Trouble
from usercore.practice.world import Colleague
from usercore.spelling import Email


class Course(Enum):
    """How it went with an invitation, as one would tell it today."""

    ACCEPTED = auto()
    WAITING = auto()
    OPENED = auto()
    AGAIN = auto()  # sent again, and it waits
    REVIEW = auto()  # its inviter was kept out meanwhile
    UNSENT = auto()  # its letter does not get through
    EXPIRED = auto()
    LATE = auto()  # expired, and then its reader asked for another
    REVOKED = auto()
    TRASHED = auto()  # its person was deleted before they came


class Asking(NamedTuple):
    """By whom somebody was asked in, and with what success."""

    course: Course
    by: Colleague
    trouble: Trouble | None = None

    @property
    def unanswered(self) -> bool:
        return self.course is not Course.ACCEPTED


@dataclass(slots=True, kw_only=True)
class Newcomer:
    """`by` is who makes the account: a colleague, or a job by its name. `leaves` is when they are kept out, if that is
    known beforehand.
    """

    id: UUID
    at: int
    name: Name
    email: Email
    role: str
    fate: Status
    staff: bool
    by: Colleague | str
    asked: Asking | None = None
    leaves: int | None = None
