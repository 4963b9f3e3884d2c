"""The Health page: the answer first, each finding in words, and what to do about it at hand."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.builders import a_user, house
from tests.dashboards import peopled
from tests.letters import post
from tests.mail_servers import a_mail_server
from usercore.frames import chain

ADA, IRIS, SAM = "ada@example.com", "iris@example.com", "sam@example.com"


@pytest.fixture
def mail():
    with a_mail_server() as server:
        yield server


@pytest.fixture
def house_with_mail(sqlite_files, mail):
    """A dashboard of this test's own with a mail server, its log verified and its worker at work."""
    with sqlite_files.fresh() as url:
        running = peopled(url, USERCORE_SMTP_URL=mail.url())
        running.core.call(house(), chain.broken)
        yield running
        running.end()


def look_until(page, words):
    """The worker of the dashboard takes a moment; whoever waits for it presses the button again."""
    for _ in range(20):
        if page.get_by_text(words).count():
            return
        page.get_by_role("button", name="Look again").click()
        page.wait_for_timeout(500)


def settled(page):
    look_until(page, "Tidying up")


def test_where_all_is_well_it_says_so_first_and_is_brief(page, house_with_mail):
    enter_as(page, house_with_mail, ADA, "/health")
    settled(page)

    expect(page.get_by_role("heading", name="Health")).to_be_visible()
    expect(page.get_by_text("Everything is well.")).to_be_visible()
    expect(page.get_by_text("SQLite")).to_be_visible()
    for words in ("Needs a look", "Needs you now", "Not known"):
        expect(page.get_by_text(words)).to_have_count(0)


def test_the_mail_server_is_asked_by_a_button_and_gets_no_letter(page, house_with_mail, mail):
    enter_as(page, house_with_mail, ADA, "/health")
    settled(page)

    page.get_by_role("button", name="Try the mail server now").click()

    expect(page.get_by_text("It answers, and would take letters.")).to_be_visible()
    assert mail.box.arrived == []


def test_letters_that_fail_lead_to_the_outbox(page, house_with_mail, mail):
    mail.box.refuse["RCPT"] = "550 5.7.1 never"
    post(house_with_mail.core, a_user(house_with_mail.core, "failing@example.com"))
    enter_as(page, house_with_mail, ADA, "/health")
    look_until(page, "One letter was given up since yesterday.")

    expect(page.get_by_text("One letter was given up since yesterday.")).to_be_visible()
    expect(page.get_by_text("One thing needs a look.")).to_be_visible()
    page.get_by_role("link", name="See them in the outbox").click()

    expect(page.get_by_role("link", name="failing@example.com")).to_be_visible()
    assert "state=given-up" in page.url


def test_without_a_mail_server_and_a_verified_log_it_says_what_to_do(page, dashboard):
    enter_as(page, dashboard, ADA, "/health")

    expect(page.get_by_text("No mail server is set, so letters wait in the outbox.")).to_be_visible()
    expect(page.get_by_text("Set USERCORE_SMTP_URL and restart.")).to_be_visible()
    expect(page.get_by_role("button", name="Try the mail server now")).to_have_count(0)


def test_auditors_read_it_and_may_not_ask_the_mail_server(page, house_with_mail):
    enter_as(page, house_with_mail, IRIS, "/health")
    settled(page)

    expect(page.get_by_text("Everything is well.")).to_be_visible()
    expect(page.get_by_role("button", name="Try the mail server now")).to_be_disabled()


def test_support_is_told_that_it_is_not_for_their_role(page, dashboard):
    enter_as(page, dashboard, SAM, "/health")

    expect(page.get_by_text("Not for your role")).to_be_visible()
    expect(page.get_by_role("link", name="Health")).to_have_count(0)
