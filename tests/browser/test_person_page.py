"""The page of one person: moved to the trash, suspended, edited, deleted for ever."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import a_user, an_address, house
from usercore.actions import users
from usercore.errors import NotFound
from usercore.frames import users as lists


def open_person(page, dashboard, name, **more):
    email = an_address("person")
    user_id = a_user(dashboard.core, email, name=name, **more)
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return user_id, email


def status_of(dashboard, user_id):
    return dashboard.core.call(house(), lists.by_id, user_id=user_id).iloc[0].status


def test_a_person_goes_to_the_trash_and_comes_back(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Thrown Away")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Move to the trash").click()
    page.get_by_test_id("stDialog").get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_text("In the trash since")).to_be_visible()
    assert status_of(dashboard, user_id) == "deleted"

    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored from the trash")).to_be_visible()
    assert status_of(dashboard, user_id) == "active"


def test_nobody_is_suspended_until_a_day_that_has_passed(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Past Person")
    page.get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Until a date").click()
    dialog.get_by_test_id("stDateInput").locator("[role=spinbutton]").first.click()
    page.keyboard.type("01012020")
    dialog.get_by_label("Reason").fill("asked for it")
    dialog.get_by_role("button", name="Suspend").click()
    expect(dialog.get_by_text("Choose a time in the future")).to_be_visible()
    assert status_of(dashboard, user_id) == "active"


def test_a_name_that_is_too_long_is_kept_and_refused_with_a_sentence(page, dashboard):
    open_person(page, dashboard, "Short Name")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name").fill("x" * 201)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("200 are the most")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("x" * 201)


def test_deletion_for_ever_needs_the_typed_address(page, dashboard):
    user_id, email = open_person(page, dashboard, "Gone For Good")
    dashboard.core.call(house(), users.soft_delete, user_id=user_id)
    page.reload()
    page.get_by_role("button", name="Delete for ever").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("asked by letter")
    dialog.get_by_label("Type their address").fill("someone@else.example.com")
    dialog.get_by_role("button", name="Delete for ever").click()
    expect(dialog.get_by_text("not this person's address")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("asked by letter")
    assert status_of(dashboard, user_id) == "deleted"

    dialog.get_by_label("Type their address").fill(email)
    dialog.get_by_role("button", name="Delete for ever").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    assert dashboard.core.call(house(), lists.by_id, user_id=user_id).empty
    with pytest.raises(NotFound):
        dashboard.core.call(house(), users.restore, user_id=user_id)


def test_a_stale_edit_is_refused_and_says_who_changed_what(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Edited Twice")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Name").fill("Mine")
    dashboard.core.call(house("another desk"), users.update, user_id=user_id, name="Theirs")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("changed the profile while you were editing")).to_be_visible()
    assert dashboard.core.call(house(), lists.by_id, user_id=user_id).iloc[0]["name"] == "Theirs"
    expect(page.get_by_label("Name")).to_have_value("Mine")

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
