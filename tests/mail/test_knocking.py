"""A mail server is asked whether it answers: greeted, signed in to, and left without a letter."""

from unittest.mock import patch
from urllib.parse import quote

import pytest

from tests.builders import settings
from tests.mail_servers import PASSWORD, USER, a_mail_server, a_silent_server, certificate
from usercore import open_core
from usercore.actions import mail_server
from usercore.errors import NotAllowed
from usercore.mail import knocking
from usercore.mail.knocking import knock

CREDENTIALS = f"{USER}:{quote(PASSWORD, safe='')}@"


def set_to(url, **more):
    return settings("sqlite:///unused.db", smtp_url=url, **more)


def test_one_that_answers_gets_no_letter():
    with a_mail_server() as server:
        assert knock(set_to(server.url())) is None

        assert (server.box.connections, server.box.arrived) == (1, [])


def test_where_none_is_set_there_is_nobody_to_ask():
    assert knock(set_to(None)) is None


def test_a_password_is_tried_too(tmp_path):
    context, authority = certificate(tmp_path)
    with a_mail_server(tls=context, needs_login=True) as server:
        assert knock(set_to(server.url(credentials=CREDENTIALS), smtp_ca_file=authority)) is None
        said = knock(set_to(server.url(credentials=f"{USER}:wrong@"), smtp_ca_file=authority))

    assert said.startswith("the mail server refused the password")


def test_wrong_papers_are_told(tmp_path):
    context, _ = certificate(tmp_path)
    with a_mail_server(tls=context) as server:
        assert "certificate is not good" in knock(set_to(server.url()))


def test_one_that_is_silent_is_not_waited_for_long():
    with a_silent_server() as server, patch.object(knocking, "PATIENCE", 0.2):
        assert "did not answer in time" in knock(set_to(server.url()))


def test_one_that_is_not_there_is_told():
    assert "cannot be reached" in knock(set_to("smtp://127.0.0.1:9"))


def test_staff_who_may_send_may_ask_and_others_may_not(url, clock, sam, maxim):
    with a_mail_server() as server:
        core = open_core(settings=settings(url, smtp_url=server.url()), clock=clock)
        assert core.call(sam, mail_server.try_now) is None
        with pytest.raises(NotAllowed):
            core.call(maxim, mail_server.try_now)
        core.close()

        assert server.box.connections == 1
