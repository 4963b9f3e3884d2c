"""Real SMTP servers on this machine, each with its own manners: kind, refusing, silent, rude, or with wrong papers."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.dashboards import free_port

USER, PASSWORD = "usercore", "a p@ss/word"
TAKEN, DROP = "250 taken", "drop"


@dataclass
class Postbox:
    """What a server took, and what it refuses: a line of SMTP for `RCPT` or `DATA`, or "drop" to hang up.

    `on_arrival` is told of each letter before the server says yes, and may give another answer than yes.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    on_arrival: Callable[[EmailMessage], str | None] = lambda _letter: None
    arrived: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    connections: int = 0
    needs_login: bool = False

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.arrived]

    def answer(self, command: str, server: SMTP, letter: EmailMessage | None = None) -> str | None:
        other = self.refuse.get(command) or (self.on_arrival(letter) if letter else None)
        if other == DROP:
            server.transport.abort()
        return other

    # aiosmtpd's names
    async def handle_EHLO(self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]):  # noqa: N802
        self.connections += not session.host_name
        session.host_name = name
        return answers

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, _options: list[str]):  # noqa: N802
        if self.needs_login and not session.authenticated:
            return "530 5.7.0 sign in first"
        if refusal := self.answer("RCPT", server):
            return refusal
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        if refusal := self.answer("DATA", server, letter):
            return refusal
        self.arrived.append(letter)
        self.recipients.append(list(envelope.rcpt_tos))
        return TAKEN


@dataclass(frozen=True)
class Server:
    port: int
    box: Postbox

    def url(self, scheme: str = "smtp", credentials: str = "") -> str:
        return f"{scheme}://{credentials}localhost:{self.port}"


@contextmanager
def a_mail_server(
    box: Postbox | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    implicit: bool = False,
    needs_login: bool = False,
    utf8: bool = True,
) -> Iterator[Server]:
    """With `tls`, it offers STARTTLS, or `implicit`ly speaks nothing else."""
    server = Server(free_port(), box or Postbox())
    wanted: dict[str, Any] = {"enable_SMTPUTF8": utf8, "hostname": "localhost", "port": server.port}
    if tls:
        wanted |= {"ssl_context": tls} if implicit else {"tls_context": tls, "require_starttls": True}
    if needs_login:
        wanted |= {"authenticator": _judge, "auth_require_tls": False}
        server.box.needs_login = True
    controller = (_Patient if implicit else Controller)(server.box, **wanted)
    controller.start()
    server.box.connections = 0  # the controller knocks at its own door
    try:
        yield server
    finally:
        controller.stop()


class _Patient(Controller):
    def _trigger_server(self) -> None:
        """Its own knock would check the certificate, which nobody vouches for; knock without."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((self.hostname, self.port), 5) as plain, context.wrap_socket(plain) as knock:
            knock.recv(1024)


def _judge(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: LoginPassword) -> AuthResult:
    genuine = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=genuine, handled=False)


@contextmanager
def a_silent_server() -> Iterator[Server]:
    """Picks up and says nothing."""
    callers: list[socket.socket] = []

    def listen() -> None:
        with suppress(OSError):
            while True:
                callers.append(door.accept()[0])

    with socket.create_server(("localhost", 0)) as door:
        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield Server(door.getsockname()[1], Postbox())
        finally:
            door.shutdown(socket.SHUT_RDWR)
            listener.join()
            for caller in callers:
                caller.close()


def certificate(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """Papers for a server of that name, and the file of the authority that vouches for them: themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    paper = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, papers = folder / "authority.pem", folder / "server.pem"
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authority.write_bytes(paper.public_bytes(serialization.Encoding.PEM))
    papers.write_bytes(authority.read_bytes() + plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers)
    return context, authority
