"""A session in words: how someone signed in, and why it ended and by whom."""

from typing import Any

from pages.parts import wording
from usercore import say

METHODS = {
    "password": "password",
    "password+code": "password and code",
    "password+trust": "password, in a trusted browser",
    "password+backup": "password and recovery code",
}
# Why, where it is said by whom; the others read well with the name behind them.
BY = {"revoked": "ended", "password-reset-forced": "new password asked for"}


def method(word: str) -> str:
    """How they signed in."""
    return say(METHODS.get(word, word))


def ending(session: Any) -> str:
    """`expired`, `signed out`, `ended by Sam Carter`, `account suspended by Ada Lovelace`."""
    why = session.ended_why or "expired"
    if session.ended_by:
        return say("{why} by {who}", why=say(BY.get(why) or wording.ENDINGS.get(why, why)), who=session.ended_by)
    if why == "revoked":
        return say("ended from another device of theirs")
    return say(wording.ENDINGS.get(why, why))
