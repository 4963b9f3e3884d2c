"""Letters reach a real mail server, over TLS, and what it says comes back."""

from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import pytest

from tests.mail_servers import PASSWORD, USER, Postbox, a_mail_server, a_silent_server, certificate
from usercore.cannot_start import BadSetting
from usercore.mail.carrier import Carrier, Mail, Undelivered

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENDER = "Accounts <accounts@example.com>"
CREDENTIALS = f"{USER}:{quote(PASSWORD, safe='')}@"


def mail(**other):
    wanted = {
        "to": "max@example.com",
        "name": "Max Author",
        "subject": "Hello",
        "text": "Hello Max,\n",
        "html": "<p>Hello Max,</p>",
        "message_id": "abc123",
        "at": AT,
    }
    return Mail(**{**wanted, **other})


def send(server, *mails, scheme="smtp", credentials="", **more):
    carrier = Carrier.from_url(server.url(scheme, credentials), sender=SENDER, **more)
    with carrier.line() as line:
        for one in mails or (mail(),):
            line.send(one)


@contextmanager
def undelivered(words, *, for_good):
    with pytest.raises(Undelivered, match=words) as caught:
        yield
    assert caught.value.for_good is for_good
    assert "\n" not in caught.value.said
    assert PASSWORD not in caught.value.said


def test_a_letter_arrives_whole():
    with a_mail_server() as server:
        send(server)

        (found,) = server.box.arrived
    assert (found["from"], found["to"]) == (SENDER, "Max Author <max@example.com>")
    assert found["message-id"] == "<abc123@example.com>"
    assert found["auto-submitted"] == "auto-generated"
    assert parsedate_to_datetime(found["date"]) == AT
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert found.get_body(("plain",)).get_content() == "Hello Max,\r\n"
    assert server.box.recipients == [["max@example.com"]]


def test_many_letters_go_over_one_connection():
    with a_mail_server() as server:
        send(server, *[mail(message_id=str(number)) for number in range(5)])

        assert len(server.box.arrived) == 5
        assert server.box.connections == 1


def test_a_refused_recipient_is_refused_for_good_and_the_next_letter_still_goes():
    box = Postbox(refuse={"RCPT": "550 5.1.1 no such mailbox here"})
    with a_mail_server(box) as server:
        carrier = Carrier.from_url(server.url(), sender=SENDER)
        with carrier.line() as line:
            with undelivered("^550 5.1.1 no such mailbox here$", for_good=True):
                line.send(mail())
            box.refuse.clear()
            line.send(mail())

        assert len(box.arrived) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_not_now_is_not_for_good(command):
    busy = Postbox(refuse={command: "451 4.7.1 try again later"})
    with a_mail_server(busy) as server, undelivered("^451 4.7.1 try again later$", for_good=False):
        send(server)


def test_a_line_that_drops_is_made_again_for_the_next_letter():
    box = Postbox(refuse={"DATA": "drop"})
    with a_mail_server(box) as server:
        carrier = Carrier.from_url(server.url(), sender=SENDER)
        with carrier.line() as line:
            with undelivered("closed the connection", for_good=False):
                line.send(mail())
            box.refuse.clear()
            line.send(mail())

        assert len(box.arrived) == 1
        assert box.connections == 2


def test_a_server_that_says_nothing_is_not_waited_for_for_ever():
    with a_silent_server() as server, undelivered("did not answer in time", for_good=False):
        send(server, timeout=0.2)


def test_a_server_that_is_not_there_is_not_for_good():
    with a_mail_server() as server:
        gone = server.url()

    carrier = Carrier.from_url(gone, sender=SENDER)
    with carrier.line() as line, undelivered("cannot be reached", for_good=False):
        line.send(mail())


def test_starttls_is_used_where_it_is_offered(tmp_path):
    context, authority = certificate(tmp_path)
    with a_mail_server(tls=context) as server:
        send(server, ca_file=authority)

        assert len(server.box.arrived) == 1


