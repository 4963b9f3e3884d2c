"""Passwords are judged, hashed outside the transaction, and set."""

import re
from collections.abc import Iterable

from usercore.crypto import blocklist, passwords, strength
from usercore.errors import InvalidPassword
from usercore.language import say
from usercore.models import User
from usercore.settings import Settings
from usercore.spelling import folded
from usercore.steps import breaches
from usercore.work import Work

SHORTEST_PART = 3  # shorter ones are in too many words
FEWEST_OTHERS = 4
CLASSES = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())


def check(
    password: str,
    settings: Settings,
    *,
    staff: bool,
    email: str = "",
    name: str = "",
    old_hashes: tuple[str, ...] = (),
) -> None:
    """Raise `InvalidPassword`, saying why and what to do, unless the policy accepts it (NIST 800-63B-4 3.1.1.2).

    Length counts code points; nothing is stripped, folded, normalised or cut: what was typed is what counts.
    """
    why = (
        _wrong_length(password, settings, staff=staff)
        or _too_few_classes(password, settings)
        or _personal(password, context(settings, email=email, name=name))
        or _known(password, settings)
        or _guessable(password, context(settings, email=email, name=name))
        or _had_before(password, settings, old_hashes)
    )
    if why:
        raise InvalidPassword(why=why)


def context(settings: Settings, *, email: str = "", name: str = "") -> list[str]:
    """The words that whoever guesses would try first: the person's and the product's (ASVS 6.2.11)."""
    told = f"{email} {name} {settings.product}"
    return [word for word in (folded(email), *re.split(r"[\W_]+", folded(told))) if len(word) >= SHORTEST_PART]


def _wrong_length(password: str, settings: Settings, *, staff: bool) -> str | None:
    if passwords.looks_hashed(password):
        return say("it is a hash, not a password. Hashes can only come in by import.")
    shortest = settings.password_shortest_staff if staff else settings.password_shortest
    if len(password) < shortest:
        return say(
            "it has {count} characters, and {shortest} are the fewest here. A few words in a row make a good one.",
            count=len(password),
            shortest=shortest,
        )
    if len(password) > settings.password_longest:
        return say("it has more than {longest:,} characters.", longest=settings.password_longest)
    return None


def _too_few_classes(password: str, settings: Settings) -> str | None:
    used = sum(any(is_one(letter) for letter in password) for is_one in CLASSES)
    if used >= settings.password_classes:
        return None
    return say(
        "it needs {wanted} of these, and has {used}: small letters, capital letters, digits, signs.",
        wanted=settings.password_classes,
        used=used,
    )


def _personal(password: str, words: Iterable[str]) -> str | None:
    whole = rest = folded(password)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    # Digits and signs around a name are the first thing anyone tries.
    letters = rest if rest == whole else "".join(filter(str.isalpha, rest))
    if len(set(letters)) >= FEWEST_OTHERS:
        return None
    return say("it is little more than the name, address or product, or one letter repeated. Add words.")


def _known(password: str, settings: Settings) -> str | None:
    if blocklist.is_common(password):
        return say("many people have had it, so it is tried first. Choose other words.")
    if settings.breach_range_url and breaches.is_breached(password, settings.breach_range_url):
        return say("it stands in lists of stolen passwords. Choose other words.")
    return None


def _guessable(password: str, words: Iterable[str]) -> str | None:
    found = strength.advice(password, words)
    return say("it is easy to guess. {tip}", tip=found.tip) if found.easy else None


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
