"""What each kind of letter may name, and made-up values for a preview."""

from collections.abc import Mapping
from datetime import UTC, datetime

from usercore.mail.letters import Fact, LetterKind

SAMPLE_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAMPLE: Mapping[str, Fact] = {
    "new": "new.address@example.com",
    "by_owner": 1,
    "at": SAMPLE_AT.isoformat(),
    "until": SAMPLE_AT.isoformat(),
    "address": "192.0.2.7",
    "device": "Firefox on Windows",
    "failures": 12,
    "minutes": 10,
    "on": 1,
    "left": 9,
    "tries": 3,
    "shut": 0,
    "deleted": 1,
    "rules": "The trash, Unused accounts",
    "what": "a copy of your data",
    "erases": SAMPLE_AT.isoformat(),
    "reason": "It takes longer than usual to gather everything.",
    "answer": "We no longer use your address for the newsletter.",
    "inviter": "Grace Hopper",
    "message": "Welcome to the team! We start on Monday.",
}
FACTS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.INVITATION: ("inviter", "message"),
    LetterKind.EMAIL_ASKED: ("new",),
    LetterKind.EMAIL_CHANGED: ("new",),
    LetterKind.PASSWORD_CHANGED: ("by_owner", "at", "address", "device"),
    LetterKind.NEW_DEVICE: ("at", "address", "device"),
    LetterKind.MANY_FAILURES: ("failures", "at", "address", "device"),
    LetterKind.TWO_FACTOR: ("on", "at", "address", "device"),
    LetterKind.TWO_FACTOR_LOST: ("at", "address", "device"),
    LetterKind.RECOVERY_CODE: ("left", "at", "address", "device"),
    LetterKind.RECOVERY_CODES: ("at", "address", "device"),
    LetterKind.WRONG_CODES: ("tries", "at", "address", "device"),
    LetterKind.SECURED: ("at", "shut"),
    LetterKind.LOCKED: ("until",),
    LetterKind.ALERT: ("failures", "minutes"),
    LetterKind.DORMANT_WARNING: ("until", "deleted"),
    LetterKind.RETENTION_STOPPED: ("rules",),
    LetterKind.REQUEST_RECEIVED: ("what", "until", "erases"),
    LetterKind.REQUEST_EXTENDED: ("what", "until", "reason"),
    LetterKind.REQUEST_REFUSED: ("what", "reason"),
    LetterKind.REQUEST_DONE: ("what", "answer"),
}
