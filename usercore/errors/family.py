"""The family: what every one of them is."""

from datetime import timedelta
from typing import Any, ClassVar

from usercore.language import say


class UsercoreError(Exception):
    """Everything usercore raises on purpose; `str(error)` is a sentence fit to show."""

    sentence: ClassVar[str] = "That did not work."
    field: ClassVar[str | None] = None  # the form field the sentence belongs to

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.__dict__.update(facts)
        self.facts = facts

    def __str__(self) -> str:
        return say(self.sentence, **self.facts)


class Refusal(UsercoreError):
    """The call was understood and declined; nothing was changed."""


def in_words(span: timedelta) -> str:
    """A wait, rounded up, as a person would say it."""
    seconds = max(1, round(span.total_seconds()))
    minute, hour = 60, 3600
    if seconds < minute:
        return say("one second") if seconds == 1 else say("{count} seconds", count=seconds)
    if seconds < hour:
        minutes = -(-seconds // minute)
        return say("one minute") if minutes == 1 else say("{count} minutes", count=minutes)
    hours = -(-seconds // hour)
    return say("one hour") if hours == 1 else say("{count} hours", count=hours)
