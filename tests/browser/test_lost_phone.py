"""A lost phone: taken away from those who use the application, confirmed by a second person for staff."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import violations
from tests.builders import a_user, an_address, signed_in
from tests.second_factors import factors_of, turned_on
from usercore.actions import recoveries

TOLD = "Kept in the history"


@pytest.fixture
def person(dashboard):
    """Someone who uses the application, with a factor: their id and address."""
    email = an_address("lost")
    user_id = a_user(dashboard.core, email, name="Lotte Lost", role="viewer")
    turned_on(dashboard.core, user_id)
    return user_id, email


@pytest.fixture
def colleague(dashboard):
    """Someone from support, with a factor: their id."""
    user_id = a_user(dashboard.core, an_address("lost"), name="Colin Colleague", role="support")
    turned_on(dashboard.core, user_id)
    return user_id


def open_dialog(page):
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="They lost their phone").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What showed you that it is really them?")).to_be_visible()
    return dialog


def test_support_ticks_what_was_seen_and_it_is_taken_away(page, dashboard, person):
    user_id, email = person
    support = an_address("desk")
    a_user(dashboard.core, support, name="Dora Desk", role="support")
    enter_as(page, dashboard, support, f"/user?id={user_id}")
    dialog = open_dialog(page)
    dialog.get_by_placeholder(TOLD).fill("Read me her last invoice.")
    dialog.get_by_role("button", name="Take it away").click()
    expect(dialog.get_by_text("Tick what showed you that it is really them")).to_be_visible()
    expect(dialog.get_by_placeholder(TOLD)).to_have_value("Read me her last invoice.")
    dialog.get_by_text("I called them back on a number known from before").click()
    assert violations(page) == []

    dialog.get_by_role("button", name="Take it away").click()

    expect(page.get_by_text("Taken away. They set up a new one at the next sign-in.")).to_be_visible()
    expect(page.get_by_text("Second factor taken away: phone lost")).to_be_visible()
    expect(page.get_by_text("Read me her last invoice.")).to_be_visible()
    assert factors_of(dashboard.core, user_id) == []
    assert signed_in(dashboard.core, email).must_enrol


def test_for_staff_a_second_person_confirms_it(page, dashboard, colleague):
    enter_as(page, dashboard, EMAIL, f"/two-factor?id={colleague}")
    page.get_by_role("button", name="They lost their phone").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("I know them, and saw them in person or on video").click()
    dialog.get_by_role("button", name="Ask a second person").click()
    expect(page.get_by_role("button", name="Confirm: take it away")).to_be_disabled()
    assert len(factors_of(dashboard.core, colleague)) == 1

    second = an_address("second")
    a_user(dashboard.core, second, name="Sid Second", role="admin")
    enter_as(page, dashboard, second, "/two-factor")
    expect(page.get_by_text("Lost phones that wait for a second person")).to_be_visible()
    page.get_by_role("link", name="Colin Colleague").first.click()
    expect(page.get_by_text("says they lost their phone")).to_be_visible()
    page.get_by_role("button", name="Confirm: take it away").click()

    expect(page.get_by_text("Taken away. They set up a new one at the next sign-in.")).to_be_visible()
    assert factors_of(dashboard.core, colleague) == []


def test_who_asked_takes_it_back(page, dashboard, colleague):
    token = enter_as(page, dashboard, EMAIL, f"/user?id={colleague}")
    dashboard.core.call(dashboard.core.actor_for(token), recoveries.ask, user_id=colleague, proofs=["document"])
    page.reload()

    page.get_by_role("button", name="Take it back").click()

    expect(page.get_by_text("It stays as it is.")).to_be_visible()
    expect(page.get_by_text("says they lost their phone")).to_have_count(0)
    assert len(factors_of(dashboard.core, colleague)) == 1


def test_without_a_factor_there_is_nothing_to_lose(page, dashboard):
    user_id = a_user(dashboard.core, an_address("bare"), name="Bea Bare")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    page.get_by_role("button", name="More").click()

    expect(page.get_by_role("button", name="Set a temporary password")).to_be_visible()
    expect(page.get_by_role("button", name="They lost their phone")).to_have_count(0)
