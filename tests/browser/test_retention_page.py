"""The page “Retention”: a rule is seen before it is switched on, a run goes to its end, a hold stands in its way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import violations
from tests.builders import a_user, an_address, house
from tests.dashboards import peopled
from tests.keeping import rule
from usercore.actions import holds, retention, users

AUDITOR, AUTHOR = "iris@example.com", "max@example.com"


@pytest.fixture(scope="module")
def kept(sqlite_files):
    """A dashboard of its own, since its rules change."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        yield running
        running.end()


def test_a_rule_is_seen_then_switched_on_and_a_run_ends_with_its_report(page, kept):
    enter_as(page, kept, EMAIL, "/retention")
    page.get_by_role("link", name="The trash").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("In a year")).to_be_visible()
    dialog.get_by_text("Switched on").click()
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("row", name=re.compile("The trash.*On"))).to_be_visible()
    assert rule(kept.core, "trash")["on"]

    page.get_by_role("button", name="Dry run").press("Enter")
    page.get_by_role("tab", name="Runs").click()
    expect(page.get_by_text("Dry run").last).to_be_visible()
    page.get_by_role("button", name="Run now").click()
    page.get_by_role("dialog").get_by_role("button", name="Run now").press("Enter")

    while kept.core.call(house(), retention.step):
        pass
    expect(page.get_by_text("Done").first).to_be_visible()
    expect(page.get_by_text("Nothing was too old.").first).to_be_visible()


def test_a_hold_is_placed_on_a_person_stands_on_their_page_and_is_lifted(page, kept):
    user_id = a_user(kept.core, an_address("held"), name="Harriet Held")
    enter_as(page, kept, EMAIL, f"/user?id={user_id}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Legal hold").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("A lawsuit about an invoice")
    dialog.get_by_role("button", name="Place the hold").press("Enter")

    expect(page.get_by_text("A lawsuit about an invoice").first).to_be_visible()
    page.get_by_role("button", name="Lift", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Lift it").press("Enter")
    expect(page.get_by_text("nothing about them is deleted")).to_have_count(0)


def test_whoever_would_delete_them_is_told_why_not(page, kept):
    user_id = a_user(kept.core, an_address("held"), name="Hugo Held")
    kept.core.call(house(), users.soft_delete, user_id=user_id)
    kept.core.call(house(), holds.place, user_id=user_id, reason="A lawsuit")

    enter_as(page, kept, EMAIL, "/retention")
    page.get_by_role("tab", name="Legal holds").click()
    page.get_by_role("link", name="Hugo Held").first.click()
    page.get_by_role("button", name="Delete for ever").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("asked for it")
    dialog.get_by_role("button", name="Delete for ever").press("Enter")

    expect(dialog.get_by_text("A legal hold keeps everything")).to_be_visible()


def test_a_tab_stands_in_the_address_outlives_a_reload_and_is_led_to(page, kept):
    enter_as(page, kept, EMAIL, "/retention?tab=Legal+holds")
    expect(page.get_by_role("tab", name="Legal holds")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("Show those that were lifted")).to_be_visible()

    page.get_by_role("tab", name="Runs").click()
    expect(page).to_have_url(re.compile(r"/retention\?tab=Runs$"))
    page.reload()

    expect(page.get_by_role("tab", name="Runs")).to_have_attribute("aria-selected", "true")
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("tab", name="Limits")).to_have_attribute("aria-selected", "true")


def test_an_auditor_looks_and_changes_nothing_and_an_author_sees_no_such_page(page, kept):
    enter_as(page, kept, AUDITOR, "/retention")
    expect(page.get_by_role("button", name="Run now")).to_be_disabled()
    page.get_by_role("link", name="The trash").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_disabled()

    page.context.clear_cookies()
    enter_as(page, kept, AUTHOR, "/retention")
    expect(page.get_by_role("heading", name="Retention")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(page, kept, scheme):
    page.emulate_media(color_scheme=scheme)
    enter_as(page, kept, EMAIL, "/retention")
    for tab in ("Rules", "Runs", "Legal holds"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(1500)  # the last fade
        assert violations(page) == []
