"""One spelling of each value: e-mail addresses, names, free text and search terms."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from email_validator import EmailNotValidError, validate_email

from usercore.errors import (
    InvalidConsentText,
    InvalidEmail,
    InvalidMessage,
    InvalidName,
    InvalidNote,
    InvalidReason,
    InvalidTicket,
)

LONGEST_EMAIL = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
LONGEST_TYPED = 320  # of an address before it is checked
LONGEST_NAME = 200
LONGEST_REASON = 500
LONGEST_MESSAGE = 500
LONGEST_NOTE = 4000
LONGEST_TICKET = 300
LONGEST_CONSENT_TITLE = 200
LONGEST_CONSENT_TEXT = 10_000

ADDRESS = re.compile(r"\S+@\S+")
# What stands before the sign, if nothing of it is respelled (RFC 5321 4.5.3.1.1 has its length).
PLAIN_LOCAL = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
PERHAPS_NETWORK = re.compile(r"[0-9A-Fa-f]*(?:[.:]+[0-9A-Fa-f]+)+(?:::)?|::[0-9A-Fa-f]*")

# Control, invisible and bidirectional characters, lone surrogates, private use, unassigned (UTS 39).
UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Letters and marks by their category that nobody sees (Default_Ignorable_Code_Point), and a blank that is none.
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
# Letters that Unicode does not take apart, as people type them.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


@dataclass(frozen=True, slots=True)
class Email:
    """An address as it is written to, and the one key under which it is unique."""

    address: str
    key: str


def canonical_email(typed: str) -> Email:
    """The one canonicaliser: RFC 5321 syntax, NFC, UTS-46 domain; the key is NFKC and case-folded.

    Raises `InvalidEmail` with the reason.
    """
    typed = typed.strip(" ")
    if not typed:
        raise InvalidEmail(why="it is empty.")
    if len(typed) > LONGEST_EMAIL:
        raise InvalidEmail(why=f"it is longer than {LONGEST_EMAIL} characters.")
    if _hides(typed):
        raise InvalidEmail(why="it contains an invisible character.")
    local, _, domain = typed.rpartition("@")
    if PLAIN_LOCAL.fullmatch(local) and (plain := _plain_domain(domain)):
        address = f"{local}@{plain}"
        return Email(address, address.casefold())
    try:
        found = validate_email(typed, check_deliverability=False, strict=True)
    except EmailNotValidError as broken:
        raise InvalidEmail(why=str(broken)) from None
    return Email(found.normalized, _key(found.normalized))


@lru_cache(maxsize=4096)
def _plain_domain(typed: str) -> str | None:
    """How addresses there are spelled, if that is ASCII all through; else None. It is nearly all of what an address takes
    to be looked at, and most addresses are at a few.
    """
    if not typed.isascii():
        return None
    try:
        found = validate_email(f"x@{typed}", check_deliverability=False, strict=True)
    except EmailNotValidError:
        return None
    return found.domain if found.domain.isascii() else None


def email_key(typed: str) -> str:
    """The spelling two addresses are compared in, however one is typed; also for text that is no address."""
    try:
        return canonical_email(typed).key
    except InvalidEmail:
        return _key(storable(typed))


def typed_key(typed: object) -> str:
    """`email_key` of what was typed into a form, however long: nobody has an address beyond that."""
    return email_key(str(typed)[:LONGEST_TYPED])


def _key(address: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address.strip(" ")).casefold())


def storable(text: str) -> str:
    """The text without what a database cannot hold: no NUL, no lone surrogates."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def clean_name(typed: str) -> str:
    """A person's name in NFC, blanks of any kind plain ones and trimmed; may be empty. Raises `InvalidName`."""
    if typed.isascii() and typed.isprintable() and len(typed) <= LONGEST_NAME:  # the same, and most names are
        return typed.strip()
    composed = unicodedata.normalize("NFC", typed)
    name = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed).strip()
    if len(name) > LONGEST_NAME:
        raise InvalidName(why=f"it has {len(name):,} characters, and {LONGEST_NAME} are the most")
    if _hides(typed):  # a line break at the end is refused too, not cut off
        raise InvalidName(why="it contains an invisible, control or direction character")
    return name


