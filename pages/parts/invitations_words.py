"""The words of invitations: their status, and how long they wait."""

from datetime import timedelta

from pages.parts import opening, wording
from pages.parts.table.cells import Tone
from usercore import say

STATUSES: dict[str, tuple[str, Tone]] = {
    "waiting": ("Waiting", "amber"),
    "opened": ("Opened", "amber"),
    "review": ("To review", "red"),
    "expired": ("Ended", "grey"),
    "accepted": ("Accepted", "green"),
    "revoked": ("Taken back", "grey"),
    "replaced": ("Replaced", "grey"),
}
MEANINGS = {
    "waiting": "The letter was written; its link was not opened yet.",
    "opened": "The link was opened in a browser, and not answered yet.",
    "review": "Whoever invited them can no longer give this role. Send it again, and you stand behind it.",
    "expired": "Nobody answered in time. Send it again, and they get another link.",
    "accepted": "They chose a password and came in.",
    "revoked": "Its link lets nobody in.",
    "replaced": "A newer invitation, or a password set by staff, took its place.",
}
PENDING = ("waiting", "opened", "review")
LIFETIMES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=14), timedelta(days=30))


def status(word: str) -> str:
    return say(STATUSES[word][0])


def badge(word: str) -> str:
    """As Markdown."""
    return f":{wording.BADGES[STATUSES[word][1]]}-badge[{status(word)}]"


def lifetimes() -> list[timedelta]:
    """What one may choose from: the setting, and what is shorter."""
    most = opening.core().settings.invitation_lifetime
    return [*(span for span in LIFETIMES if span < most), most]
