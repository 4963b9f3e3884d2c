"""What a name or a setting could still do to a letter: another header, another reader, or its loss."""

import pytest

from tests.mail.reading import HEADERS, body, mail, refusal, send
from tests.mail_servers import Postbox, a_mail_server
from usercore.cannot_start import BadSetting
from usercore.mail.carrier import Carrier

ENCODED = [
    "=?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=",
    "=?utf-8?q?x=0D=0A=0D=0A<img_src=3Dx>?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    "=\u200b?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=",
    "==?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=",
]


@pytest.fixture
def box():
    return Postbox()


@pytest.fixture
def server(box):
    with a_mail_server(box) as server:
        yield server


@pytest.mark.parametrize("words", ENCODED, ids=ascii)
def test_an_encoded_word_in_a_name_or_subject_is_never_decoded_into_a_header(server, box, words):
    send(server.url(), mail(name=words, subject=words))

    (letter,) = box.arrived
    assert sorted(header for header in letter if not header.startswith("X-")) == HEADERS
    assert [reader.addr_spec for reader in letter["To"].addresses] == ["ada@example.com"]
    assert body(letter, "html") == "<p>HTML</p>\n"


@pytest.mark.parametrize("words", ENCODED, ids=ascii)
def test_an_encoded_word_as_the_senders_name_is_never_decoded(server, box, words):
    carrier = Carrier.from_url(server.url(), sender="Acme <accounts@example.com>")
    object.__setattr__(carrier, "sender_name", words)  # whatever else may set it
    with carrier.line() as line:
        line.send(mail())

    (letter,) = box.arrived
    assert sorted(header for header in letter if not header.startswith("X-")) == HEADERS


@pytest.mark.parametrize(
    "to",
    [
        "eve@evil.example:ada@example.com",
        "ada@example.com>,<eve@evil.example",
        "ada,eve@evil.example",
        "ada(x)@example.com",
        "<ada@example.com>",
        "ada@",
    ],
)
def test_a_letter_goes_to_the_reader_that_is_written_on_it_or_to_nobody(server, box, to):
    refused = refusal(server.url(), mail(to=to))

    assert (refused.said, refused.for_good) == ("the address cannot be written to", True)
    assert not box.recipients


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_server_that_wants_a_password_loses_no_letter(server, box, command):
    box.refuse[command] = "530 5.7.0 Authentication required"

    assert not refusal(server.url()).for_good


def test_a_password_that_the_server_takes_none_of_is_named_as_the_reason(server, box):
    refused = refusal(server.url(credentials="u:hunter2@"))

    assert (refused.said, refused.for_good) == ("the mail server takes no password, and one is set", False)
    assert not box.arrived


def test_a_password_beyond_ascii_is_a_bad_setting_and_no_fault_of_a_letter():
    with pytest.raises(BadSetting, match="beyond ASCII"):
        Carrier.from_url("smtp://u:p%C3%BC@localhost", sender="accounts@example.com")


@pytest.mark.parametrize("sender", ["@x", "a..b@c.d", "x <a b@c>"])
def test_a_sender_that_cannot_be_written_is_a_bad_setting_and_no_fault_of_a_letter(sender):
    with pytest.raises(BadSetting, match="USERCORE_MAIL_FROM"):
        Carrier.from_url("smtp://localhost", sender=sender)


def test_a_senders_domain_in_any_script_needs_nothing_of_the_server():
    box = Postbox()
    with a_mail_server(box, utf8=False) as server:
        send(server.url(), sender="accounts@bücher.example")

    assert box.arrived[0]["From"] == "accounts@xn--bcher-kva.example"
    assert box.arrived[0]["Message-ID"] == "<one@xn--bcher-kva.example>"


def test_a_private_authority_is_trusted_beside_the_public_ones(monkeypatch, tmp_path):
    asked = []
    real = __import__("ssl").create_default_context
    monkeypatch.setattr("ssl.create_default_context", lambda **more: asked.append(more) or real(**more))

    refusal("smtp://localhost:1", ca_file=tmp_path / "none.pem")

    assert asked == [{}]  # given a file, the standard library would forget every other authority
