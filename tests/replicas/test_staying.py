"""Behind nginx each visitor stays at one replica, and is who they are at both."""

import httpx
import pytest
from sqlalchemy import text

from tests.builders import PASSPHRASE, token_for, visitor
from tests.replicas.two import COOKIE, OPENS_A_PAGE, REPLICA, until
from tests.witness import works
from usercore.actions import downloads, sign_in

pytestmark = pytest.mark.xdist_group("replicas")
SAM, MAX = "sam@example.com", "max@example.com"
CLAIMED = "203.0.113.66"


def ports(replicas):
    """Which replica each visit of the home page came to."""
    return [int(line.rpartition(":")[2]) - replicas.port for line in replicas.log.splitlines() if "GET /home " in line]


def test_a_visitor_stays_at_the_replica_that_answered_first(replicas):
    before = len(ports(replicas))
    with replicas.visitor() as one:
        first = one.get("/home")
        for _ in range(5):
            assert "usercore_replica" not in str(one.get("/home").headers.get_list("set-cookie"))

    at = one.cookies[REPLICA]
    until(lambda: len(ports(replicas)) >= before + 6, "nginx writes its line once the answer is away")
    assert ports(replicas)[before:] == [1 + "ab".index(at)] * 6
    assert f"{REPLICA}={at}; Path=/; HttpOnly; SameSite=Lax" in first.headers.get_list("set-cookie")


def test_new_visitors_are_spread(replicas):
    met = set()
    for _ in range(4):
        with replicas.visitor() as one:
            one.get("/healthz")
            met.add(one.cookies[REPLICA])

    assert met == {"a", "b"}


@pytest.mark.parametrize("named", ["c", "a;b", "127.0.0.1:22", "usercore_a"])
def test_a_replica_that_is_none_is_put_right(replicas, named):
    answer = httpx.get(f"{replicas.url}/healthz", headers={"cookie": f"{REPLICA}={named}"})

    assert (answer.status_code, answer.text) == (200, "ok")


def sign_in_through_nginx(replicas, email, at, **headers):
    """As a page does with its ticket."""
    ticket = replicas.core.call(visitor(address=""), sign_in.with_password, email=email, password=PASSPHRASE).ticket
    with replicas.visitor(at) as client:
        assert client.post("/auth/session", json={"ticket": ticket}, headers=headers).status_code == 204
        return client.cookies[COOKIE]


def home(url, token):
    """Where `/` leads: an author who is signed in to their account, everyone else to the home page."""
    return httpx.get(url, headers={"cookie": f"{COOKIE}={token}"}).headers["location"]


def test_a_ticket_made_at_one_is_taken_at_the_other_and_out_at_one_is_out_at_both(replicas):
    token = sign_in_through_nginx(replicas, MAX, "a")
    assert {home(replicas.own_url(name), token) for name in "ab"} == {"/account"}

    headers = {"origin": replicas.url, "cookie": f"{COOKIE}={token}"}
    assert httpx.delete(f"{replicas.own_url('b')}/auth/session", headers=headers).status_code == 204

    assert {home(replicas.own_url(name), token) for name in "ab"} == {"/home"}
    assert not works(replicas.core, replicas.core.actor_for(token))


def test_the_visitors_address_is_the_one_nginx_saw(replicas):
    token = sign_in_through_nginx(replicas, SAM, "b", **{"x-forwarded-for": CLAIMED, "x-usercore-source": CLAIMED})
    session = replicas.core.actor_for(token).session_id

    with replicas.core.engine.connect() as connection:
        wanted = text("SELECT address FROM sessions WHERE id = :id")
        assert connection.scalar(wanted, {"id": session}) == "127.0.0.1"


def test_metrics_are_closed_to_whoever_comes_through_nginx(replicas):
    assert httpx.get(f"{replicas.url}/metrics").status_code == 403


def test_no_log_holds_what_was_searched_for_a_link_or_a_ticket(replicas):
    httpx.get(f"{replicas.url}/users?q=canary-search", headers={"referer": f"{replicas.url}/users?q=canary-search"})
    httpx.get(f"{replicas.url}/open/reset_canary-link")
    httpx.get(f"{replicas.url}/downloads/person/canary-ticket")
    httpx.get(f"{replicas.url}/%0Acanary-line")

    logs = list((replicas.folder / "run").glob("*.log"))
    assert len(logs) >= 2
    assert "GET /open/... " in replicas.log
    for word in ("canary-search", "canary-link", "canary-ticket", "\ncanary-line"):
        assert word not in "".join(path.read_text("utf-8") for path in logs) + "".join(replicas.lines), word


def test_a_websocket_is_taken_from_the_address_people_type_and_from_no_other(replicas):
    answered = {}
    for origin in (replicas.url, "https://evil.example"):
        with httpx.stream(
            "GET", f"{replicas.url}/_stcore/stream", headers={**OPENS_A_PAGE, "origin": origin}
        ) as answer:
            answered[origin] = answer.status_code

    assert answered == {replicas.url: 101, "https://evil.example": 403}


def test_an_export_comes_through_as_it_is_made_and_one_too_large_is_refused(replicas):
    token = token_for(replicas.core, "ada@example.com")
    ticket = replicas.core.call(replicas.core.actor_for(token), downloads.prepare, export="users", wanted={})
    with replicas.visitor("b", token) as one:
        assert "max@example.com" in one.get(f"/downloads/{ticket}").text
        assert one.put("/_stcore/upload_file/x/y", content=b"x" * 7_000_000).status_code == 413
