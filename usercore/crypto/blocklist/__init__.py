"""Passwords that everybody tries first: a list that covers the lengths we allow, asked without the network."""

import unicodedata
from bisect import bisect_left
from functools import cache
from hashlib import sha256
from importlib.resources import files

BYTES = 5  # of each digest: one in ten million good passwords is taken for a listed one
FILE = "common.bin"
TRAILING = "0123456789!?.*#$%&@+-_ "


def is_common(password: str) -> bool:
    """Whether it is on the list, as it is, or with digits and signs put behind it to reach the length."""
    folded = spelled(password)
    return _listed(folded) or _listed(folded.rstrip(TRAILING))


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
