"""Letters that were not sent, and why."""

from typing import NamedTuple

from usercore.mail.letters import LetterKind
from usercore.models import LetterState
from usercore.practice.moments import DAY, HOUR, MINUTE, SECOND

BUSY = "450 4.2.2 The mailbox is over its quota"
AWAY = "the mail server did not answer in time"
UNKNOWN = "550 5.1.1 No such mailbox here"


class Trouble(NamedTuple):
    """A letter that was not sent: what became of it, how long ago it was written, what the mail server said."""

    state: LetterState
    kind: LetterKind
    tries: int
    ago: int
    said: str | None = None


TROUBLES = (
    Trouble(LetterState.QUEUED, LetterKind.RESET, 0, 40 * SECOND),
    Trouble(LetterState.QUEUED, LetterKind.NEW_DEVICE, 0, 2 * MINUTE),
    Trouble(LetterState.QUEUED, LetterKind.NEW_DEVICE, 0, 5 * MINUTE),
    Trouble(LetterState.FAILING, LetterKind.NEW_DEVICE, 4, 2 * HOUR, BUSY),
    Trouble(LetterState.FAILING, LetterKind.RESET, 3, 25 * MINUTE, AWAY),
    Trouble(LetterState.GIVEN_UP, LetterKind.NEW_DEVICE, 1, 2 * DAY, UNKNOWN),
    Trouble(LetterState.GIVEN_UP, LetterKind.NEW_DEVICE, 8, 4 * DAY, BUSY),
    Trouble(LetterState.ENDED, LetterKind.RESET, 4, 6 * DAY, AWAY),
)
OF_INVITATIONS = (
    Trouble(LetterState.QUEUED, LetterKind.INVITATION, 0, 70 * SECOND),
    Trouble(LetterState.FAILING, LetterKind.INVITATION, 4, 3 * HOUR, BUSY),
    Trouble(LetterState.GIVEN_UP, LetterKind.INVITATION, 1, 28 * HOUR, UNKNOWN),
    Trouble(LetterState.QUEUED, LetterKind.INVITATION, 0, 3 * MINUTE),
)
