"""`/metrics` and `/readyz`: who may read the one, and when the other says no."""

import httpx
import pytest
from sqlalchemy import text

from tests.builders import settings
from tests.dashboards import start
from usercore import open_core

TOKEN = "a-token-for-the-tests-0123456789abcdef"
LOCAL = {"host": "localhost"}


@pytest.fixture(scope="module")
def running(sqlite_files):
    """A dashboard for this machine alone, with a token set."""
    with sqlite_files.fresh() as url:
        dashboard = start(url, USERCORE_METRICS_TOKEN=TOKEN)
        dashboard.core = open_core(settings=settings(url))
        yield dashboard
        dashboard.end()


@pytest.fixture(scope="module")
def served(sqlite_files):
    """One that others reach through a proxy on the same machine."""
    with sqlite_files.fresh() as url:
        dashboard = start(url, USERCORE_BASE_URL="https://accounts.example.com", USERCORE_METRICS_TOKEN=TOKEN)
        yield dashboard
        dashboard.end()


def ask(dashboard, path="/metrics", **headers):
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{dashboard.url}{path}", headers=spelled, timeout=20)


def test_from_this_machine_it_answers(running):
    answer = ask(running)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    assert 'usercore_build_info{database="sqlite",version="' in answer.text
    assert 'usercore_outbox_letters{state="queued"} 0.0' in answer.text
    assert 'usercore_call_seconds_count{deed="first_admin.offer"} 1.0' in answer.text


@pytest.mark.parametrize(
    "header",
    [
        {"x_forwarded_for": "127.0.0.1"},
        {"x_forwarded_for": "203.0.113.9"},
        {"x_real_ip": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
        {"via": "1.1 proxy"},
        {"host": "evil.example"},
        {"host": "["},
        {"host": "203.0.113.9:8501"},
        {"x_usercore_source": "127.0.0.1", "x_forwarded_for": ""},
    ],
)
def test_what_was_passed_on_for_somebody_or_meant_for_another_name_is_not_from_here(running, header):
    answer = ask(running, **header)

    assert answer.status_code == 403
    assert "usercore_" not in answer.text.replace("USERCORE_METRICS_TOKEN", "")


def test_behind_a_proxy_everyone_seems_to_come_from_here_so_nobody_is_let_in_without_the_token(served):
    assert ask(served).status_code == 403
    assert ask(served, host="localhost").status_code == 403
    assert ask(served, authorization=f"Bearer {TOKEN}", x_forwarded_for="203.0.113.9").status_code == 200


@pytest.mark.parametrize(
    "said",
    ["Bearer", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \u00fc"],
)
def test_no_other_word_than_the_token_opens_it(served, said):
    answer = httpx.get(f"{served.url}/metrics", headers={b"authorization": said.encode("latin-1")}, timeout=20)

    assert answer.status_code == 403


def test_the_word_before_the_token_may_be_written_small(served):
    assert ask(served, authorization=f"bearer {TOKEN}").status_code == 200


def test_a_session_is_not_what_it_asks_for(dashboard):
    from tests.builders import token_for

    token = token_for(dashboard.core, "ada@example.com")

    assert ask(dashboard, cookie=f"__Host-usercore={token}", via="1.1 proxy").status_code == 403


def test_streamlits_own_metrics_stay_closed(running):
    assert ask(running, "/_stcore/metrics", authorization=f"Bearer {TOKEN}").status_code == 404


def test_it_is_ready_while_the_schema_is_the_one_it_knows(running):
    assert ask(running, "/readyz").text == "ok"
    with running.core.engine.begin() as connection:
        at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        needs = connection.execute(text("SELECT works_from FROM instances")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '2099_01_01'"))
        connection.execute(text("UPDATE instances SET works_from = '2099_01_01'"))

    answer = ask(running, "/readyz")

    assert answer.status_code == 503
    assert "does not have the schema of this version of usercore" in answer.text
    assert ask(running, "/healthz").text == "ok"
    with running.core.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": at})
        connection.execute(text("UPDATE instances SET works_from = :needs"), {"needs": needs})
    assert ask(running, "/readyz").text == "ok"