def clean_reason(typed: str) -> str:
    """A reason in one paragraph, not empty. Raises `InvalidReason`."""
    reason = " ".join(unicodedata.normalize("NFC", typed).split())
    if not reason:
        raise InvalidReason(why="it is empty")
    if len(reason) > LONGEST_REASON:
        raise InvalidReason(why=f"it has {len(reason):,} characters, and {LONGEST_REASON} are the most")
    if _hides(reason):
        raise InvalidReason(why="it contains an invisible, control or direction character")
    return reason


def clean_message(typed: str) -> str:
    """Some words of one's own in a letter, in one paragraph; may be empty. Raises `InvalidMessage`."""
    message = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(message) > LONGEST_MESSAGE:
        raise InvalidMessage(why=f"it has {len(message):,} characters, and {LONGEST_MESSAGE} are the most")
    if _hides(message):
        raise InvalidMessage(why="it contains an invisible, control or direction character")
    return message


def clean_note(typed: str) -> str:
    """A note, with its paragraphs, not empty. Raises `InvalidNote`."""
    note = _in_paragraphs(typed)
    if problem := _problem(note, LONGEST_NOTE):
        raise InvalidNote(why=problem)
    return note


def clean_consent_text(title: str, body: str) -> tuple[str, str]:
    """What people are asked to agree to: a title in one line and a text with its paragraphs, neither empty.

    Raises `InvalidConsentText`.
    """
    title, body = " ".join(unicodedata.normalize("NFC", title).split()), _in_paragraphs(body)
    for text, longest in ((title, LONGEST_CONSENT_TITLE), (body, LONGEST_CONSENT_TEXT)):
        if problem := _problem(text, longest):
            raise InvalidConsentText(why=problem)
    return title, body


def _in_paragraphs(typed: str) -> str:
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", typed).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _problem(text: str, longest: int) -> str | None:
    if not text:
        return "it is empty"
    if len(text) > longest:
        return f"it has {len(text):,} characters, and {longest:,} are the most"
    if _hides(text.replace("\n", " ")):
        return "it contains an invisible, control or direction character"
    return None


def clean_ticket(typed: str) -> str:
    """The address or number of a ticket elsewhere; may be empty. Raises `InvalidTicket`."""
    ticket = unicodedata.normalize("NFC", typed).strip()
    if len(ticket) > LONGEST_TICKET:
        raise InvalidTicket(why=f"it has {len(ticket):,} characters, and {LONGEST_TICKET} are the most")
    if _hides(ticket):
        raise InvalidTicket(why="it contains an invisible, control or direction character")
    return ticket


def _hides(text: str) -> bool:
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(letter) in UNPRINTABLE or letter in UNSEEN for letter in text)


def folded(text: str) -> str:
    """How text is searched and sorted: no accents, no case."""
    if text.isascii() and "\0" not in text:  # the same, and most names are
        return text.lower()
    apart = unicodedata.normalize("NFKD", storable(text))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare.casefold()).translate(PLAIN)


def mixes_scripts(text: str) -> bool:
    """Whether one word mixes alphabets, as a look-alike of someone else's address would (UTS 39)."""
    for word in text.replace("@", " ").replace(".", " ").split():
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
            return True
    return False


def masked_email(address: str) -> str:
    """`ada@example.com` as `a•••@example.com`, for roles that may not see it."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def without_addresses(text: str) -> str:
    """Words of others, such as a mail server's or a note's, with every address in them left out: of mail and of
    networks.
    """
    return PERHAPS_NETWORK.sub(lambda found: "…" if _is_network(found[0]) else found[0], ADDRESS.sub("…", text))


def _is_network(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


def whole_email(typed: str) -> str | None:
    """The key of the address, if what was typed is a whole one and nothing else."""
    try:
        return canonical_email(typed.strip()).key
    except InvalidEmail:
        return None
