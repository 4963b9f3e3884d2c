"""Letters are values: what they tell, to whom; a draft until the room is finished."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class LetterKind(StrEnum):
    RESET = "reset"
    FORCED_RESET = "forced-reset"
    EMAIL_CONFIRM = "email-confirm"
    EMAIL_ASKED = "email-asked"
    EMAIL_CHANGED = "email-changed"
    PASSWORD_CHANGED = "password-changed"
    NEW_DEVICE = "new-device"
    MANY_FAILURES = "many-failures"
    LOCKED = "locked"
    ALERT = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    kind: LetterKind
    to: str
    name: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    token: str | None = field(default=None, repr=False)
    ends_at: datetime | None = None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _make(
    kind: LetterKind,
    *,
    to: str,
    name: str = "",
    token: str | None = None,
    ends_at: datetime | None = None,
    **facts: Any,
) -> Letter:
    return Letter(
        kind=kind, to=to, name=name, token=token, ends_at=ends_at, facts={k: _plain(v) for k, v in facts.items()}
    )


def reset(**w: Any) -> Letter:
    return _make(LetterKind.RESET, **w)


def forced_reset(**w: Any) -> Letter:
    return _make(LetterKind.FORCED_RESET, **w)


def email_confirm(**w: Any) -> Letter:
    return _make(LetterKind.EMAIL_CONFIRM, **w)


def email_asked(**w: Any) -> Letter:
    return _make(LetterKind.EMAIL_ASKED, **w)


def email_changed(**w: Any) -> Letter:
    return _make(LetterKind.EMAIL_CHANGED, **w)


def password_changed(**w: Any) -> Letter:
    return _make(LetterKind.PASSWORD_CHANGED, **w)


def new_device(**w: Any) -> Letter:
    return _make(LetterKind.NEW_DEVICE, **w)


def many_failures(**w: Any) -> Letter:
    return _make(LetterKind.MANY_FAILURES, **w)


def locked(**w: Any) -> Letter:
    return _make(LetterKind.LOCKED, **w)


def alert(**w: Any) -> Letter:
    return _make(LetterKind.ALERT, **w)
