"""Notes about a person and their stream: written, pinned, linked, filtered, and gone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import violations
from tests.builders import a_user, an_address, house, signed_in
from usercore.actions import notes, users

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"


@pytest.fixture
def nora(dashboard):
    email = an_address("nora")
    user_id = a_user(dashboard.core, email, name="Nora Noted")
    signed_in(dashboard.core, email)
    return user_id


def open_notes(page):
    page.get_by_role("tab", name="Notes").click()
    return page.get_by_role("tabpanel", name="Notes")


def test_a_note_is_written_pinned_and_stands_above_everything_with_its_ticket(page, dashboard, nora):
    enter_as(page, dashboard, SUPPORT, f"/user?id={nora}")
    open_notes(page).get_by_role("button", name="Write a note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("Calls on Mondays.\nSpeaks *French*.")
    dialog.get_by_label("Ticket").fill("https://desk.example.com/t/4711")
    dialog.get_by_text("Pin it to the top of the page").click()
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Noted.")).to_be_visible()
    pinned = page.get_by_test_id("stAlert").filter(has_text="Calls on Mondays.")
    expect(pinned).to_contain_text("Speaks *French*.")
    expect(pinned.get_by_role("link", name="ticket")).to_have_attribute("href", "https://desk.example.com/t/4711")


def test_the_tab_that_is_open_stays_open_when_its_number_changes(page, dashboard, nora):
    enter_as(page, dashboard, SUPPORT, f"/user?id={nora}")
    open_notes(page).get_by_role("button", name="Write a note").click()
    page.get_by_role("dialog").get_by_label("Note").fill("Calls on Mondays.")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("tab", name="Notes 1")).to_have_attribute("aria-selected", "true")

    page.get_by_role("tab", name="Sessions 1").click()
    page.get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_text("Session ended.")).to_be_visible()
    expect(page.get_by_role("tab", name="Sessions", exact=True)).to_have_attribute("aria-selected", "true")


def test_a_note_that_is_refused_keeps_what_was_typed(page, dashboard, nora):
    enter_as(page, dashboard, SUPPORT, f"/user?id={nora}")
    open_notes(page).get_by_role("button", name="Write a note").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ticket").fill("HD-7")
    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_text("This note cannot be used: it is empty.")).to_be_visible()
    expect(dialog.get_by_label("Ticket")).to_have_value("HD-7")


def test_a_note_is_changed_unpinned_and_removed(page, dashboard, nora):
    sam = signed_in(dashboard.core, SUPPORT)
    dashboard.core.call(sam, notes.write, user_id=nora, text="First words.", pinned=True)
    enter_as(page, dashboard, SUPPORT, f"/user?id={nora}")
    panel = open_notes(page)
    panel.get_by_role("button", name="Change", exact=True).click()
    page.get_by_role("dialog").get_by_label("Note").fill("Other words.")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="Other words.")).to_be_visible()

    open_notes(page).get_by_role("button", name="Unpin").click()
    expect(page.get_by_test_id("stAlert").filter(has_text="Other words.")).to_have_count(0)
    open_notes(page).get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()

    expect(page.get_by_text("Note removed.")).to_be_visible()
    expect(open_notes(page).get_by_text("No notes yet.")).to_be_visible()


def test_an_auditor_has_no_notes_and_support_no_privileged_ones(page, dashboard, nora):
    dashboard.core.call(house(), notes.write, user_id=nora, text="The police asked.", privileged=True)
    enter_as(page, dashboard, AUDITOR, f"/user?id={nora}")
    expect(page.get_by_role("tab", name="Sessions")).to_be_visible()
    expect(page.get_by_role("tab", name="Notes")).to_have_count(0)

    page.context.clear_cookies()
    enter_as(page, dashboard, SUPPORT, f"/user?id={nora}")
    expect(open_notes(page).get_by_text("No notes yet.")).to_be_visible()
    expect(page.get_by_text("The police asked.")).to_have_count(0)


def test_the_stream_is_filtered_in_the_address_and_survives_a_reload(page, dashboard, nora):
    dashboard.core.call(house(), notes.write, user_id=nora, text="Calls on Mondays.")
    enter_as(page, dashboard, EMAIL, f"/user?id={nora}")
    stream = page.get_by_role("list", name="Timeline")
    expect(stream.get_by_text("Signed in", exact=True)).to_be_visible()
    page.get_by_role("button", name="Notes").click()

    expect(stream.get_by_text("Calls on Mondays.")).to_be_visible()
    expect(stream.get_by_text("Signed in", exact=True)).to_have_count(0)
    expect(page).to_have_url(f"{dashboard.url}/user?id={nora}&kind=Notes")
    page.reload()
    expect(stream.get_by_text("Calls on Mondays.")).to_be_visible()
    expect(stream.get_by_text("Signed in", exact=True)).to_have_count(0)


def test_a_long_stream_has_pages(page, dashboard, nora):
    for number in range(35):
        dashboard.core.call(house(), users.update, user_id=nora, name=f"Nora {number}")
    enter_as(page, dashboard, EMAIL, f"/user?id={nora}")
    stream = page.get_by_role("list", name="Timeline")
    expect(stream.get_by_text("to “Nora 34”")).to_be_visible()
    page.get_by_role("button", name="Next").click()

    expect(stream.get_by_text("Account created as Author")).to_be_visible()
    expect(stream.get_by_text("to “Nora 34”")).to_have_count(0)
    page.go_back()
    expect(stream.get_by_text("to “Nora 34”")).to_be_visible()
