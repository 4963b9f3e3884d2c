"""The opt-in question whether a password was stolen: asked of a real server, which learns five hex digits."""

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.builders import PASSPHRASE, settings
from usercore.errors import InvalidPassword
from usercore.steps import breaches
from usercore.steps.breaches import is_breached
from usercore.steps.passwords import check

DIGEST = hashlib.sha1(PASSPHRASE.encode()).hexdigest().upper()
PREFIX, SUFFIX = DIGEST[:5], DIGEST[5:]
OTHERS = "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2\r\n"


class Range:
    """A range service that answers everything alike, and remembers what it was asked."""

    def __init__(self, answer: bytes | None, status: int) -> None:
        self.answer, self.status = answer, status
        self.asked: list[tuple[str, str | None, bytes]] = []
        self.leave = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append((self.path, self.headers["Add-Padding"], bytes(self.headers)))
                if service.answer is None:
                    service.leave.wait(30)
                    return
                self.send_response(service.status)
                self.send_header("content-length", str(len(service.answer)))
                self.end_headers()
                self.wfile.write(service.answer)

            def log_message(self, *_):
                """Nobody reads it."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/range"


@contextmanager
def serving(answer: str | bytes | None, status: int = 200):
    service = Range(answer.encode() if isinstance(answer, str) else answer, status)
    thread = threading.Thread(target=service.server.serve_forever)
    thread.start()
    yield service
    service.leave.set()
    service.server.shutdown()
    thread.join()
    service.server.server_close()


def strict(url):
    return settings("sqlite:///none.db", breach_range_url=url)


def test_a_listed_password_is_breached():
    with serving(f"{OTHERS}{SUFFIX}:37\r\n") as service:
        assert is_breached(PASSPHRASE, service.url)
        assert is_breached(PASSPHRASE, service.url + "/")


@pytest.mark.parametrize(
    "answer", ["", OTHERS, f"{SUFFIX}:0", f"{SUFFIX}:", SUFFIX, f"{SUFFIX[:-1]}:9", "<html>busy</html>"]
)
def test_a_password_that_is_not_listed_or_only_as_padding_is_not(answer):
    with serving(answer) as service:
        assert not is_breached(PASSPHRASE, service.url)
        assert service.asked


def test_only_five_digits_of_the_digest_leave_the_house_and_padding_is_asked_for():
    with serving(OTHERS) as service:
        is_breached(PASSPHRASE, service.url)

    [(path, padding, headers)] = service.asked
    assert path == f"/range/{PREFIX}"
    assert padding == "true"
    assert SUFFIX[:6].lower() not in (path.encode() + headers).decode().lower()
    assert b"lanterns" not in headers


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_a_service_that_refuses_is_no_reason_to_refuse_anyone(status):
    with serving(f"{SUFFIX}:37", status) as service:
        assert not is_breached(PASSPHRASE, service.url)


@pytest.mark.parametrize("answer", [b"\xff\xfe\x00" * 1000, b"x" * 3_000_000, b":" * 10_000, b"\r\n" * 10_000])
def test_neither_is_an_answer_that_is_none(answer):
    with serving(answer) as service:
        assert not is_breached(PASSPHRASE, service.url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/range", "nonsense", "http://", "http://[", "http://no-such-host.invalid/range", "http://a b/"]
)  # fmt: skip
def test_neither_is_an_address_where_nobody_is(url):
    assert not is_breached(PASSPHRASE, url)


def test_a_service_that_keeps_silent_is_waited_for_only_so_long(monkeypatch):
    assert breaches.SECONDS == 3
    monkeypatch.setattr(breaches, "SECONDS", 0.2)

    with serving(None) as service:
        assert not is_breached(PASSPHRASE, service.url)
        assert service.asked


def test_something_that_speaks_no_http_is_not_believed():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def babble():
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(b"220 mail.example.com ESMTP\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        assert not is_breached(PASSPHRASE, f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()


def test_the_policy_refuses_what_is_listed_and_says_so():
    with serving(f"{SUFFIX}:37") as service, pytest.raises(InvalidPassword, match="lists of stolen passwords"):
        check(PASSPHRASE, strict(service.url), long=True)


def test_the_policy_accepts_what_is_not():
    with serving(OTHERS) as service:
        check(PASSPHRASE, strict(service.url), long=True)
        assert len(service.asked) == 1


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaaaaaa", "y" * 2000])
def test_nothing_is_asked_about_a_password_that_is_refused_anyway(password):
    with serving(OTHERS) as service:
        with pytest.raises(InvalidPassword):
            check(password, strict(service.url), long=False)
        assert service.asked == []


def test_unless_it_is_set_nothing_is_asked(monkeypatch):
    monkeypatch.setenv("USERCORE_BREACH_RANGE_URL", "")

    with serving(f"{SUFFIX}:37") as service:
        check(PASSPHRASE, settings("sqlite:///none.db"), long=True)
        assert service.asked == []
