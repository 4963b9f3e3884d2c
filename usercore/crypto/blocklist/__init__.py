"""Passwords that everybody tries first: a list that covers the lengths we allow, asked without the network."""

import unicodedata
from bisect import bisect_left
from functools import cache
from hashlib import sha256
from importlib.resources import files

from usercore.crypto.blocklist.patterns import is_pattern, said_once

BYTES = 5  # of each digest: one good password in some millions is taken for a listed one
FILE = "common.bin"
AROUND = "0123456789!?.,;:*#$%&@+-=_~()/ "


def is_common(password: str) -> bool:
    """Whether it is listed (as it is, said again, or with digits and signs around it to reach the length), or is made
    of so little that nobody needs a list: rows of keys, a few letters, a word again and again.
    """
    spelling = spelled(password)
    within = spelling.strip(AROUND)
    tried = {spelling, within, said_once(spelling).strip(AROUND), said_once(within).strip(AROUND)}
    return any(map(_listed, tried)) or is_pattern(spelling)


def spelled(password: str) -> str:
    """The spelling under which passwords are listed; the one that is hashed for signing in is never changed."""
    return unicodedata.normalize("NFKC", password).casefold()


def fingerprint(spelling: str) -> bytes:
    """What stands in the list for a password."""
    return sha256(spelling.encode("utf-8", "surrogatepass")).digest()[:BYTES]


class _Listed:
    """The sorted digests, one behind the other, as `bisect` wants them."""

    def __init__(self, digests: bytes) -> None:
        self.digests = digests

    def __len__(self) -> int:
        return len(self.digests) // BYTES

    def __getitem__(self, place: int) -> bytes:
        return self.digests[place * BYTES : (place + 1) * BYTES]


@cache
def _list() -> _Listed:
    return _Listed((files(__package__) / FILE).read_bytes())


def _listed(spelling: str) -> bool:
    wanted, listed = fingerprint(spelling), _list()
    place = bisect_left(listed, wanted)
    return place < len(listed) and listed[place] == wanted
