"""A headless Chromium and a dashboard to look at."""

import shutil
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.builders import PASSPHRASE, token_for
from tests.dashboards import Dashboard, start

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]
EMAIL = "ada@example.com"

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    """On a loaded machine a browser drops a click once in hours: what failed is tried once more, and the run says so."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium():
    assert CHROMIUM, "Browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Clicks wait until the page they fall on stands: no hand is quicker than its drawing, and nothing moves away under
    it. Where a page goes on working, a moment is enough.
    """
    hurried = Locator.click

    def click(self, **how):
        with suppress(PlaywrightError):
            self.wait_for()
            if self.page.locator("[data-test-script-state]").count():
                self.page.locator("[data-test-script-state=notRunning]").wait_for(timeout=3_000)
        hurried(self, **how)

    monkeypatch.setattr(Locator, "click", click)


@pytest.fixture
def page(chromium: Browser):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Europe/Berlin", locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def empty_dashboard(databases):
    """An empty dashboard, once on each database."""
    with databases.fresh() as url:
        running = start(url)
        yield running
        running.end()


def sign_in(page: Page, email: str = EMAIL, password: str = PASSPHRASE) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def enter_as(page: Page, dashboard: Dashboard, email: str, path: str = "/users") -> str:
    """Arrive signed in, with a true session behind the cookie; returns its token."""
    token = token_for(dashboard.core, email)
    page.context.add_cookies(
        [{"name": "__Host-usercore", "value": token, "url": "https://localhost", "secure": True, "httpOnly": True}]
    )
    page.goto(f"{dashboard.url}{path}")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    drawn(page)
    return token


def drawn(page: Page) -> None:
    """The page stands whole: nothing moves under the pointer any more, as no hand is as quick as a test's."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()


def hint(page: Page, place: Locator, words: str) -> None:
    """The words that show under the pointer; it moves again where what it was over has been drawn anew."""
    shown = page.get_by_text(words)
    for _ in range(5):
        page.mouse.move(0, 0)
        place.hover()
        with suppress(AssertionError):
            expect(shown).to_be_visible(timeout=4_000)
            return
    expect(shown).to_be_visible()
