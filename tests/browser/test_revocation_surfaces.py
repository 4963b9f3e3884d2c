"""Whatever ends a session, every surface of an open page refuses at the next interaction, and nothing is done.

One page with every kind of surface, `tests/browser/surfaces`, behind the dashboard's own front door. For each ending
someone is signed in with a tab on each surface; the session ends beneath them; then every tab is used.
"""

import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.builders import a_user, allow_many, an_address, settings, signed_in
from tests.dashboards import start
from tests.security.endings import ENDINGS, a_victim
from tests.witness import entries, person, rows
from usercore import open_core
from usercore.actions import downloads
from usercore.models import UserSession

FRONT = Path(__file__).parent / "surfaces" / "front.py"
SURFACES = (
    "page",
    "callback",
    "button-in-a-fragment",
    "callback-in-a-fragment",
    "button-in-a-dialog",
    "callback-in-a-dialog",
    "form",
    "timer",
)
COOKIE = "__Host-usercore"
NAME = "Still Themselves"


@pytest.fixture(scope="session")
def surfaces(sqlite_files, tmp_path_factory):
    """The page in a process of its own, and a core of ours on the same database."""
    armed = tmp_path_factory.mktemp("surfaces") / "armed"
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url))
        allow_many(core)
        a_user(core, "ada@example.com", role="admin")
        running = start(url, command=[sys.executable, str(FRONT)], ARMED=str(armed))
        running.core = core
        running.armed = armed
        yield running
        running.end()


@pytest.fixture(scope="module")
def tabs(chromium):
    """One tab for each surface, the same for all endings: what Streamlit's page needs is loaded once."""
    context = chromium.new_context(viewport={"width": 800, "height": 600})
    context.set_default_timeout(20_000)
    yield {surface: context.new_page() for surface in SURFACES}
    context.close()


def go_to(tabs, surfaces, token, target):
    """Every tab at its surface, signed in."""
    context = next(iter(tabs.values())).context
    context.add_cookies(
        [{"name": COOKIE, "value": token, "url": "https://localhost", "secure": True, "httpOnly": True}]
    )
    for surface, tab in tabs.items():
        tab.goto(f"{surfaces.url}/?surface={surface}&target={target}", wait_until="commit")
    for surface, tab in tabs.items():
        expect(tab.get_by_text(NAME) if surface == "timer" else tab.get_by_role("button", name="Go")).to_be_visible()


def use(tabs, surfaces):
    """Interact with each; the timer interacts by itself."""
    for surface, tab in tabs.items():
        if surface == "timer":
            surfaces.armed.touch()
        else:
            tab.get_by_role("button", name="Go").click()


@pytest.fixture
def target(surfaces):
    """Someone who would be renamed."""
    surfaces.armed.unlink(missing_ok=True)
    return a_user(surfaces.core, an_address("target"), name=NAME)


def test_while_the_session_lives_every_surface_does_what_it_says(surfaces, tabs, target):
    who = a_victim(surfaces.core)
    go_to(tabs, surfaces, who.token, target)

    for surface, tab in tabs.items():
        use({surface: tab}, surfaces)
        expect(tab.get_by_text(f"done by {surface}").first).to_be_visible()

    renamed = [entry.facts for entry in entries(surfaces.core) if entry.subject_id == target]
    assert len(renamed) == 1 + len(SURFACES)


@pytest.mark.parametrize("ending", ENDINGS)
def test_once_it_ended_none_does(surfaces, tabs, target, ending):
    core = surfaces.core
    who = a_victim(core)
    ticket = core.call(who.actor, downloads.prepare, export="users", wanted={})
    go_to(tabs, surfaces, who.token, target)

    ENDINGS[ending](core, who, signed_in(core, "ada@example.com"))
    seen = len(entries(core))
    use(tabs, surfaces)

    for tab in tabs.values():
        expect(tab.get_by_role("heading", name="Please sign in")).to_be_visible()
        expect(tab.get_by_role("dialog")).to_have_count(0)
        expect(tab.get_by_role("button", name="Go")).to_have_count(0)
        expect(tab.get_by_text("done by")).to_have_count(0)
    assert person(core, target).name == NAME
    assert entries(core)[seen:] == []
    routes_refuse(surfaces, who.token, ticket)
    assert entries(core)[seen:] == []


def routes_refuse(surfaces, token, ticket):
    """The routes take the dead cookie for nobody's: no file, no new session, nothing left to end."""
    before = last_uses(surfaces.core), rows(surfaces.core, "one_time_tokens")
    headers = {"cookie": f"{COOKIE}={token}", "origin": surfaces.url}
    with httpx.Client(base_url=surfaces.url, headers=headers, timeout=20) as web:
        file = web.get(f"/downloads/{ticket}")
        again = web.post("/auth/session", json={"ticket": ticket})
        out = web.delete("/auth/session")

    assert (file.status_code, again.status_code, out.status_code) == (401, 401, 204)
    assert "@" not in file.text
    assert "set-cookie" not in file.headers
    assert f"{COOKIE}=" not in again.headers.get("set-cookie", "")
    assert (last_uses(surfaces.core), rows(surfaces.core, "one_time_tokens")) == before


def last_uses(core):
    """Every session and when it was last used; that one is over the house may write down meanwhile."""
    with core.engine.connect() as connection:
        return connection.execute(select(UserSession.id, UserSession.last_seen_at).order_by(UserSession.id)).all()
