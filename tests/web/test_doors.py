"""What stands before every answer: headers, closed doors, origins, cookies."""

import httpx
import pytest

from pages.parts.files import COMPONENTS, PARTS
from pages.web.headers import source
from tests.builders import PASSPHRASE, token_for, visitor
from usercore.actions import downloads, sign_in
from usercore.errors import BadQuery

ADA = "ada@example.com"
COOKIE = "__Host-usercore"


@pytest.fixture
def web(dashboard):
    with httpx.Client(base_url=dashboard.url, timeout=20) as client:
        yield client


@pytest.mark.parametrize("path", ["/users", "/", "/healthz", "/open/x", "/downloads/x", "/_stcore/health", "/nonsense"])
def test_every_answer_carries_the_security_headers(web, path):
    headers = web.get(path).headers

    assert "object-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval'" not in headers["content-security-policy"].replace("wasm-unsafe-eval", "")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check", "/users/extra", "/pages/users.py",
     "/_stcore/bidi-components/usercore.table/table.py",
     "/_stcore/bidi-components/usercore.table/../../../usercore/core.py", "/static/../../../etc/passwd"],
)  # fmt: skip
def test_closed_doors_are_not_found(web, path):
    request = web.build_request("GET", web.base_url)
    request.url = request.url.copy_with(raw_path=path.encode())

    assert web.send(request).status_code == 404


def test_component_files_come_from_our_own_origin_on_a_server_that_drew_nothing_yet(web):
    files = [path for path in PARTS.glob("*/*") if path.suffix in {".js", ".css"}]

    assert {path.parent.name for path in files} == {*COMPONENTS}
    for path in files:
        assert web.get(f"/_stcore/bidi-components/usercore.{path.parent.name}/{path.name}").status_code == 200, path


def test_a_session_needs_our_own_origin(web, dashboard):
    ticket = dashboard.core.call(visitor(address=""), sign_in.with_password, email=ADA, password=PASSPHRASE).ticket

    for origin in ({}, {"origin": "https://evil.example"}, {"origin": "http://localhost:1"}, {"origin": "null"},
                   {"origin": "http://["}, {"origin": "http://localhost:99999"}):  # fmt: skip
        assert web.post("/auth/session", json={"ticket": ticket}, headers=origin).status_code == 403
        assert web.delete("/auth/session", headers=origin).status_code == 403

    answer = web.post("/auth/session", json={"ticket": ticket}, headers={"origin": dashboard.url})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=session_")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"ticket": 7}', b"\xff\xfe", b"x" * 10_000])
def test_a_broken_ticket_is_a_clear_refusal(web, dashboard, body):
    answer = web.post("/auth/session", content=body, headers={"origin": dashboard.url})

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_the_session_of_a_cookie_that_comes_with_a_ticket_ends(web, dashboard):
    old = token_for(dashboard.core, ADA)
    ticket = dashboard.core.call(visitor(address=""), sign_in.with_password, email=ADA, password=PASSPHRASE).ticket

    web.post("/auth/session", json={"ticket": ticket}, headers={"origin": dashboard.url, "cookie": f"{COOKIE}={old}"})

    assert not dashboard.core.actor_for(old).signed_in


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "null"])
def test_a_websocket_from_another_site_or_another_port_is_refused(dashboard, origin):
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    address = dashboard.url.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus, match="403"):
        connect(address, origin=origin, open_timeout=10)


def test_a_link_changes_nothing_and_moves_its_token_into_a_cookie(web):
    answer = web.get("/open/setup_abc")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/first-admin"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "Max-Age=900" in answer.headers["set-cookie"]


@pytest.mark.parametrize("token", ["evil", "https:%2F%2Fevil.example", "%5Cevil", "done_reset", "x", "x" * 5000])
def test_a_link_leads_nowhere_but_to_our_own_pages(web, token):
    answer = web.get(f"/open/{token}")

    assert answer.headers.get("location", "/") in ("/", "/first-admin")
    kept = {cookie.partition(";")[0] for cookie in answer.headers.get_list("set-cookie") if "-link=" in cookie}
    assert kept == ({f"{COOKIE}-link=damaged"} if answer.status_code == 303 else set())


class TestDownloads:
    def ticket(self, dashboard, token):
        actor = dashboard.core.actor_for(token)
        return dashboard.core.call(actor, downloads.prepare, export="users", wanted={"columns": ["email", "role"]})

    def fetch(self, web, ticket, token=None):
        return web.get(f"/downloads/{ticket}", headers={"cookie": f"{COOKIE}={token}"} if token else {})

    def test_the_owner_gets_the_file_once(self, web, dashboard):
        token = token_for(dashboard.core, ADA)
        ticket = self.ticket(dashboard, token)

        answer = self.fetch(web, ticket, token)

        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "attachment" in answer.headers["content-disposition"]
        assert "ada@example.com,admin" in answer.text
        assert self.fetch(web, ticket, token).status_code == 410

    def test_a_visitor_gets_401(self, web, dashboard):
        ticket = self.ticket(dashboard, token_for(dashboard.core, ADA))

        assert self.fetch(web, ticket).status_code == 401

    def test_a_role_without_the_permission_gets_403(self, web, dashboard):
        ticket = self.ticket(dashboard, token_for(dashboard.core, ADA))

        for email in ("max@example.com", "iris@example.com"):
            answer = self.fetch(web, ticket, token_for(dashboard.core, email))
            assert answer.status_code == 403
            assert "@" not in answer.text

    def test_someone_elses_ticket_is_refused(self, web, dashboard):
        ticket = self.ticket(dashboard, token_for(dashboard.core, ADA))

        assert self.fetch(web, ticket, token_for(dashboard.core, "sam@example.com")).status_code == 410

    @pytest.mark.parametrize(
        "wanted",
        [{"columns": ["password_hash"]}, {"query": {"nonsense": 1}}, {"columns": 7}, {"columns": []}, {"evil": 1},
         {"delimiter": "x"}, {"query": {"limit": 10**9}}],
    )  # fmt: skip
    def test_no_ticket_is_given_for_what_we_do_not_export(self, dashboard, wanted):
        actor = dashboard.core.actor_for(token_for(dashboard.core, ADA))

        with pytest.raises(BadQuery):
            dashboard.core.call(actor, downloads.prepare, export="users", wanted=wanted)


class TestTheVisitorsAddress:
    def test_is_the_connections(self):
        assert source(("203.0.113.9", 4711), "198.51.100.1", 0) == "203.0.113.9"

    def test_is_not_what_a_local_process_claims(self):
        assert source(("198.51.100.1", 0), "198.51.100.1", 0) == "127.0.0.1"

    def test_behind_one_proxy_is_the_last_one_written_down(self):
        assert source(("10.0.0.1", 1), "spoofed, 198.51.100.1", 1) == "198.51.100.1"

    def test_behind_two_proxies_is_the_last_but_one(self):
        assert source(("10.0.0.1", 1), "spoofed, 198.51.100.1, 10.0.0.2", 2) == "198.51.100.1"

    def test_is_unknown_when_a_proxy_wrote_nothing(self):
        assert source(("10.0.0.1", 1), "", 1) == "unknown"
