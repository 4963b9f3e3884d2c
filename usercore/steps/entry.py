"""The outcomes of signing in, and the ticket that every way in ends with."""

from dataclasses import dataclass
from datetime import timedelta

from usercore.crypto.tokens import Purpose
from usercore.models import User
from usercore.steps import tokens
from usercore.work import Work

TICKET_LIFETIME = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Right: `ticket` is good once, for 30 seconds, for a session token; `must_change` if the password was temporary."""

    ticket: str
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Right so far; a code is asked for next."""

    challenge: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in, with the one sentence that tells nothing about the account (ASVS 6.3.8)."""

    sentence: str


def let_in(work: Work, user: User) -> SignedIn:
    """A ticket that dies with the password it was given under."""
    ticket = tokens.mint(work, Purpose.TICKET, TICKET_LIFETIME, user_id=user.id, generation=user.password_changed_at)
    return SignedIn(ticket, user.must_change_password)
