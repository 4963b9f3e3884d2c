"""“Account compromised”: what changed lately is seen first, everything runs at once, the rest is ticked and closed."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, hint
from tests.browser.phone import violations
from tests.builders import a_user, an_address, link_to, may_enter, signed_in, visitor
from tests.second_factors import turned_on
from tests.witness import person, works
from usercore.actions import emails, users

SUPPORT = "sam@example.com"


@pytest.fixture
def carl(dashboard):
    """Someone whose account is in other hands: their id and address."""
    email = an_address("carl")
    return a_user(dashboard.core, email, name="Carl Compromised"), email


def open_dialog(page):
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Account compromised").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Secure the account")).to_be_visible()
    return dialog


def test_support_secures_an_account_ticks_the_rest_and_closes_the_case(page, dashboard, carl):
    user_id, email = carl
    core = dashboard.core
    turned_on(core, user_id)
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    dialog = open_dialog(page)
    expect(dialog.get_by_text("Second factor on")).to_be_visible()
    dialog.get_by_label("What happened").fill("Mails he never wrote.")
    dialog.get_by_label("Ticket").fill("HD-9")
    assert violations(page) == []
    dialog.get_by_role("button", name="Secure the account").click()

    expect(page.get_by_text("Case opened by Sam Support")).to_be_visible()
    expect(page.get_by_text("ticket HD-9")).to_be_visible()
    expect(page.get_by_text("Signed out everywhere").first).to_be_visible()
    assert not may_enter(core, email)
    close = page.get_by_role("button", name="Close the case")
    expect(close).to_be_disabled()
    hint(page, close.locator("xpath=.."), "Tick everything first.")
    page.get_by_text("Speak with the owner").click()
    expect(page.get_by_text("Spoke with the owner").first).to_be_visible()
    page.get_by_text("Ask about the changed second factor").click()
    expect(close).to_be_enabled()
    close.click()

    expect(page.get_by_text("Case closed.")).to_be_visible()
    expect(page.get_by_text("Case opened by Sam Support")).to_have_count(0)
    expect(page.get_by_role("list", name="Timeline").get_by_text("Account compromised: case closed")).to_be_visible()


def test_where_the_address_changed_lately_it_offers_to_shut_the_account(page, dashboard, carl):
    user_id, email = carl
    core = dashboard.core
    owner = signed_in(core, email)
    core.call(owner, users.update, user_id=user_id, email=an_address("elsewhere"))
    core.call(visitor(), emails.confirm, token=link_to(core, user_id, "email-confirm"))
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    dialog = open_dialog(page)
    expect(dialog.get_by_text("New address confirmed")).to_be_visible()
    expect(dialog.get_by_role("switch", name="Suspend the account too")).to_be_checked()
    dialog.get_by_role("button", name="Secure the account").click()

    expect(page.get_by_text("Ask about the changed address.")).to_be_visible()
    expect(page.get_by_role("button", name="Reinstate")).to_be_visible()
    assert person(core, user_id).status == "suspended"
    assert not works(core, owner)
