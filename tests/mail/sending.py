"""A letter to Max, sent to one of the mail servers of the tests, and how it is refused there."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.mail_servers import PASSWORD
from usercore.mail.carrier import Carrier, Mail, Undelivered

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENDER = "Accounts <accounts@example.com>"


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
