"""The door for rows ahead of Streamlit: the same rows as the page shows, for whoever may see the page, and no one else."""

import httpx
import pytest

from tests.builders import a_user, token_for
from usercore.actions import sign_in
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

ADA, IRIS, MAX = "ada@example.com", "iris@example.com", "max@example.com"
DOOR, COOKIE = "/rows/people", "__Host-usercore"
SHOWN = {"shown": ["role", "created_at"], "titles": {"viewer": "Onlooker"}}


@pytest.fixture(scope="module", autouse=True)
def row_people(dashboard):
    for number in range(4):
        a_user(dashboard.core, f"rowed{number}@rows.example.com", name=f"Rowed {number}", role="viewer")


@pytest.fixture
def ask(dashboard):
    """Post a query as somebody; `more` stands beside it in the body."""
    with httpx.Client(base_url=dashboard.url, timeout=20) as web:

        def post(token=None, origin=dashboard.url, content=None, **wanted):
            headers = {"origin": origin} | ({"cookie": f"{COOKIE}={token}"} if token else {})
            return web.post(
                DOOR, headers=headers, **({"content": content} if content is not None else {"json": wanted})
            )

        yield post


def names(answer):
    return [row["cells"][0]["name"] for row in answer.json()]


def test_the_rows_are_those_of_the_list_in_its_order_and_from_its_cursor(ask, dashboard):
    token = token_for(dashboard.core, ADA)
    query = {"text": "rowed", "order_by": "name", "limit": 2}

    first = ask(token, query=query, **SHOWN)
    second = ask(token, query={**query, "after": first.json()[-1]["id"]}, **SHOWN)

    assert [names(first), names(second)] == [["Rowed 0", "Rowed 1"], ["Rowed 2", "Rowed 3"]]
    assert first.headers["cache-control"] == "no-store"
    row = first.json()[0]
    assert row["href"] == f"/user?id={row['id']}"
    assert row["cells"][1] == ["Onlooker", "grey"]
    assert len(row["cells"]) == 3


def test_an_auditor_sees_addresses_masked_here_too(ask, dashboard):
    answer = ask(token_for(dashboard.core, IRIS), query={"text": "rowed"})

    assert answer.status_code == 200
    assert "rowed0@rows.example.com" not in answer.text
    shown = dashboard.core.call(dashboard.core.actor_for(token_for(dashboard.core, IRIS)), lists.search,
                                query=UserQuery(text="rowed"))  # fmt: skip
    assert [row["cells"][0]["under"] for row in answer.json()] == list(shown["email"])


def test_who_may_not_see_the_list_gets_no_row(ask, dashboard):
    assert ask(query={}).status_code == 401
    assert ask("session_made-up", query={}).status_code == 401
    refused = ask(token_for(dashboard.core, MAX), query={})
    assert (refused.status_code, refused.json()) == (403, [])


def test_a_session_that_ended_gets_no_row_any_more(ask, dashboard):
    token = token_for(dashboard.core, ADA)
    assert ask(token, query={}).status_code == 200

    dashboard.core.call(dashboard.core.bearer(token), sign_in.out)

    assert ask(token, query={}).status_code == 401


def test_another_site_gets_nothing(ask, dashboard):
    token = token_for(dashboard.core, ADA)

    for origin in ("https://evil.example", "http://localhost:1", "null", ""):
        assert ask(token, origin=origin, query={}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"query": 7}', b'{"query": {"limit": 100000}}', b'{"query": {"sql": "x"}}', b"\xff\xfe",
     b'{"query": {"text": "' + b"x" * 20_000 + b'"}}'],
)  # fmt: skip
def test_what_is_no_query_is_refused(ask, dashboard, body):
    assert ask(token_for(dashboard.core, ADA), content=body).status_code == 400


@pytest.mark.parametrize("query", [{"order_by": "password_hash"}, {"after": "no-such-row"}])
def test_what_the_list_refuses_is_refused_here(ask, dashboard, query):
    assert ask(token_for(dashboard.core, ADA), query=query).status_code in (400, 410)
