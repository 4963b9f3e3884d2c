"""Passwords that are long and still no work to guess: a word said again and again, few letters, rows of keys."""

from itertools import chain

LONGEST = 256  # what is longer is judged by its beginning
SHORTEST_UNIT = 12  # said twice, it is as good as said once: so it must be long enough by itself
FEWEST_PARTS = 5
SHORTEST_RUN = 3
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "qwertzuiopü",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm,.",
    "yxcvbnm,.",
    "!@#$%^&*()_+",
    '!"§$%&/()=?',
    "qazwsxedcrfvtgbyhnujmikolp",
    "qaywsxedcrfvtgbzhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
_RUNS = "\n".join(chain(_ROWS, (row[::-1] for row in _ROWS)))


def is_pattern(spelling: str) -> bool:
    """Whether it says the same short thing again, or takes only a few letters and runs along the keys."""
    beginning = spelling[:LONGEST]
    once = said_once(beginning)
    if once != beginning and len(once) < SHORTEST_UNIT:
        return True
    return len(_parts(once)) < FEWEST_PARTS


def said_once(spelling: str) -> str:
    """What is said again and again, the last time perhaps cut short; all of it where nothing is."""
    beginning = spelling[:LONGEST]
    for size in range(1, (len(beginning) + 1) // 2 + 1):  # a separator need not stand behind the last one
        if beginning[size:] == beginning[:-size]:
            return beginning[:size]
    return spelling


def _parts(spelling: str) -> set[str]:
    """The different runs along the alphabet or the keys, and single letters, that it is made of."""
    found, place = set(), 0
    while place < len(spelling):
        end = place + SHORTEST_RUN
        if spelling[place:end] not in _RUNS or end > len(spelling):
            end = place + 1
        else:
            while end < len(spelling) and spelling[place : end + 1] in _RUNS:
                end += 1
        found.add(spelling[place:end])
        place = end
    return found
