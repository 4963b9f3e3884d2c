"""The carrier: speaks SMTP to one mail server, over TLS, and brings back the server's own words when it will not."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from usercore.cannot_start import BadSetting
from usercore.mail import messages
from usercore.mail.messages import Mail, one_line, spelled

__all__ = ["Carrier", "Line", "Mail", "Undelivered"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}
LATE = "the mail server did not answer in time"
REFUSED_FOR_GOOD = 500
WANTS_LOGIN = (530, 534, 535, 538)  # RFC 4954: about our password, not about the letter
CLOSING = 421  # the server is about to hang up


class Undelivered(Exception):  # noqa: N818 - the name says the fact
    """Not taken. `said` is one line, the server's own words where it spoke; `for_good`: trying again is no use."""

    def __init__(self, said: str, *, for_good: bool) -> None:
        super().__init__(said)
        self.said, self.for_good = said, for_good


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
        name, address = _sender(sender)
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
    if not unquote(f"{parts.username or ''}{parts.password or ''}").isascii():
        raise BadSetting(name="USERCORE_SMTP_URL", why="may hold nothing beyond ASCII in its user and password")
    return parts, port


def _sender(setting: str) -> tuple[str, str]:
    name, address = parseaddr(setting)
    try:
        address = spelled(address)
        Address(addr_spec=address)
    except (ValueError, MessageError):
        why = "must be an address, as Accounts <accounts@example.com>"
        raise BadSetting(name="USERCORE_MAIL_FROM", why=why) from None
    return name, address


class Line:
    """A connection to the mail server."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.broke = False  # the connection did, rather than a letter on it
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand one letter over. Raises `Undelivered`."""
        with self._blaming():
            self._hand_over(self._smtp or self._dial(), mail)

    def greet(self) -> None:
        """Dial, and sign in if there is a password; no letter. Raises `Undelivered`."""
        with self._blaming():
            self._dial()

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """Whatever breaks is told as `Undelivered`, with the server's own words."""
        try:
            yield
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
        letter, to = messages.message(mail, sender_name=self.carrier.sender_name, sender=self.carrier.sender)
        plain = to.isascii() and self.carrier.sender.isascii()
        if not plain and not smtp.has_extn("smtputf8"):
            raise Undelivered("the mail server does not take addresses beyond ASCII", for_good=True)
        try:
            smtp.send_message(letter, self.carrier.sender, [to])
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
        raise Undelivered(
            one_line(f"{code} {_text(words)}"), for_good=code >= REFUSED_FOR_GOOD and code not in WANTS_LOGIN
        )

    def _dial(self) -> smtplib.SMTP:
        carrier = self.carrier
        context = ssl.create_default_context()
        if carrier.ca_file:
            context.load_verify_locations(carrier.ca_file)
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
            self._sign_in(smtp, carrier.user, carrier.password or "")
        return smtp

    def _sign_in(self, smtp: smtplib.SMTP, user: str, password: str) -> None:
        try:
            smtp.login(user, password)
        except smtplib.SMTPNotSupportedError:
            self._drop()
            raise Undelivered("the mail server takes no password, and one is set", for_good=False) from None

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
            one_line(f"the mail server refused the password: {broken.smtp_code} {_text(broken.smtp_error)}"),
            for_good=False,
        )
    if isinstance(broken, smtplib.SMTPResponseException):
        return Undelivered(one_line(f"{broken.smtp_code} {_text(broken.smtp_error)}"), for_good=False)
    if isinstance(broken, ssl.SSLCertVerificationError):
        return Undelivered(
            one_line(f"the mail server's certificate is not good: {broken.verify_message}"), for_good=False
        )
    if isinstance(broken, TimeoutError):
        return Undelivered(LATE, for_good=False)
    if isinstance(broken, smtplib.SMTPNotSupportedError):
        return Undelivered("the mail server offers no encryption (STARTTLS), so nothing was sent", for_good=False)
    return Undelivered(one_line(f"the mail server cannot be reached: {broken}"), for_good=False)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