def test_tls_from_the_start(tmp_path):
    context, authority = certificate(tmp_path)
    with a_mail_server(tls=context, implicit=True) as server:
        send(server, scheme="smtps", ca_file=authority)

        assert len(server.box.arrived) == 1


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_nobody_vouches_for_is_refused(tmp_path, implicit):
    context, _ = certificate(tmp_path)
    with a_mail_server(tls=context, implicit=implicit) as server:
        with undelivered("certificate is not good", for_good=False):
            send(server, scheme="smtps" if implicit else "smtp")

        assert server.box.arrived == []


def test_a_certificate_for_another_host_is_refused(tmp_path):
    context, authority = certificate(tmp_path, "mail.example.com")
    with a_mail_server(tls=context) as server, undelivered("certificate is not good", for_good=False):
        send(server, ca_file=authority)


def test_nothing_goes_over_in_the_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr("usercore.mail.carrier.LOOPBACK", ())  # as if it were another one
    with a_mail_server() as server:
        with undelivered("offers no encryption", for_good=False):
            send(server)

        assert server.box.arrived == []


def test_signing_in_at_the_mail_server(tmp_path):
    context, authority = certificate(tmp_path)
    with a_mail_server(tls=context, needs_login=True) as server:
        send(server, credentials=CREDENTIALS, ca_file=authority)

        assert len(server.box.arrived) == 1


def test_a_wrong_password_for_the_mail_server_can_be_put_right():
    with a_mail_server(needs_login=True) as server, undelivered("refused the password: 535", for_good=False):
        send(server, credentials="usercore:wrong@")


@pytest.mark.parametrize(
    "name",
    [
        "Max\r\nBcc: evil@example.com",
        "Max\nTo: evil@example.com",
        'Max" <evil@example.com>, "',
        "<evil@example.com>",
        "Max\0Author",
        "\u202eevil\u202c",
        "x" * 10_000,
        "Ｍａｘ 🦊",
        "",
    ],
)
def test_no_name_makes_a_header_or_a_recipient(name):
    with a_mail_server() as server:
        send(server, mail(name=name, subject=f"Hello {name}"))

        (found,) = server.box.arrived
    assert server.box.recipients == [["max@example.com"]]
    assert [address.addr_spec for address in found["to"].addresses] == ["max@example.com"]
    assert sorted(found.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert len(found["to"].addresses[0].display_name) <= 200


@pytest.mark.parametrize(
    "address", ["max@example.com\r\nRCPT TO:<evil@example.com>", "a b@example.com", "nobody", "@x.com"]
)
def test_an_address_that_is_none_is_refused_for_good(address):
    with a_mail_server() as server:
        with undelivered("cannot be written to", for_good=True):
            send(server, mail(to=address))

        assert server.box.arrived == []


def test_an_address_beyond_ascii_needs_a_server_that_takes_it():
    with a_mail_server(utf8=True) as server:
        send(server, mail(to="jürgen@example.com"))
        assert server.box.recipients == [["jürgen@example.com"]]
    with a_mail_server(utf8=False) as server, undelivered("beyond ASCII", for_good=True):
        send(server, mail(to="jürgen@example.com"))


def test_a_domain_beyond_ascii_goes_in_its_ascii_form():
    with a_mail_server(utf8=False) as server:
        send(server, mail(to="max@münchen.example"))

        assert server.box.recipients == [["max@xn--mnchen-3ya.example"]]


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://host:25", "smtp://", "smtp://:s3cret@", "smtp://user:s3cret@host:x"]
)
def test_an_address_of_no_mail_server_is_refused_without_its_password(url):
    with pytest.raises(BadSetting, match="USERCORE_SMTP_URL must look like") as caught:
        Carrier.from_url(url, sender=SENDER)

    assert "s3cret" not in str(caught.value)


def test_a_sender_without_an_address_is_refused():
    with pytest.raises(BadSetting, match="USERCORE_MAIL_FROM"):
        Carrier.from_url("smtp://localhost", sender="Accounts")


def test_the_password_is_not_shown_with_the_carrier():
    carrier = Carrier.from_url("smtp://user:s3cret@localhost", sender=SENDER)

    assert carrier.password == "s3cret"
    assert "s3cret" not in repr(carrier)
