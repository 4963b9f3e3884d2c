"""What a pasted text says about whom it means: addresses, ids, networks in a log line, a mail's header, a link, or a name."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote
from uuid import UUID

from usercore.errors import InvalidEmail
from usercore.spelling import Email, canonical_email, storable

LONGEST = 20_000  # characters that are read; a whole mail's header fits
LONGEST_WORDS = 200
MOST = 10  # of one kind
# A header line that names letters, in the shape of addresses that nobody has.
LETTER_NAMES = re.compile(r"\b(?:message-id|in-reply-to|references)\s*:\s*(?:<[^<>]{1,300}>\s*)+", re.IGNORECASE)
LABEL = re.compile(r"\b(?:ipv6|ip|addr|address|client|host|rhost|remote|src|for|by)[:=]", re.IGNORECASE)
APART = r"\s<>()\[\]{}\",;|@"  # what no address of a log or header is written with
EMAIL = re.compile(rf"(?<![^{APART}])([^{APART}]{{1,200}})@([\w.\-]{{1,253}})")
PARTS = "=:/&?\\"  # of a link or of what a log writes before an address; in an address itself next to nobody has them
AROUND = "'`“”‘’„*.!"
ID = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-z])",
    re.IGNORECASE,
)
# Not the `120.0.0.0` of a browser's name.
V4 = re.compile(r"(?<![\w.])(?<!\w/)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|\.\w)")
V6 = re.compile(
    r"(?<![\w:.])(?<!\w/)[0-9a-f]{0,4}:[0-9a-f:]{1,40}(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3})?(?!\w|\.\w)", re.IGNORECASE
)
ERASED = re.compile(r"\berased person ([0-9a-f]{4})\b", re.IGNORECASE)
NAME = re.compile(r"[\w .'’\-]+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clues:
    """What was found, each once, in its order. `erased` are the four letters that the audit log calls someone by who
    was erased; `words` may be a name, and count where nothing else leads to anyone. `cut`: not all of the text was read.
    """

    emails: tuple[Email, ...] = ()
    ids: tuple[UUID, ...] = ()
    addresses: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    words: str = ""
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.emails or self.ids or self.addresses or self.erased or self.words)


def read(text: str) -> Clues:
    """The clues in any text, at most 10 of a kind; what lies beyond 20,000 characters is not read."""
    cut = len(text) > LONGEST
    seen = _seen(storable(text[:LONGEST]))
    spelled = f"{seen}\n{unquote(seen)}" if "%" in seen else seen
    emails, more_emails = _first(_emails(spelled), lambda email: email.key)
    ids, more_ids = _first(UUID(found[0]) for found in ID.finditer(spelled))
    addresses, more_addresses = _first(_addresses(spelled))
    erased, more_erased = _first(found[1].upper() for found in ERASED.finditer(spelled))
    return Clues(
        emails=emails,
        ids=ids,
        addresses=addresses,
        erased=erased,
        words="" if ids or addresses or erased or len(emails) > 1 else _words(seen, emails),
        cut=cut or more_emails or more_ids or more_addresses or more_erased,
    )


def _seen(text: str) -> str:
    """Without what nobody sees, which comes along where text is copied from a page; blanks and lines stay."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _first(found: Iterable[T], key: Callable[[T], object] = lambda one: one) -> tuple[tuple[T, ...], bool]:
    """Each once, the first ten; and whether there were more."""
    once: dict[object, T] = {}
    for one in found:
        once.setdefault(key(one), one)
        if len(once) > MOST:
            break
    return tuple(islice(once.values(), MOST)), len(once) > MOST


def _emails(text: str) -> Iterator[Email]:
    for found in EMAIL.finditer(LETTER_NAMES.sub(" ", text)):
        local = re.split(f"[{re.escape(PARTS)}]", found[1])[-1].lstrip(AROUND)
        domain = found[2].rstrip("._-")
        if ID.fullmatch(local):  # a letter of ours, by its Message-ID
            continue
        try:
            yield canonical_email(f"{local}@{domain}")
        except InvalidEmail:
            continue


def _addresses(text: str) -> Iterator[str]:
    text = LABEL.sub(" ", text)
    found = [*V4.finditer(text), *V6.finditer(text)]
    for one in sorted(found, key=lambda match: match.start()):
        try:
            address = ip_address(one[0].rstrip(":") if not one[0].endswith("::") else one[0])
        except ValueError:
            continue
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if not address.is_unspecified:
            yield str(address)


def _words(text: str, emails: tuple[Email, ...]) -> str:
    """What may be a name, or a part of one or of an address; beside a whole address the name written with it."""
    if len(text) > LONGEST_WORDS:
        return ""
    words = _named(EMAIL.sub(" ", text)) if emails else _named(text)
    if emails and not any(map(str.isalnum, words)):
        return emails[0].address
    return words if any(map(str.isalnum, words)) and (not emails or NAME.fullmatch(words)) else ""


def _named(text: str) -> str:
    """The words as a name has them: `"Lovelace, Ada" <…>` without its signs."""
    return " ".join(filter(None, (word.strip(",;:<>()[]\"'“”") for word in text.split())))
