"""What follows a try to sign in: a failed one is on record and may close the account, a success forgets them."""

from usercore.events import Event, Outcome
from usercore.limits import SIGN_IN_ACCOUNT, UNTIL_RESET
from usercore.models import User
from usercore.steps import credentials, notices, passwords
from usercore.work import Work

MANY_FAILURES = 5


def failed(work: Work, user: User | None, *, why: str, typed: str | None = None) -> None:
    """Write a refusal down; `typed` is the fingerprint of an address without an account."""
    work.record(Event.SIGN_IN_REFUSED, about=user, outcome=Outcome.REFUSED, why=why, typed=typed)
    _lock_if_used_up(work, user, typed)
    notices.failed_sign_in(work)


def _lock_if_used_up(work: Work, user: User | None, typed: str | None) -> None:
    """A limit that closed marks the person, so that lists find them; the limit itself does the keeping out. For an
    address without an account the same is written, so that it takes as long.
    """
    closed = [one for one in work.counted if one.limit in SIGN_IN_ACCOUNT and one.used_up]
    if not closed:
        return
    longest = max(closed, key=lambda one: one.ends_at)
    if user is not None:
        user.locked_until, user.locked_reason = longest.ends_at, longest.limit
    refused, whose = Outcome.REFUSED, typed or str(user and user.id)
    work.record(Event.USER_LOCKED, about=user, outcome=refused, limit=longest.limit, tries=longest.count, typed=typed)
    notices.locked(work, user, longest.ends_at, whose=whose)


def welcome(work: Work, user: User, *, steps: int = 1) -> None:
    """The owner is in, after `steps` right answers: their account's counters are forgotten, the network's are not (NIST
    800-63B-4 3.2.2).
    """
    failures = max((one.count - steps for one in work.counted if one.limit == UNTIL_RESET), default=0)
    if failures >= MANY_FAILURES:
        notices.many_failures(work, user, failures)
    credentials.unlock(work, user)


def outgrown(work: Work, user: User, password: str) -> None:
    """One that is older than the settings allow, or by now too short for what its owner may do, must be changed before
    anything else.
    """
    longest = work.settings.password_longest_age
    too_old = longest and user.password_changed_at and user.password_changed_at + longest <= work.now
    short = len(password) < work.settings.password_shortest_staff
    if too_old or (short and passwords.must_be_long(work, user)):
        user.must_change_password = True
