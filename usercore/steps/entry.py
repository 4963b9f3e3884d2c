"""The outcomes of signing in, and the ticket that every way in ends with."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from usercore.crypto.tokens import Purpose
from usercore.models import User
from usercore.steps import factors, tokens, trust
from usercore.work import Work

TICKET_LIFETIME = timedelta(seconds=30)
CHALLENGE_LIFETIME = timedelta(minutes=10)  # ASVS 6.5.5
PASSWORD = "password"  # noqa: S105 - the name of a method


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Right: `ticket` is good once, for 30 seconds, for a session token; `must_change` if the password was temporary."""

    ticket: str
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Right so far; a code is asked for next. `challenge` is good for ten minutes, in the browser that got it;
    `may_trust` if this browser can be spared the code from now on.
    """

    challenge: str
    may_trust: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Not let in, with the one sentence that tells nothing about the account (ASVS 6.3.8)."""

    sentence: str


def first_step(work: Work, user: User) -> SignedIn | SecondStep:
    """After the password: in, or on to the second step. Every way in leads through here (ASVS 6.4.3)."""
    if not factors.are_on(work, user):
        return let_in(work, user, method=PASSWORD)
    if trust.is_trusted(work, user):
        return let_in(work, user, method=trust.METHOD)
    challenge = tokens.mint(
        work, Purpose.CHALLENGE, CHALLENGE_LIFETIME, user_id=user.id, generation=user.password_changed_at
    )
    return SecondStep(challenge, may_trust=trust.allowed(work, user))


def let_in(work: Work, user: User, *, method: str, follows: UUID | None = None) -> SignedIn:
    """A ticket that dies with the password it was given under; `method` is what they proved who they are with, and
    `follows` the session that the new one takes the place of.
    """
    ticket = tokens.mint(
        work,
        Purpose.TICKET,
        TICKET_LIFETIME,
        user_id=user.id,
        generation=user.password_changed_at,
        wanted={"method": method, **({"follows": str(follows)} if follows else {})},
    )
    return SignedIn(ticket, user.must_change_password)
