"""What a line about someone from elsewhere says, read by itself: only these fields, each spelled as the house spells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from usercore.crypto import elsewhere
from usercore.errors import InvalidEmail, InvalidLine, InvalidName, InvalidReason, UnreadableList
from usercore.language import say
from usercore.models import LOCKED, Status
from usercore.spelling import Email, canonical_email, clean_name, clean_reason, storable

Given: TypeAlias = Mapping[str, Any]

MOMENTS = ("created_at", "email_verified_at", "last_sign_in_at", "suspended_until")
# All that may be written.
FIELDS = frozenset({"email", "name", "role", "status", "suspended_reason", "password_hash", *MOMENTS})
OF_THE_LINE = frozenset({"line", "why"})  # its number, and what whoever read the file found wrong with it
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
STATUSES = {
    "active": Status.ACTIVE,
    "invited": Status.INVITED,
    "suspended": Status.SUSPENDED,
    LOCKED: Status.ACTIVE,  # as lists say it; a lock ends by itself
}
NOBODY = Email("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Who comes; `why` is a sentence if the line cannot be used, whoever brings it. Moments are in UTC."""

    line: int
    typed: str
    why: str = ""
    email: Email = NOBODY
    name: str = ""
    role: str = ""
    status: Status = Status.INVITED
    moments: Mapping[str, datetime] = field(default_factory=dict)
    suspended_reason: str | None = None
    password_hash: str | None = None


def read(lines: Iterable[Given], *, first: int = 1) -> list[Arrival]:
    """Each line, in their order, the first of them numbered so unless they have numbers of their own.

    Raises `UnreadableList` for a field that nobody may write this way.
    """
    return [_read(given, place) for place, given in enumerate(lines, first)]


def _read(given: Given, place: int) -> Arrival:
    if strange := sorted(given.keys() - FIELDS - OF_THE_LINE):
        raise UnreadableList(why=say("“{field}” cannot be imported", field=strange[0]))
    line, typed = int(given.get("line") or place), storable(str(given.get("email") or "").strip())
    if why := str(given.get("why") or ""):
        return Arrival(line=line, typed=typed, why=why)
    try:
        email, name = canonical_email(_text(given, "email")), clean_name(_text(given, "name"))
        made = _hash(_text(given, "password_hash"))
        status = _status(_text(given, "status"), made)
        moments = {name: _moment(given[name]) for name in MOMENTS if given.get(name)}
        reason = _text(given, "suspended_reason") if status is Status.SUSPENDED else ""
        return Arrival(
            line=line,
            typed=typed,
            email=email,
            name=name,
            role=_text(given, "role"),
            status=status,
            moments=moments,
            suspended_reason=clean_reason(reason) if reason else None,
            password_hash=made,
        )
    except (InvalidEmail, InvalidName, InvalidReason, InvalidLine) as broken:
        return Arrival(line=line, typed=typed, why=str(broken))


def _text(given: Given, name: str) -> str:
    text = str(given.get(name) or "").strip()
    if storable(text) != text:
        raise InvalidLine(why=say("its {field} holds what is no text; files come in UTF-8", field=name))
    return text


def _hash(typed: str) -> str | None:
    if typed and not elsewhere.is_taken(typed):
        raise InvalidLine(
            why=say("its password hash is of no kind that is known here, or would take too long to check")
        )
    return typed or None


def _status(typed: str, password_hash: str | None) -> Status:
    if not typed:
        return Status.ACTIVE if password_hash else Status.INVITED
    found = STATUSES.get(typed.casefold())
    if found is None:
        raise InvalidLine(why=say("nobody comes as “{status}”", status=typed[:40]))
    if found is Status.INVITED and password_hash:
        raise InvalidLine(why=say("whoever has a password is not invited any more"))
    return found


def _moment(typed: object) -> datetime:
    """Aware; text that names no zone is in UTC, as our own exports are."""
    try:
        moment = typed if isinstance(typed, datetime) else datetime.fromisoformat(str(typed).strip())
    except ValueError:
        raise InvalidLine(why=say("“{moment}” is no time as 2026-11-29T09:00:00Z is", moment=str(typed)[:40])) from None
    if moment.tzinfo is None and isinstance(typed, datetime):
        raise InvalidLine(why=say("a time in it names no zone"))
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment < EARLIEST:
        raise InvalidLine(why=say("a time in it lies before 1970"))
    return moment
