"""A letter as it travels: one sender, one reader, text and HTML, and no header that a name could add."""

import smtplib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna

from usercore.spelling import UNPRINTABLE

LONGEST_WORDS, LONGEST_NAME = 300, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter ready to go; `message_id` is the same at every try, so that a second copy can be recognised."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    message_id: str
    at: datetime


def message(mail: Mail, *, sender_name: str, sender: str) -> tuple[EmailMessage, str]:
    """What goes over the line, and to whom. Raises `ValueError`, `MessageError`."""
    to = spelled(mail.to)
    name = one_line(mail.name)[:LONGEST_NAME]
    user, _, domain = to.rpartition("@")
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(one_line(sender_name), addr_spec=sender)
    made["To"] = Address(name, user, domain)
    made["Subject"] = one_line(mail.subject)
    made["Date"] = format_datetime(mail.at)
    made["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    made["Content-Language"] = "en"
    return made, to


def spelled(address: str) -> str:
    """The address with its domain in ASCII. Raises `ValueError`."""
    user, _, domain = address.rpartition("@")
    elsewhere = smtplib.quoteaddr(address) != f"<{address}>"  # it would go to another than is written on it
    unseen = any(letter == " " or unicodedata.category(letter) in UNPRINTABLE for letter in address)
    if not user or not domain or elsewhere or unseen:
        raise ValueError(address)
    return f"{user}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"


def one_line(words: str) -> str:
    """One printable line, in which nothing is an encoded word: the library would decode it, line breaks and all."""
    one = " ".join(words.split())
    seen = "".join(letter for letter in one if unicodedata.category(letter) not in UNPRINTABLE)
    return seen.replace("=?", "= ?")[:LONGEST_WORDS]
