"""The mail server, asked by hand whether it answers."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from usercore.mail.knocking import knock
from usercore.permissions import Permission
from usercore.work import Work, needs


def prepare_knock(opened: Callable[[], AbstractContextManager[Work]]) -> str | None:
    """Ask it, outside of any write transaction: it may take five seconds."""
    with opened() as work:
        settings = work.settings
    return knock(settings)


@needs(Permission.SEND_OUTBOX, prepare=prepare_knock)
def try_now(work: Work, *, prepared: str | None) -> str | None:
    """Greet the mail server, and sign in to it, with no letter: None if it answers, else its own words.

    None, too, where no mail server is set.
    """
    return prepared
