"""A request for access, from the call that brought it to the letter that it is done."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.builders import a_user, an_address, house, letters_to
from tests.requesting import log
from usercore.actions import request_work

SUPPORT = "sam@example.com"


@pytest.fixture
def nora(dashboard):
    email = an_address("nora")
    return a_user(dashboard.core, email, name=f"Nora {email}"), email  # of two who ask one is found by name


def test_access_is_logged_checked_exported_and_closed(page, dashboard, nora):
    user_id, email = nora
    enter_as(page, dashboard, SUPPORT, "/privacy")

    page.get_by_role("button", name="New request").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Request written down.")).to_be_visible()

    page.get_by_role("link", name=f"Nora {email}").click()
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

    dialog = page.get_by_role("dialog")  # the request again: what is left to do is there
    expect(dialog.get_by_text("Done, and the audit log holds the proof")).to_be_visible()
    dialog.get_by_role("button", name="Close as done").click()
    expect(page.get_by_text("Closed as done.")).to_be_visible()

    kinds = {letter.kind for letter in letters_to(dashboard.core, user_id)}
    assert {"request-received", "request-done"} <= kinds


def test_why_a_press_is_lost_is_said_where_it_was_made(page, dashboard, nora):
    asked = log(dashboard.core, house(), user_id=nora[0])
    enter_as(page, dashboard, SUPPORT, f"/privacy?request={asked}")
    dialog = page.get_by_role("dialog")
    other = dialog.get_by_role("tab", name="Time and who")
    other.click()
    pause = dialog.get_by_role("button", name="Let the time stand still")
    expect(pause).to_be_visible()
    dashboard.core.call(house(), request_work.pause, request_id=asked)
    pause.click()

    expect(dialog.get_by_text("This request was changed meanwhile.")).to_be_visible()
    expect(other).to_have_attribute("aria-selected", "true")
    dialog.get_by_role("button", name="Let the time run again").click()
    expect(page.get_by_text("The time runs again.")).to_be_visible()
    expect(dialog.get_by_text("This request was changed meanwhile.")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    dashboard.core.call(house(), request_work.note, request_id=asked, text="Called.")
    page.locator(f"a[href*='{asked}']").click()
    expect(dialog.get_by_text("Check who asks")).to_be_visible()
    expect(dialog.get_by_text("This request was changed meanwhile.")).to_have_count(0)
