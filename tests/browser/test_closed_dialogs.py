"""A dialog that was closed begins anew: what was given up in it is not saved the next time, or to another row."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.test_account import grow_stale
from tests.builders import a_user, an_address, house
from tests.consenting import a_purpose
from usercore.actions import consent_texts

AT_ONCE = (
    "dialog => { dialog.querySelector('[role=switch]').click(); dialog.querySelector('[aria-label=Close]').click() }"
)


@pytest.fixture
def news(dashboard):
    key = a_purpose(dashboard.core, an_address("News "))
    yield key
    dashboard.core.call(house(), consent_texts.retire, purpose=key)


def begin(page, kind, name):
    page.get_by_role(kind, name=name, exact=True).click()
    return page.get_by_role("dialog")


def close(page):
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    "where", [("/settings", "Sign-in: one address, first step", "Tries"), ("/retention", "The trash", "Days")]
)
@pytest.mark.parametrize("moved_on", [True, False])
def test_a_number(page, dashboard, where, moved_on):
    """Closed straight from the field, what stands in it and that the dialog is closed come in one message."""
    path, row, field = where
    enter_as(page, dashboard, EMAIL, path)
    number = begin(page, "link", row).get_by_label(field, exact=True)
    before = number.input_value()
    number.fill("77")
    if moved_on:
        number.press("Tab")
    close(page)

    expect(begin(page, "link", row).get_by_label(field, exact=True)).to_have_value(before)


def test_the_hours_of_one_role_are_not_given_to_the_next(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/settings?role=admin")
    hours = page.get_by_role("dialog").get_by_label("Ends unused after (hours)")
    hours.fill("3")
    hours.press("Tab")
    close(page)

    expect(begin(page, "link", "Support").get_by_label("Ends unused after (hours)")).to_have_value("")


def test_a_tick(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/two-factor")
    begin(page, "button", "Change").get_by_text("Auditor ·").click()
    close(page)

    box = begin(page, "button", "Change").get_by_role("checkbox", name=re.compile("^Auditor"))
    expect(box).to_be_visible()
    expect(box).not_to_be_checked()


def test_a_title(page, dashboard, news):
    enter_as(page, dashboard, EMAIL, f"/consent?purpose={news}")
    title = begin(page, "button", "Change").get_by_label("What for")
    before = title.input_value()
    title.fill("Something else")
    title.press("Tab")
    close(page)

    expect(begin(page, "button", "Change").get_by_label("What for")).to_have_value(before)


def test_a_switch(page, dashboard):
    user_id = a_user(dashboard.core, an_address("switched"), name="Sven Switched", role="author")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")

    def again():
        page.get_by_role("button", name="More").click()
        return begin(page, "button", "Ask for a new password").get_by_text("The password is known to others")

    expect(again()).to_be_visible()
    page.get_by_role("dialog").evaluate(AT_ONCE)
    expect(page.get_by_role("dialog")).to_have_count(0)

    expect(again()).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("switch", name="The password is known")).not_to_be_checked()


@pytest.mark.parametrize("name", ["Ask for a new password", "Set a temporary password", "Account compromised"])
def test_a_password(page, dashboard, name):
    """Whoever comes to the desk next must not find it filled in."""
    user_id = a_user(dashboard.core, an_address("given.up"), name="Greta Givenup", role="author")
    email = an_address("leaves")
    admin_id = a_user(dashboard.core, email, role="admin")
    enter_as(page, dashboard, email, f"/user?id={user_id}")
    grow_stale(dashboard, admin_id, minutes=61)

    def again():
        page.get_by_role("button", name="More").click()
        return begin(page, "button", name).get_by_label(re.compile("^Your own password"))

    proof = again()
    proof.fill("a secret that is given up")
    close(page)

    expect(again()).to_have_value("")
