"""Password hashes that other systems made: which are taken over, and whether a password made one.

The strings are those of the PHC format, of passlib and of Django. Each is bounded: whoever brings one in must not make
every later sign-in take seconds or gigabytes.
"""

import hmac
import re
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from hashlib import pbkdf2_hmac, scrypt

import bcrypt

Check = Callable[[bytes], bool]
MOST_MEMORY = 256 * 1024 * 1024  # bytes of one hash
MOST_ROUNDS, MOST_LANES = 16, 16  # of argon2, and of scrypt's r and p
MOST_ITERATIONS = 2_000_000
COSTS = range(4, 16)  # of bcrypt: the last takes two seconds
BCRYPT_READS = 72  # bytes; what comes behind them never counted

_SALT = r"([A-Za-z0-9+/.]{6,200})={0,2}"
_MADE = r"([A-Za-z0-9+/.]{22,200})={0,2}"  # at least 128 bits
ARGON2 = re.compile(rf"\$argon2(?:id|i|d)\$v=(?:16|19)\$m=(\d{{1,9}}),t=(\d{{1,4}}),p=(\d{{1,3}})\${_SALT}\${_MADE}")
BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
PBKDF2 = re.compile(rf"\$pbkdf2-(sha1|sha256|sha512)\$(?:i=)?(\d{{1,9}})(?:,l=\d{{1,3}})?\${_SALT}\${_MADE}")
DJANGO = re.compile(rf"pbkdf2_(sha1|sha256|sha512)\$(\d{{1,9}})\$([^$\s]{{1,200}})\${_MADE}")
SCRYPT = re.compile(rf"\$scrypt\$ln=(\d{{1,2}}),r=(\d{{1,3}}),p=(\d{{1,3}})\${_SALT}\${_MADE}")


def is_taken(stored: str) -> bool:
    """Whether a hash may be brought in: of a kind that is known here, and within the bounds."""
    if found := ARGON2.fullmatch(stored):
        kib, rounds, lanes = map(int, found.groups()[:3])
        return 8 * lanes <= kib <= MOST_MEMORY // 1024 and 1 <= rounds <= MOST_ROUNDS and 1 <= lanes <= MOST_LANES
    return checker(stored) is not None


def checker(stored: str) -> Check | None:
    """What tells whether a password made this hash; None for what is none, or argon2, which `passwords` looks at."""
    for pattern, make in ((BCRYPT, _bcrypt), (PBKDF2, _pbkdf2), (DJANGO, _django), (SCRYPT, _scrypt)):
        if found := pattern.fullmatch(stored):
            with suppress(ValueError):  # of letters that spell no bytes
                return make(found)
    return None


def _bcrypt(found: re.Match[str]) -> Check | None:
    if int(found[1]) not in COSTS:
        return None
    return lambda password: bcrypt.checkpw(password[:BCRYPT_READS], found[0].encode())


def _pbkdf2(found: re.Match[str]) -> Check | None:
    return _iterated(found[1], int(found[2]), _bytes(found[3]), _bytes(found[4]))


def _django(found: re.Match[str]) -> Check | None:
    return _iterated(found[1], int(found[2]), found[3].encode(), _bytes(found[4]))


def _iterated(algorithm: str, times: int, salt: bytes, made: bytes) -> Check | None:
    if not 1 <= times <= MOST_ITERATIONS:
        return None
    return lambda password: hmac.compare_digest(pbkdf2_hmac(algorithm, password, salt, times, len(made)), made)


def _scrypt(found: re.Match[str]) -> Check | None:
    power, size, lanes = map(int, found.groups()[:3])
    salt, made = _bytes(found[4]), _bytes(found[5])
    most = 128 * size * (2**power + lanes + 2)
    if not (power >= 1 and 1 <= size <= MOST_LANES and 1 <= lanes <= MOST_LANES and most <= MOST_MEMORY):
        return None

    def check(password: bytes) -> bool:
        return hmac.compare_digest(
            scrypt(password, salt=salt, n=2**power, r=size, p=lanes, maxmem=2 * most, dklen=len(made)), made
        )

    return check


def _bytes(part: str) -> bytes:
    """Base64 with or without its padding; passlib writes a full stop for a plus."""
    bare = part.replace(".", "+")
    return b64decode(bare + "=" * (-len(bare) % 4))
