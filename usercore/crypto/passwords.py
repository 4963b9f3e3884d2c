"""Password hashes: argon2id, one at a time per core, and a decoy for people who do not exist."""

import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from usercore.crypto import elsewhere

DEFAULT_MEMORY_KIB = 19_456  # OWASP Password Storage: 19 MiB, two rounds, one lane
DEFAULT_ROUNDS = 2

T = TypeVar("T")
# No ambiguous letters: a temporary password is read out on the phone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _open_turns() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="argon2")


# As many threads as cores, and no others, ever hash: a hash takes its memory for its whole run, and the allocator
# keeps it for the thread that asked (ASVS 15.1.3). A forked process has none of them, so it opens its own.
_turns = [_open_turns()]
os.register_at_fork(after_in_child=lambda: _turns.__setitem__(0, _open_turns()))


def _in_turn(work: Callable[[], T]) -> T:
    return _turns[0].submit(work).result()


@lru_cache(maxsize=8)
def _hasher(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1, type=Type.ID)


@lru_cache(maxsize=8)
def _decoy(memory_kib: int, rounds: int) -> str:
    return _hashed(secrets.token_urlsafe(16), memory_kib, rounds)


def hash_password(password: str, *, memory_kib: int = DEFAULT_MEMORY_KIB, rounds: int = DEFAULT_ROUNDS) -> str:
    """The PHC string of `password`, exactly as given: nothing stripped, folded or cut."""
    return _in_turn(lambda: _hashed(password, memory_kib, rounds))


def verify(
    stored: str | None,
    password: str,
    *,
    memory_kib: int = DEFAULT_MEMORY_KIB,
    rounds: int = DEFAULT_ROUNDS,
) -> bool:
    """Whether `password` made `stored`; None costs the same time and is never right (CVE-2016-2513)."""

    def judge() -> bool:
        try:
            if stored and (check := elsewhere.checker(stored)):
                return check(_bytes(password))
            return _is_made_of(stored or _decoy(memory_kib, rounds), _bytes(password), _hasher(memory_kib, rounds))
        except (InvalidkeyError, VerificationError, InvalidHashError, ValueError):
            return False  # the last: what an old one cannot have been made of

    return _in_turn(judge) and stored is not None


def _hashed(password: str, memory_kib: int, rounds: int) -> str:
    return argon2id.str(_bytes(password), opslimit=rounds, memlimit=memory_kib * 1024).decode()


def _is_made_of(stored: str, password: bytes, of_today: PasswordHasher) -> bool:
    """Whether libsodium says so, which uses what the processor has (AVX2, AVX-512) and gives its memory back. What was
    made in another way than today's hashes it may not know; the reference library does.
    """
    if of_today.check_needs_rehash(stored):
        return of_today.verify(stored, password)
    return argon2id.verify(stored.encode(), password)


def needs_rehash(stored: str, *, memory_kib: int = DEFAULT_MEMORY_KIB, rounds: int = DEFAULT_ROUNDS) -> bool:
    """Whether `stored` was made with other parameters than today's, or in another way."""
    if not stored.startswith("$argon2"):
        return True
    return _hasher(memory_kib, rounds).check_needs_rehash(stored)


def looks_hashed(password: str) -> bool:
    """Whether someone passed a PHC or crypt string where a password belongs."""
    return password.startswith(("$argon2", "$2a$", "$2b$", "$2y$", "$pbkdf2", "$scrypt", "pbkdf2_", "scrypt:"))


def generated() -> str:
    """A password to read out: four groups of five letters and digits, 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def _bytes(password: str) -> bytes:
    # Lone surrogates can be typed into JSON; they must fail as a wrong password, not as an error.
    return password.encode("utf-8", "surrogatepass")
