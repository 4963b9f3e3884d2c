"""The carrier: speaks SMTP to one mail server, over TLS, and brings back the server's own words when it will not."""

import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

import idna

from usercore.cannot_start import BadSetting
from usercore.spelling import UNPRINTABLE

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}
LONGEST_WORDS, LONGEST_NAME = 300, 200
LATE = "the mail server did not answer in time"
REFUSED_FOR_GOOD = 500
CLOSING = 421  # the server is about to hang up


class Undelivered(Exception):  # noqa: N818 - the name says the fact
    """Not taken. `said` is one line, the server's own words where it spoke; `for_good`: trying again is no use."""

    def __init__(self, said: str, *, for_good: bool) -> None:
        super().__init__(said)
        self.said, self.for_good = said, for_good


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Knows the mail server. STARTTLS is required unless the server is on this machine; certificates are checked."""

    host: str
    port: int
    implicit_tls: bool
    user: str | None
    password: str | None = field(repr=False)
    sender_name: str
    sender: str
    ca_file: Path | None = None
    timeout: float = 20

    @classmethod
    def from_url(cls, url: str, *, sender: str, ca_file: Path | None = None, timeout: float = 20) -> Self:
        """From `smtp://user:pass@host:587` or `smtps://…`. Raises `BadSetting`, which never repeats the password."""
        parts, port = _taken_apart(url)
        name, address = parseaddr(sender)
        if "@" not in address:
            raise BadSetting(name="USERCORE_MAIL_FROM", why="must be an address, as Accounts <accounts@example.com>")
        return cls(
            host=parts.hostname or "",
            port=port,
            implicit_tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender_name=name,
            sender=address,
            ca_file=ca_file,
            timeout=timeout,
        )

    @contextmanager
    def line(self) -> Iterator["Line"]:
        """One connection for many letters, made when the first is sent and again after it dropped."""
        line = Line(self)
        try:
            yield line
        finally:
            line.hang_up()


def _taken_apart(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in PORTS or not port or not parts.hostname:
        raise BadSetting(name="USERCORE_SMTP_URL", why="must look like smtp://user:password@mail.example.com:587")
    return parts, port


class Line:
    """A connection to the mail server."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.broke = False  # the connection did, rather than a letter on it
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand one letter over. Raises `Undelivered`."""
        try:
            smtp = self._smtp or self._dial()
            self._hand_over(smtp, mail)
        except smtplib.SMTPServerDisconnected as gone:
            self._drop()
            late = isinstance(gone.__context__, TimeoutError)  # smtplib calls that a disconnection too
            words = LATE if late else "the mail server closed the connection"
            raise Undelivered(words, for_good=False) from None
        except (OSError, smtplib.SMTPException) as broken:
            self._drop()
            raise _undelivered(broken) from None
        except (ValueError, MessageError, UnicodeError):
            raise Undelivered("the address cannot be written to", for_good=True) from None

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        message, to = _message(self.carrier, mail)
        plain = to.isascii() and self.carrier.sender.isascii()
        if not plain and not smtp.has_extn("smtputf8"):
            raise Undelivered("the mail server does not take addresses beyond ASCII", for_good=True)
        try:
            smtp.send_message(message, self.carrier.sender, [to])
        except smtplib.SMTPResponseException as refused:
            self._refused(refused.smtp_code, refused.smtp_error)
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            self._refused(code, words)

    def _refused(self, code: int, words: bytes | str) -> None:
        try:
            if code == CLOSING:
                self._drop()
            elif self._smtp:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()
        raise Undelivered(_line(f"{code} {_text(words)}"), for_good=code >= REFUSED_FOR_GOOD)

    def _dial(self) -> smtplib.SMTP:
        carrier = self.carrier
        context = ssl.create_default_context(cafile=carrier.ca_file)
        smtp: smtplib.SMTP
        if carrier.implicit_tls:
            smtp = smtplib.SMTP_SSL(carrier.host, carrier.port, timeout=carrier.timeout, context=context)
        else:
            smtp = smtplib.SMTP(carrier.host, carrier.port, timeout=carrier.timeout)
        self._smtp = smtp
        smtp.ehlo()
        here = carrier.host in LOOPBACK
        if not carrier.implicit_tls and (smtp.has_extn("starttls") or not here):
            smtp.starttls(context=context)  # raises where it is not offered: nothing goes over in the clear
            smtp.ehlo()
        if carrier.user is not None:
            smtp.login(carrier.user, carrier.password or "")
        return smtp

    def _drop(self) -> None:
        self.broke = True
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()


def _undelivered(broken: Exception) -> Undelivered:
    """Never for good: whoever runs the mail server can put it right."""
    if isinstance(broken, smtplib.SMTPAuthenticationError):
        return Undelivered(
            _line(f"the mail server refused the password: {broken.smtp_code} {_text(broken.smtp_error)}"),
            for_good=False,
        )
    if isinstance(broken, smtplib.SMTPResponseException):
        return Undelivered(_line(f"{broken.smtp_code} {_text(broken.smtp_error)}"), for_good=False)
    if isinstance(broken, ssl.SSLCertVerificationError):
        return Undelivered(_line(f"the mail server's certificate is not good: {broken.verify_message}"), for_good=False)
    if isinstance(broken, TimeoutError):
        return Undelivered(LATE, for_good=False)
    if isinstance(broken, smtplib.SMTPNotSupportedError):
        return Undelivered("the mail server offers no encryption (STARTTLS), so nothing was sent", for_good=False)
    return Undelivered(_line(f"the mail server cannot be reached: {broken}"), for_good=False)


def _message(carrier: Carrier, mail: Mail) -> tuple[EmailMessage, str]:
    to = _spelled(mail.to)
    name = _line(mail.name)[:LONGEST_NAME]
    user, _, domain = to.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(carrier.sender_name), addr_spec=carrier.sender)
    message["To"] = Address(name, user, domain)
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.message_id}@{carrier.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = "en"
    return message, to


def _spelled(address: str) -> str:
    """The address with its domain in ASCII. Raises `ValueError`."""
    user, _, domain = address.rpartition("@")
    if not user or any(unicodedata.category(letter) in UNPRINTABLE for letter in address) or " " in address:
        raise ValueError(address)
    return f"{user}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _line(words: str) -> str:
    """One printable line."""
    one = " ".join(words.split())
    return "".join(letter for letter in one if unicodedata.category(letter) not in UNPRINTABLE)[:LONGEST_WORDS]
