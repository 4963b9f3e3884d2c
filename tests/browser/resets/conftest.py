"""Someone who has forgotten their password, and the link in their letter."""

import pytest
from playwright.sync_api import expect

from tests.builders import ANOTHER, a_user, an_address, link_to, visitor
from usercore.actions import passwords


@pytest.fixture
def someone(dashboard):
    """A new person's id and address."""
    email = an_address("forgetful")
    return a_user(dashboard.core, email, name="Forgetful Fay"), email


@pytest.fixture
def link(dashboard, someone):
    """The address in their letter."""
    dashboard.core.call(visitor(address=""), passwords.request_reset, email=someone[1])
    return f"{dashboard.url}/open/{link_to(dashboard.core, someone[0], 'reset')}"


def choose(page, password=ANOTHER):
    page.get_by_role("textbox", name="New password").fill(password)
    expect(page.locator(".new-password:not([data-tone=none])")).to_be_visible()  # what was typed has arrived
    page.get_by_role("button", name="Set password").click()


def until(page, is_so):
    for _ in range(150):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError
