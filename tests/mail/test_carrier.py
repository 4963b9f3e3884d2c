"""Letters reach a real mail server and the reader they are for, and what the server says comes back."""

from email.utils import parsedate_to_datetime

import pytest

from tests.mail.sending import AT, SENDER, mail, send, undelivered
from tests.mail_servers import Postbox, a_mail_server, a_silent_server
from usercore.cannot_start import BadSetting
from usercore.mail.carrier import Carrier


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


def test_a_sender_without_an_address_is_refused():
    with pytest.raises(BadSetting, match="USERCORE_MAIL_FROM"):
        Carrier.from_url("smtp://localhost", sender="Accounts")
