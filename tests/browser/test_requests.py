"""A request for access, from the call that brought it to the letter that it is done."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.builders import a_user, an_address, letters_to

SUPPORT = "sam@example.com"


@pytest.fixture
def nora(dashboard):
    email = an_address("nora")
    return a_user(dashboard.core, email, name="Nora Asks"), email


def test_access_is_logged_checked_exported_and_closed(page, dashboard, nora):
    user_id, email = nora
    enter_as(page, dashboard, SUPPORT, "/privacy")

    page.get_by_role("button", name="New request").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Request written down.")).to_be_visible()

    page.get_by_role("link", name="Nora Asks").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Check who asks")).to_be_visible()
    dialog.get_by_text("I called them back on a number known from before").click()
    dialog.get_by_role("button", name="It is them").click()
    expect(dialog.get_by_text("It is known who asks")).to_be_visible()

    with page.expect_download() as coming:
        dialog.get_by_role("button", name="Make the ZIP of everything about them").click()
    assert coming.value.suggested_filename == "personal-data.zip"
    expect(page.get_by_role("dialog").get_by_text("It is here")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Nora Asks").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Done, and the audit log holds the proof")).to_be_visible()
    dialog.get_by_role("button", name="Close as done").click()
    expect(page.get_by_text("Closed as done.")).to_be_visible()

    kinds = {letter.kind for letter in letters_to(dashboard.core, user_id)}
    assert {"request-received", "request-done"} <= kinds
