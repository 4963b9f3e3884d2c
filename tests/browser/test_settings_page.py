"""The settings page: all limits in one table, a rule tried on the past before it is saved, and who may only look."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, hint
from tests.builders import an_address, house, visitor
from tests.dashboards import peopled
from usercore.actions import rules, sign_in
from usercore.frames import rules as lists
from usercore.limits import LIMITS

SUPPORT, AUDITOR, AUTHOR = "sam@example.com", "iris@example.com", "max@example.com"
NAME, TITLE = "sign-in:account", "Sign-in: one address, first step"


@pytest.fixture(scope="module")
def strict(sqlite_files):
    """A dashboard with the limits that usercore ships."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        for limit in LIMITS:
            running.core.call(house(), rules.restore_limit, name=limit.name)
        yield running
        running.end()


@pytest.fixture
def usual(strict):
    yield strict
    strict.core.call(house(), rules.restore_limit, name=NAME)


def in_force(dashboard, name=NAME):
    found = dashboard.core.call(house(), lists.limits)
    row = found[found["name"] == name].iloc[0]
    return row.times, int(row.within.total_seconds())


def open_limit(page, title=TITLE):
    page.get_by_role("link", name=title).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(title)).to_be_visible()
    return dialog


def guess(dashboard, email, times):
    for number in range(times):
        actor = visitor(address=f"192.0.2.{number}")
        dashboard.core.call(actor, sign_in.with_password, email=email, password="wrong")


def test_all_limits_stand_in_one_table(page, strict):
    enter_as(page, strict, EMAIL, "/settings")

    for limit in LIMITS:
        expect(page.get_by_role("link", name=limit.what, exact=True)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(f"{TITLE}.*10 in 5 minutes"))).to_be_visible()


def test_a_rule_is_tried_on_the_past_before_it_is_saved(page, usual):
    guess(usual, an_address("guessed"), 5)
    enter_as(page, usual, EMAIL, "/settings")
    dialog = open_limit(page)
    expect(dialog.get_by_text(re.compile("nobody would have been kept out", re.IGNORECASE)).first).to_be_visible()

    dialog.get_by_label("Tries").fill("3")
    dialog.get_by_label("Tries").press("Tab")

    expect(dialog.get_by_text(re.compile(r"\d+ tries of (one person|\d+ people) from \d+ networks"))).to_be_visible()
    expect(dialog.locator("[data-testid=stVegaLiteChart]")).to_be_visible()
    assert in_force(usual) == (10, 300)


def test_an_admin_changes_a_limit_and_puts_the_usual_number_back(page, usual):
    enter_as(page, usual, EMAIL, "/settings")
    dialog = open_limit(page)
    dialog.get_by_label("Tries").fill("7")
    dialog.get_by_label("Tries").press("Tab")
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved. It counts from the next try.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(f"{TITLE}.*7 in 5 minutes.*changed"))).to_be_visible()
    assert in_force(usual) == (7, 300)

    dialog = open_limit(page)
    dialog.get_by_role("button", name="Back to 10 in 5 minutes").click()
    expect(page.get_by_text("The usual number is back.")).to_be_visible()
    assert in_force(usual) == (10, 300)


def test_a_refusal_keeps_what_was_typed(page, usual):
    enter_as(page, usual, EMAIL, "/settings")
    dialog = open_limit(page)
    dialog.get_by_label("within").fill("5000")
    dialog.get_by_label("within").press("Tab")
    dialog.get_by_label("Unit").click()
    page.get_by_role("option", name="days").click()
    dialog.get_by_role("button", name="Save").click()

    expect(
        dialog.get_by_text("This rule cannot be set: the time must lie between one second and a year.")
    ).to_be_visible()
    expect(dialog.get_by_label("within")).to_have_value("5000")
    assert in_force(usual) == (10, 300)


@pytest.mark.parametrize("email", [SUPPORT, AUDITOR])
def test_whoever_may_only_look_sees_the_replay_and_why_save_is_not_theirs(page, strict, email):
    enter_as(page, strict, email, "/settings")
    dialog = open_limit(page)

    save = dialog.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    hint(page, save.locator("xpath=.."), "Your role does not include this (settings:change).")


def test_people_without_dashboard_rights_do_not_see_it(page, strict):
    enter_as(page, strict, AUTHOR, "/settings")

    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    expect(page.get_by_role("table")).to_be_hidden()


def test_what_is_closed_leads_to_the_people_who_are_locked(page, usual):
    guess(usual, AUTHOR, 10)
    enter_as(page, usual, EMAIL, "/settings")

    expect(page.get_by_role("row", name=re.compile(f"{TITLE}.*one person"))).to_be_visible()
    page.get_by_role("link", name="See who is locked").click()

    expect(page.get_by_role("link", name="Max Author")).to_be_visible()
    expect(page.get_by_text("one person matches")).to_be_visible()


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("Sessions", "Ends unused after"),
        ("Passwords", "USERCORE_PASSWORD_SHORTEST_STAFF"),
        ("Letters and alerts", "every admin who can sign in"),
    ],
)
def test_the_other_tabs_say_what_is_in_force(page, strict, tab, words):
    enter_as(page, strict, EMAIL, "/settings")
    page.get_by_role("tab", name=tab).click()

    expect(page.get_by_text(words).first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"tab={tab.split()[0]}"))
    page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def test_the_tab_stays_where_a_row_of_it_is_opened_and_closed(page, strict):
    enter_as(page, strict, EMAIL, "/settings?tab=Sessions")
    page.get_by_role("link", name="Editor").click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("tab", name="Sessions")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(page.get_by_role("tab", name="Sessions")).to_have_attribute("aria-selected", "true")


def test_assistive_technology_finds_nothing_wrong_with_the_table_and_the_dialog(page, strict):
    enter_as(page, strict, EMAIL, "/settings")
    open_limit(page)
    expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()

    found = Axe().run(page, context="[role=dialog]").response["violations"]

    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
