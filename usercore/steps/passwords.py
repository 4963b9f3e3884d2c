"""Passwords are judged, hashed outside the transaction, and set."""

from usercore.crypto import passwords
from usercore.errors import InvalidPassword
from usercore.language import say
from usercore.models import User
from usercore.settings import Settings
from usercore.spelling import folded
from usercore.work import Work

SHORTEST_PART = 4  # shorter words are in every sentence


def check(
    password: str, settings: Settings, *, staff: bool, email: str = "", name: str = "", old_hashes: tuple[str, ...] = ()
) -> None:
    """Raise `InvalidPassword`, saying why and what to do, unless the policy accepts it (NIST 800-63B-4 3.1.1.2).

    Length counts code points; nothing is stripped, folded or cut.
    """
    if passwords.looks_hashed(password):
        raise InvalidPassword(why=say("it is a hash, not a password. Hashes can only come in by import."))
    shortest = settings.password_shortest_staff if staff else settings.password_shortest
    if len(password) < shortest:
        raise InvalidPassword(
            why=say(
                "it has {count} characters, and {shortest} are the fewest here. A few words in a row make a good one.",
                count=len(password),
                shortest=shortest,
            )
        )
    if len(password) > settings.password_longest:
        raise InvalidPassword(why=say("it has more than {longest:,} characters.", longest=settings.password_longest))
    rest = folded(password)
    for word in (folded(email), *folded(email).replace("@", " ").replace(".", " ").split(), *folded(name).split()):
        if len(word) >= SHORTEST_PART:
            rest = rest.replace(word, "")
    if len(set(rest)) < SHORTEST_PART:
        raise InvalidPassword(why=say("it is little more than the name or address, or one letter repeated. Add words."))


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
