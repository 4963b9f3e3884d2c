"""Where a request comes from: the connection, unless so many proxies of ours stand in front."""

from unittest.mock import patch

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pages.web.headers import SOURCE, FrontDoor, source
from tests.builders import settings
from usercore import open_core

CLIENT = ("198.51.100.4", 40_000)


@pytest.mark.parametrize("claimed", ["203.0.113.9", "127.0.0.1", "203.0.113.9, 10.0.0.1", "", "nonsense", "\0"])
def test_without_proxies_of_ours_nothing_a_request_claims_counts(claimed):
    assert source(CLIENT, claimed, 0) == "198.51.100.4"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),  # what the visitor wrote themselves stands further left
        ("6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("203.0.113.9,,  ", 1, "203.0.113.9"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("10.0.0.1", 2, "unknown"),  # fewer than there should be: someone came past a proxy
        ("", 1, "unknown"),
    ],
)
def test_behind_so_many_proxies_the_outermost_of_them_says_it(forwarded, proxies, found):
    assert source(("10.0.0.2", 40_000), forwarded, proxies) == found


@pytest.mark.parametrize(
    ("taken", "claimed"),
    [
        (("6.6.6.6", 0), "6.6.6.6"),
        (("6.6.6.6", 1234), "6.6.6.6:1234"),
        (("6.6.6.6", 1234), "6.6.6.6:01234"),
        (("2001:db8::6", 1234), "10.0.0.1, [2001:db8::6]:1234"),
    ],
)
def test_an_address_that_the_server_took_from_a_header_is_not_believed(taken, claimed):
    assert source(taken, claimed, 0) == "127.0.0.1"
    assert source(None, claimed, 0) == "unknown"


@pytest.mark.parametrize("claimed", ["6.6.6.6", "6.6.6.6:1234", "6.6.6.6:01234", "[2001:db8::6]:1234"])
def test_what_uvicorn_itself_makes_of_a_header_from_this_machine_is_not_believed(empty_core, claimed):
    assert told(empty_core, {"X-Forwarded-For": claimed}, by=("127.0.0.1", 40_000)) == "127.0.0.1"


@pytest.mark.parametrize("client", [CLIENT, ("2001:db8::6", 40_000)])
def test_where_uvicorn_reads_no_header_nobody_becomes_this_machine_by_naming_themselves(monkeypatch, client):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")  # as `usercore serve` and `python dashboard.py` have it
    host, port = client

    assert source(client, f"{host}:{port}", 0) == host
    assert source(client, f"10.0.0.1, [{host}]:{port}", 0) == host


@pytest.mark.parametrize("claimed", ["198.51.100.4:400001", "2198.51.100.4:40000", "198.51.100.4:40000:1"])
def test_a_part_of_what_was_claimed_is_no_address(claimed):
    assert source(CLIENT, claimed, 0) == "198.51.100.4"


@pytest.mark.parametrize(("proxies", "found"), [(0, "198.51.100.4"), (1, "203.0.113.9")])
def test_no_request_can_name_its_own_source(empty_core, proxies, found):
    headers = {SOURCE: "6.6.6.6", "X-Forwarded-For": "6.6.6.6, 203.0.113.9", "Forwarded": "for=6.6.6.6"}

    assert told(empty_core, headers, proxies=proxies) == found


def test_a_proxy_may_write_into_a_line_of_its_own(empty_core):
    lines = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9")]

    assert told(empty_core, lines, proxies=1) == "203.0.113.9"


def told(empty_core, headers, *, by=CLIENT, proxies=0):
    """Where a request with these headers is said to come from, behind what uvicorn puts before every program."""

    async def answered(scope, receive, send):
        answer = PlainTextResponse(Request(scope).headers.get(SOURCE, "nothing"))
        await answer(scope, receive, send)

    async def asked():
        served = ProxyHeadersMiddleware(FrontDoor(answered), trusted_hosts="127.0.0.1")
        transport = httpx.ASGITransport(app=served, client=by)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8501") as client:
            return (await client.get("/healthz", headers=headers)).text

    core = open_core(settings=settings(empty_core.settings.database_url, trusted_proxies=proxies))
    with patch("pages.parts.opening.core", return_value=core), start_blocking_portal() as elsewhere:
        found = elsewhere.call(asked)  # a browser test may have left a loop in this thread
    core.close()
    return found
