"""Deletions for ever: what they will do is read first, a certificate is left, and nobody comes back by mistake."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import a_user, an_address, house
from usercore.actions import users
from usercore.frames import users as lists


def gone(dashboard, email):
    user_id = a_user(dashboard.core, email, name="Gone Girl")
    return dashboard.core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")


def there(dashboard, user_id):
    return not dashboard.core.call(house(), lists.by_id, user_id=user_id).empty


def test_what_goes_and_what_stays_is_read_first_and_the_certificate_afterwards(page, dashboard):
    user_id = a_user(dashboard.core, email := an_address("leaving"), name="Leaving Lea")
    dashboard.core.call(house(), users.soft_delete, user_id=user_id)
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    page.get_by_role("button", name="Delete for ever").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The account · one record")).to_be_visible()
    expect(dialog.get_by_text("What happened to their account")).to_be_visible()
    expect(dialog.get_by_text("GDPR Art. 5(2)")).to_be_visible()
    dialog.get_by_label("Reason").fill("asked by letter")
    dialog.get_by_label("Type their address").fill(email)
    dialog.get_by_role("button", name="Delete for ever").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()

    page.goto(f"{dashboard.url}/erasures")
    page.get_by_label("Was this address deleted for ever?").fill(f" {email.upper()}")
    page.get_by_role("button", name="Look", exact=True).click()

    expect(dialog.get_by_text(f"Erased person {str(user_id)[-4:].upper()}")).to_be_visible()
    expect(dialog.get_by_text("The account · one record")).to_be_visible()
    expect(dialog.get_by_text("Leaving Lea")).to_have_count(0)


def test_a_certificate_has_an_address_of_its_own(page, dashboard):
    certificate = gone(dashboard, an_address("linked"))
    enter_as(page, dashboard, EMAIL, f"/erasures?certificate={certificate.id}")

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"Erased person {str(certificate.user_id)[-4:].upper()}")).to_be_visible()
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Save").click()
    assert saved.value.path().read_text("utf-8") == certificate.text


def test_the_trash_is_emptied_once_the_number_was_typed(page, dashboard):
    going = [a_user(dashboard.core, name=f"Trashed {number}") for number in range(3)]
    for user_id in going:
        dashboard.core.call(house(), users.soft_delete, user_id=user_id)
    enter_as(page, dashboard, EMAIL, "/erasures")
    page.get_by_role("button", name="Empty the trash").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Everyone in the trash").click()
    number = dialog.get_by_label("Type how many they are")
    expect(dialog.get_by_text(re.compile("^[0-9]+ people, in the trash since"))).to_be_visible()
    many = number.get_attribute("placeholder")
    dialog.get_by_label("Reason").fill("kept for long enough")
    number.fill("0")
    dialog.get_by_role("button", name="Delete them for ever").click()
    expect(dialog.get_by_text("That is not how many they are: nothing was deleted.")).to_be_visible()
    assert all(there(dashboard, user_id) for user_id in going)

    number.fill(many)
    dialog.get_by_role("button", name="Delete them for ever").click()

    expect(page.get_by_text(f"{many} people are deleted.")).to_be_visible()
    assert not any(there(dashboard, user_id) for user_id in going)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("people are deleted.")).to_have_count(0)


@pytest.mark.parametrize(("path", "opens"), [("/users", "New user"), ("/invitations", "Invite")])
def test_whoever_was_erased_is_added_only_if_they_asked_to_come_back(page, dashboard, path, opens):
    gone(dashboard, email := an_address("returning"))
    enter_as(page, dashboard, EMAIL, path)
    page.get_by_role("button", name=opens, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Name").fill("Rita Returning")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_text("was deleted for ever on")).to_be_visible()
    expect(dialog.get_by_label("E-mail")).to_have_value(email)
    expect(dialog.get_by_label("Name")).to_have_value("Rita Returning")

    dialog.get_by_text("They asked to come back").click()
    dialog.get_by_role("button", name="Invite", exact=True).click()

    expect(page.get_by_text(f"{email} is invited.")).to_be_visible()
    assert dashboard.core.call(house(), lists.by_email, email=email).iloc[0]["name"] == "Rita Returning"
