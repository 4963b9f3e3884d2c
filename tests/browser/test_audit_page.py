"""The audit log: filters that stand in the address, an entry in full, and a break in the chain named."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.browser.conftest import enter_as
from tests.builders import house, visitor
from tests.dashboards import peopled
from usercore.actions import sign_in, users
from usercore.frames import users as people

ADA, IRIS, MAX = "ada@example.com", "iris@example.com", "max@example.com"


@pytest.fixture
def dashboard(sqlite_files):
    """A dashboard of each test's own, since the log is forged here."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        yield running
        running.end()


def max_id(dashboard):
    return dashboard.core.call(house(), people.by_email, email=MAX).iloc[0].id


def test_filters_stand_in_the_address_and_outlive_a_reload(page, dashboard):
    for _ in range(2):
        dashboard.core.call(visitor(), sign_in.with_password, email=MAX, password="wrong")
    enter_as(page, dashboard, ADA, "/audit?event=sign-in:*&outcome=refused")
    expect(page.get_by_text("2 entries")).to_be_visible()
    expect(page.get_by_text("Sign-in refused: wrong password").first).to_be_visible()

    page.reload()

    expect(page.get_by_text("2 entries")).to_be_visible()
    expect(page.get_by_role("button", name="Outcome · 1")).to_be_visible()
    page.get_by_placeholder("What, such as suspended").fill("user:created")
    page.get_by_placeholder("What, such as suspended").press("Enter")
    expect(page.get_by_text("No entry matches")).to_be_visible()
    assert "event=user" in page.url


def test_an_entry_is_opened_over_its_list_with_before_and_after(page, dashboard):
    dashboard.core.call(house(), users.update, user_id=max_id(dashboard), name="Maximilian")
    enter_as(page, dashboard, ADA, "/audit?event=user:updated")

    page.get_by_text("Name changed").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("to “Maximilian”")).to_be_visible()
    expect(dialog.get_by_role("link", name="Open the person")).to_be_visible()
    assert "event=user" in page.url


def test_verifying_says_all_is_well_and_names_an_entry_that_was_altered(page, dashboard):
    enter_as(page, dashboard, ADA, "/audit")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("dialog").get_by_text("entries are as they were written")).to_be_visible()
    with dashboard.core.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text("UPDATE audit_entries SET outcome = 'failed' WHERE sequence = 3"))

    page.reload()
    page.get_by_role("button", name="Verify").click()

    expect(page.get_by_role("dialog").get_by_text("no. 3")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("this entry was altered")).to_be_visible()


def test_auditors_read_it_without_addresses(page, dashboard):
    dashboard.core.call(visitor(address="203.0.113.9"), sign_in.with_password, email=MAX, password="wrong")
    enter_as(page, dashboard, IRIS, "/audit?outcome=refused")

    expect(page.get_by_text("one entry", exact=True)).to_be_visible()
    expect(page.get_by_text("203.0.113.9")).to_have_count(0)
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_count(0)


def test_the_filtered_entries_are_downloaded(page, dashboard):
    enter_as(page, dashboard, IRIS, "/audit?event=user:created")
    page.get_by_role("button", name="Export CSV").click()
    with page.expect_download() as begun:
        page.get_by_role("dialog").get_by_role("button", name="Download").click()

    assert begun.value.suggested_filename == "audit-log.csv"
    assert "user:created" in begun.value.path().read_text("utf-8")
