"""Words that people typed, fit to stand in a letter: one line of visible text that makes no link."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from usercore.spelling import LONGEST_MESSAGE, LONGEST_NOTE, LONGEST_REASON, UNPRINTABLE, UNSEEN

LONGEST_VALUE = 254
LONGEST = {"message": LONGEST_MESSAGE, "reason": LONGEST_REASON, "answer": LONGEST_NOTE}  # of facts that may be longer
LOOKS_LIKE_A_LINK = re.compile(r"://|www\.|\w[.。]\w{2,}", re.IGNORECASE)


def printable(value: str, longest: int = LONGEST_VALUE) -> str:
    """One line without control, invisible or direction characters, and not endless."""
    kept = "".join(" " if letter.isspace() else letter for letter in value[: 4 * longest])
    kept = "".join(letter for letter in kept if unicodedata.category(letter) not in UNPRINTABLE)
    seen = "".join(letter for letter in kept if letter not in UNSEEN)
    return " ".join(seen.split())[:longest].replace("](", "] (")  # nobody's words make a button


def printable_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same for each fact that is words."""
    return {
        name: printable(value, LONGEST.get(name, LONGEST_VALUE)) if isinstance(value, str) else value
        for name, value in facts.items()
    }


def reads_as_link(name: str) -> bool:
    """Whether the reader's program would make a link of this name."""
    return LOOKS_LIKE_A_LINK.search(unicodedata.normalize("NFKC", name)) is not None
