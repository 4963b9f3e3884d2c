"""The password an account begins with, or begins anew with: a temporary one, a new person's, the first admin's."""

from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.test_new_password import SECRET, says
from tests.builders import a_user, an_address, may_enter


def ask_for_one(page):
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Set a temporary password").click()


def test_a_temporary_password_is_judged_by_the_role_set_by_enter_and_not_there_when_asked_again(page, dashboard):
    email = an_address("staff")
    user_id = a_user(dashboard.core, email, name="Theodora Staff", role="support")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    ask_for_one(page)
    field = page.get_by_role("dialog").get_by_role("textbox", name="Temporary password")
    says(page, "Left empty, one is made up.")
    expect(page.locator("input[autocomplete=username]")).to_be_disabled()

    field.fill("theodora staff 1")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="little more than a name")).to_be_visible()
    expect(field).to_have_value("theodora staff 1")
    field.fill(SECRET)
    field.press("Enter")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("Temporary password set.")).to_be_visible()
    assert may_enter(dashboard.core, email, SECRET)
    ask_for_one(page)
    expect(field).to_have_value("")


def test_left_empty_a_temporary_password_is_made_up_and_shown_once(page, dashboard):
    email = an_address("made-up")
    user_id = a_user(dashboard.core, email, name="Mada Up")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    ask_for_one(page)
    dialog = page.get_by_role("dialog")
    says(page, "Left empty, one is made up.")
    dialog.get_by_role("button", name="Set password").click()

    expect(dialog.get_by_text("Give it to them yourself.")).to_be_visible()
    made = dialog.get_by_test_id("stCode").inner_text().strip()
    assert may_enter(dashboard.core, email, made)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    ask_for_one(page)
    expect(dialog.get_by_role("textbox", name="Temporary password")).to_have_value("")
    expect(dialog.get_by_text(made)).to_have_count(0)


def test_a_new_person_gets_the_password_that_was_typed_or_one_that_is_made_up(page, dashboard):
    enter_as(page, dashboard, EMAIL)
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog")
    field, email = dialog.get_by_role("textbox", name="Temporary password"), an_address("typed")
    dialog.get_by_text("With a temporary password").click()
    says(page, "Left empty, one is made up.")
    dialog.get_by_label("E-mail").fill("ada@gmial.com")
    dialog.get_by_label("E-mail").press("Tab")
    dialog.get_by_role("button", name="Did you mean ada@gmail.com?").click()
    expect(dialog.get_by_label("E-mail")).to_have_value("ada@gmail.com")
    dialog.get_by_label("E-mail").fill(email)
    field.fill("short")
    says(page, "Too short. 7 more characters.")
    field.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("12 are the fewest here")
    expect(dialog.get_by_label("E-mail")).to_have_value(email)

    field.fill(SECRET)
    field.press("Enter")

    expect(dialog).to_be_hidden()
    assert may_enter(dashboard.core, email, SECRET)
    expect(page.get_by_text(f"{email} now has an account.")).to_be_visible()
    page.get_by_role("button", name="New user").press("Enter")  # the thanks may lie over it
    dialog.get_by_text("With a temporary password").click()
    expect(field).to_have_value("")
    dialog.get_by_text("Not yet").click()
    expect(field).to_be_hidden()
    expect(dialog.get_by_text("They stay “invited” and cannot sign in.")).to_be_visible()


def test_the_first_admin_is_made_by_enter(page, empty_dashboard):
    page.goto(empty_dashboard.set_up_link)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail").fill(EMAIL)
    field = page.get_by_role("textbox", name="Choose a password")
    field.fill("ada lovelace 1815")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="little more than a name")).to_be_visible()
    expect(field).to_have_value("ada lovelace 1815")

    field.fill(SECRET)
    field.press("Enter")

    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    assert SECRET not in "".join(empty_dashboard.lines)
