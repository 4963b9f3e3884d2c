"""What is searched for: terms that the made-up people's names hold, picked by how many people they find."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from usercore import Core
from usercore.models import Status, User

SAMPLE = 5_000  # people whom the terms are picked from; all are counted
SEVERAL = 12  # terms of each kind that are counted
MIDDLE = 7_000  # more than are sorted at once, too few for the newest people to hold a page of them
RARE, NOT_ALL = 5, 0.7  # so many people, and a share of all
NOBODY = "qqzzxx"
ODD_LETTERS, ODD_PAIRS = "ƕʒ漢þħ", ("qx", "xq", "zx", "vq", "jx", "qz", "q7")


@dataclass(frozen=True, slots=True)
class Term:
    kind: str  # "a rare term"
    text: str
    matches: int

    @property
    def noted(self) -> str:
        return f"“{self.text}”, {self.matches:,} found"


def choose(core: Core, people: int) -> dict[str, Term]:
    """By kind."""
    sample = list(_texts(core, every=max(1, people // SAMPLE)))
    names, addresses = zip(*(text.split("\n") for text in sample), strict=True)
    words = Counter(word for name in names for word in {*name.split()} if len(word) > 3)
    pairs = Counter(pair for name in names for pair in {a + b for a, b in pairwise(name)} if pair.isalpha())
    letters = Counter(letter for name in names for letter in {*name} if letter.isalnum())
    parts = Counter(part for name in names for part in _parts(name))
    popular, seldom = _ends(words)
    common_parts, _ = _ends(parts)
    common_pairs, rare_pairs = _ends(pairs)
    common_letters, rare_letters = _ends(letters)
    locals_ = [address.partition("@")[0] for address in addresses[len(addresses) // 2 :][:SEVERAL]]
    between = [word for word, _ in words.most_common(200)][:: max(1, len(words) // 40)]
    two = [f"{a} {b}" for a, b in (name.split()[:2] for name in names[:SEVERAL] if " " in name)]
    found = _counted(core, {
        *popular, *seldom, *common_parts, *common_pairs, *rare_pairs, *common_letters, *rare_letters, *locals_, *between, *two,
        *ODD_LETTERS, *ODD_PAIRS, NOBODY,
    })  # fmt: skip

    def nearest(terms: Iterable[str], wanted: int) -> tuple[str, int]:
        return min(((term, found[term]) for term in terms), key=lambda one: abs(one[1] - wanted))

    def most(terms: Iterable[str]) -> tuple[str, int]:
        return max(((term, found[term]) for term in terms), key=lambda one: one[1])

    def not_of_all(terms: Iterable[str]) -> list[str]:
        """What stands in everyone's address fills a page at once, however it is looked for."""
        return [term for term in terms if found[term] < people * NOT_ALL] or list(terms)

    kinds = {
        "rare search": nearest((term for term in (*locals_, *seldom) if found[term]), RARE),
        "no match": (NOBODY, found[NOBODY]),
        "common search": most(not_of_all(common_parts)),
        "middle search": nearest((*popular, *between), MIDDLE),
        "two words": nearest(two, 100),
        "two letters, common": most(not_of_all(common_pairs)),
        "two letters, rare": nearest((term for term in rare_pairs if found[term]), 1),
        "two letters nobody has": nearest(ODD_PAIRS, 0),
        "one letter, common": most(not_of_all(common_letters)),
        "one letter, rare": nearest((term for term in rare_letters if found[term]), 1),
        "one letter nobody has": nearest(ODD_LETTERS, 0),
        "exact e-mail": (addresses[len(addresses) // 2], 1),
    }
    return {kind: Term(kind, *term) for kind, term in kinds.items()}


def _parts(name: str) -> set[str]:
    """Its runs of three letters."""
    runs = zip(name, name[1:], name[2:], strict=False)
    return {part for part in map("".join, runs) if part.isalpha()}


def _ends(counted: Counter[str]) -> tuple[list[str], list[str]]:
    """The commonest and the rarest."""
    ordered = [term for term, _ in counted.most_common()]
    return ordered[:SEVERAL], ordered[-SEVERAL:]


def _counted(core: Core, terms: set[str]) -> dict[str, int]:
    """How many people each finds; of several words, those who have all."""
    found: Counter[str] = Counter()
    wanted = [(term, term.split()) for term in terms]
    for text in _texts(core):
        for term, words in wanted:
            if all(word in text for word in words):
                found[term] += 1
    return {term: found[term] for term in terms}


def _texts(core: Core, every: int = 1) -> Iterator[str]:
    """Name and address of those who are listed, folded."""
    wanted = select(User.searched).where(User.status != Status.DELETED).execution_options(yield_per=10_000)
    with core.engine.connect() as connection:
        for number, text in enumerate(connection.scalars(wanted)):
            if number % every == 0:
                yield text
