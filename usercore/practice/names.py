"""Names as people bear them, and addresses as people choose them: from any language, each address once."""

import unicodedata
from dataclasses import dataclass
from random import Random

from usercore.practice.chance import Weighted
from usercore.practice.cultures import CULTURES
from usercore.spelling import LONGEST_NAME, Email, folded

LONGEST_LOCAL_PART = 56  # RFC 5321 allows 64; a number may follow
DOMAINS = Weighted(
    (
        ("example.com", 46),
        ("example.org", 24),
        ("example.net", 14),
        ("mail.example.com", 6),
        ("north.example.com", 4),
        ("students.example.org", 4),
        ("lab.example.net", 2),
    )
)
PATTERNS = Weighted(
    (
        ("{given}.{family}", 44),
        ("{g}.{family}", 14),
        ("{given}{family}", 8),
        ("{given}.{family}{two}", 8),
        ("{family}.{given}", 7),
        ("{given}_{family}", 5),
        ("{g}{family}", 5),
        ("{given}{two}", 4),
        ("{given}.{f}", 3),
        ("{given}", 2),
    )
)
NAMELESS, VERY_LONG, DOUBLE_FAMILY, MIDDLE, CAPITALS = 0.015, 0.002, 0.05, 0.1, 0.02  # shares of all people


@dataclass(frozen=True, slots=True)
class Part:
    """A given or family name, and its letters as an address spells them."""

    shown: str
    spelled: str


@dataclass(frozen=True, slots=True)
class Culture:
    given: tuple[Part, ...]
    family: tuple[Part, ...]
    family_first: bool
    latin: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A whole name, and the two parts that an address is made from."""

    shown: str
    given: Part
    family: Part


def _parts(listed: str) -> tuple[Part, ...]:
    pairs = (word.strip().partition("=") for word in unicodedata.normalize("NFC", listed).split(","))
    return tuple(Part(shown, spelled or _plain(shown)) for shown, _, spelled in pairs)


def _plain(shown: str) -> str:
    return "".join(letter for letter in folded(shown) if letter.isascii() and letter.isalnum())


_LINES = CULTURES.strip().splitlines()
ALL = Weighted(
    (Culture(_parts(given), _parts(family), weight.startswith("-"), "=" not in given), abs(int(weight)))
    for weight, given, family in zip(_LINES[::3], _LINES[1::3], _LINES[2::3], strict=True)
)


def _email(address: str) -> Email:
    return Email(address, address.lower())  # of plain letters, this is all that canonical_email would do


class Names:
    """A source of names and of addresses that nobody has yet."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._taken: dict[str, int] = {}

    def reserve(self, address: str) -> Email:
        """An address that is fixed beforehand."""
        email = _email(address)
        self._taken[email.key] = 1
        return email

    def name(self) -> Name:
        rng = self.rng
        culture = ALL.one(rng)
        given, family = rng.choice(culture.given), rng.choice(culture.family)
        return Name(self._shown(culture, given, family), given, family)

    def address(self, name: Name) -> Email:
        """An address this person might have, unlike any given before."""
        rng = self.rng
        given, family = name.given.spelled, name.family.spelled
        local = PATTERNS.one(rng).format(
            given=given, family=family, g=given[0], f=family[0], two=rng.randrange(10, 100)
        )[:LONGEST_LOCAL_PART]
        if rng.random() < CAPITALS:
            local = ".".join(part.capitalize() for part in local.split("."))
        return self._free(local, DOMAINS.one(rng))

    def _free(self, local: str, domain: str) -> Email:
        first = email = _email(f"{local}@{domain}")
        number = self._taken.get(first.key, 1)
        while email.key in self._taken:
            number += 1
            email = _email(f"{local}{number}@{domain}")
        self._taken[first.key] = number
        self._taken.setdefault(email.key, 1)
        return email

    def _shown(self, culture: Culture, given: Part, family: Part) -> str:
        rng = self.rng
        dice = rng.random()
        if dice < NAMELESS:
            return ""
        first, last = given.shown, family.shown
        if dice < NAMELESS + VERY_LONG:
            more = " ".join(part.shown for part in rng.sample(culture.given, min(12, len(culture.given))))
            first, last = f"{first} {more}", f"{last}-{rng.choice(culture.family).shown}"
        elif culture.latin and dice < NAMELESS + VERY_LONG + DOUBLE_FAMILY:
            last = f"{last}-{rng.choice(culture.family).shown}"
        elif culture.latin and not culture.family_first and dice < NAMELESS + VERY_LONG + DOUBLE_FAMILY + MIDDLE:
            middle = rng.choice(culture.given).shown
            first = f"{first} {middle if rng.random() < 0.5 else middle[0] + '.'}"  # noqa: PLR2004 - one in two
        whole = f"{last} {first}" if culture.family_first else f"{first} {last}"
        return whole[:LONGEST_NAME].strip()
