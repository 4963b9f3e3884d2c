"""Letters go over TLS, to a server whose certificate is good, with a password that is never shown."""

from urllib.parse import quote

import pytest

from tests.mail.sending import SENDER, send, undelivered
from tests.mail_servers import PASSWORD, USER, a_mail_server, certificate
from usercore.cannot_start import BadSetting
from usercore.mail.carrier import Carrier

CREDENTIALS = f"{USER}:{quote(PASSWORD, safe='')}@"


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
    "url", ["", "nonsense", "http://host:25", "smtp://", "smtp://:s3cret@", "smtp://user:s3cret@host:x"]
)
def test_an_address_of_no_mail_server_is_refused_without_its_password(url):
    with pytest.raises(BadSetting, match="USERCORE_SMTP_URL must look like") as caught:
        Carrier.from_url(url, sender=SENDER)

    assert "s3cret" not in str(caught.value)


def test_the_password_is_not_shown_with_the_carrier():
    carrier = Carrier.from_url("smtp://user:s3cret@localhost", sender=SENDER)

    assert carrier.password == "s3cret"
    assert "s3cret" not in repr(carrier)
