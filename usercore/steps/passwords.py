"""Passwords are judged, hashed outside the transaction, and set."""

from collections.abc import Iterable

from usercore.crypto import passwords, strength
from usercore.errors import InvalidPassword
from usercore.language import say
from usercore.models import Role, User
from usercore.models.roles import is_staff
from usercore.settings import Settings
from usercore.steps import breaches, factors
from usercore.work import Work


def must_be_long(work: Work, user: User) -> bool:
    """Whether their password alone opens the dashboard."""
    return is_staff(work.db.get_one(Role, user.role).permissions) and not factors.are_on(work, user)


def check(
    password: str,
    settings: Settings,
    *,
    long: bool,
    email: str = "",
    name: str = "",
    old_hashes: tuple[str, ...] = (),
) -> None:
    """Raise `InvalidPassword`, saying why and what to do, unless the policy accepts it (NIST 800-63B-4 3.1.1.2).

    `long`: it has to be longer, as `must_be_long` says. Length counts code points; nothing is stripped, folded,
    normalised or cut: what was typed is what counts.
    """
    why = (
        _wrong_length(password, settings, long=long)
        or _too_few_kinds(password, settings)
        or _easy(password, (name, email, settings.product))
        or _breached(password, settings)
        or _had_before(password, settings, old_hashes)
    )
    if why:
        raise InvalidPassword(why=why)


def _wrong_length(password: str, settings: Settings, *, long: bool) -> str | None:
    shortest = settings.password_shortest_staff if long else settings.password_shortest
    if len(password) > settings.password_longest:
        return say("it has more than {longest:,} characters. Choose a shorter one.", longest=settings.password_longest)
    if passwords.looks_hashed(password):
        return say("it is a hash, not a password. Hashes can only come in by import.")
    if len(password) >= shortest:
        return None
    length = say("one character") if len(password) == 1 else say("{count} characters", count=len(password))
    return say(
        "it has {length}, and {shortest} are the fewest here. A few words in a row make a good one.",
        length=length,
        shortest=shortest,
    )


def _too_few_kinds(password: str, settings: Settings) -> str | None:
    missing = strength.missing_kinds(password, settings.password_classes)
    return say("it is made of too few kinds of characters. {missing}", missing=missing) if missing else None


def _easy(password: str, words: Iterable[str]) -> str | None:
    """Listed, a pattern, or the words that whoever guesses tries first: the person's, the product's (ASVS 6.2.11)."""
    found = strength.advice(password, words=words)
    return say("it is easy to guess. {tip}", tip=found.tips[0]) if found.easy else None


def _breached(password: str, settings: Settings) -> str | None:
    if settings.breach_range_url and breaches.is_breached(password, settings.breach_range_url):
        return say("it stands in lists of stolen passwords. Choose other words.")
    return None


def _had_before(password: str, settings: Settings, old_hashes: Iterable[str]) -> str | None:
    if any(verified(old, password, settings) for old in old_hashes):
        return say("you have had it before. Choose a new one.")
    return None


def hashed(password: str, settings: Settings) -> str:
    """The hash under today's parameters."""
    return passwords.hash_password(password, memory_kib=settings.argon2_memory_kib, rounds=settings.argon2_rounds)


def verified(stored: str | None, password: str, settings: Settings) -> bool:
    """Whether it is the password; takes its time for people who do not exist, too."""
    return passwords.verify(stored, password, memory_kib=settings.argon2_memory_kib, rounds=settings.argon2_rounds)


def put(work: Work, user: User, password_hash: str, *, temporary: bool) -> None:
    user.password_hash = password_hash
    user.password_changed_at = work.now
    user.must_change_password = temporary
