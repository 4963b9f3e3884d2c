"""Which words came, went and stayed between two texts."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
PIECE = re.compile(r"\n+|[^\s]+[^\S\n]*|[^\S\n]+")


def words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Pieces of both texts in their order, each `same`, `added` or `removed`; a replaced one goes before it comes."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    bare = [piece.rstrip(" ") for piece in old], [piece.rstrip(" ") for piece in new]
    for kind, a, b, c, d in SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if kind == "equal":
            yield SAME, "".join(new[c:d])
            continue
        if a < b:
            yield REMOVED, "".join(old[a:b])
        if c < d:
            yield ADDED, "".join(new[c:d])
