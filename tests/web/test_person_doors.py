"""How everything about one person leaves, and the record of processing, seen from outside."""

import httpx
import pytest

from tests.builders import ADA, a_user, an_address, token_for
from usercore.actions import downloads

COOKIE = "__Host-usercore"


@pytest.fixture
def web(dashboard):
    with httpx.Client(base_url=dashboard.url) as client:
        yield client


def fetch(web, path, token=None):
    return web.get(path, headers={"cookie": f"{COOKIE}={token}"} if token else {})


def test_it_comes_once_as_a_file_that_nothing_keeps(web, dashboard):
    person, token = a_user(dashboard.core, an_address("nora")), token_for(dashboard.core, ADA)
    ticket = dashboard.core.call(dashboard.core.actor_for(token), downloads.prepare_person, user_id=person)

    answer = fetch(web, f"/downloads/person/{ticket}", token)

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="personal-data.zip"'
    assert fetch(web, f"/downloads/person/{ticket}", token).status_code == 410


def test_nobody_else_gets_it(web, dashboard):
    person, token = a_user(dashboard.core, an_address("nora")), token_for(dashboard.core, ADA)
    ticket = dashboard.core.call(dashboard.core.actor_for(token), downloads.prepare_person, user_id=person)

    assert fetch(web, f"/downloads/person/{ticket}").status_code == 401
    for other in ("sam@example.com", "max@example.com"):
        assert fetch(web, f"/downloads/person/{ticket}", token_for(dashboard.core, other)).status_code == 410


def test_everyone_gets_their_own(web, dashboard):
    email = an_address("nora")
    person = a_user(dashboard.core, email)
    token = token_for(dashboard.core, email)
    ticket = dashboard.core.call(dashboard.core.actor_for(token), downloads.prepare_person, user_id=person)

    assert fetch(web, f"/downloads/person/{ticket}", token).status_code == 200


def test_the_record_of_processing_is_for_whoever_may_read_it(web, dashboard):
    path = "/downloads/processing"

    assert fetch(web, path).status_code == 401
    assert fetch(web, path, token_for(dashboard.core, "max@example.com")).status_code == 403
    answer = fetch(web, path, token_for(dashboard.core, "sam@example.com"))
    assert answer.status_code == 200
    assert answer.text.startswith("activity,purpose,legal_basis")
