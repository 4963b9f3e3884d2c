"""After the password, a code: typed, pasted, wrong, late, or a recovery code instead."""

import re
from dataclasses import dataclass
from uuid import UUID

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser.phone import violations, wrong_for
from tests.builders import PASSPHRASE, a_user, an_address
from tests.second_factors import code_of, factors_of, secret_of, trusted_by, turned_on

SESSION = "__Host-usercore"


@dataclass
class Owner:
    id: UUID
    email: str
    codes: tuple[str, ...]
    name: str = "Olive Owner"


@pytest.fixture
def make(dashboard):
    """Someone whose sign-in asks for a code; the code of the present moment is used up."""

    def make(role="author"):
        email = an_address("owner")
        user_id = a_user(dashboard.core, email, name=Owner.name, role=role)
        return Owner(user_id, email, turned_on(dashboard.core, user_id))

    return make


@pytest.fixture
def owner(make):
    return make()


def password(page, dashboard, email, path="/account"):
    page.goto(f"{dashboard.url}{path}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("textbox", name="Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()


def at_second_step(page, dashboard, email, path="/account"):
    password(page, dashboard, email, path)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    return page.get_by_role("textbox", name="Code", exact=True)


def paste(page, field, text):
    field.focus()
    page.keyboard.insert_text(text)


def expect_in(page):
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def expect_password(page):
    expect(page.get_by_role("textbox", name="Password", exact=True)).to_be_visible()


def session_cookies(page):
    return [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == SESSION]


def test_one_field_takes_the_code_and_sends_itself(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)
    expect(page.get_by_role("textbox")).to_have_count(1)
    expect(field).to_have_attribute("autocomplete", "one-time-code")

    field.press_sequentially(code_of(dashboard.core, owner.id, later=1))

    expect_in(page)


def test_from_the_first_field_to_the_last_nobody_needs_a_mouse(page, dashboard, owner):
    page.goto(f"{dashboard.url}/account")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(owner.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")

    expect(page.get_by_role("textbox", name="Code", exact=True)).to_be_focused()
    page.keyboard.type(code_of(dashboard.core, owner.id, later=1))
    expect_in(page)


def test_a_code_is_pasted_as_the_app_writes_it(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)
    code = code_of(dashboard.core, owner.id, later=1)

    paste(page, field, f"{code[:3]} {code[3:]}")

    expect_in(page)


def test_enter_right_after_the_last_digit_signs_in_all_the_same(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)

    field.press_sequentially(code_of(dashboard.core, owner.id, later=1))
    field.press("Enter")

    expect_in(page)


def test_nothing_of_the_account_is_there_before_the_code(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)

    assert session_cookies(page) == []
    expect(page.get_by_text(owner.name)).to_have_count(0)
    expect(page.get_by_role("link", name="My account")).to_have_count(0)

    paste(page, field, code_of(dashboard.core, owner.id, later=1))
    expect_in(page)
    assert len(session_cookies(page)) == 1


def test_a_wrong_code_is_said_and_kept_until_the_right_one(page, dashboard, owner):
    field, wrong = at_second_step(page, dashboard, owner.email), wrong_for(dashboard.core, owner.id)

    field.fill(wrong)

    expect(page.get_by_text("The code is not right.")).to_be_visible()
    expect(field).to_have_value(wrong)
    assert session_cookies(page) == []
    field.fill(code_of(dashboard.core, owner.id, later=1))
    expect_in(page)


def test_a_code_three_minutes_late_is_explained(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)

    field.fill(code_of(dashboard.core, owner.id, later=-6))

    expect(page.get_by_text(re.compile("seconds late: the clock of your phone is behind"))).to_be_visible()


def test_a_code_is_good_once(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)
    used = factors_of(dashboard.core, owner.id)[-1].last_step

    field.fill(pyotp.TOTP(secret_of(dashboard.core, owner.id)).generate_otp(used))

    expect(page.get_by_text("This code was used already.")).to_be_visible()


def test_a_recovery_code_gets_in_once(page, dashboard, owner):
    for place in ("first", "again"):
        at_second_step(page, dashboard, owner.email)
        page.get_by_role("button", name="Use a recovery code").click()
        field = page.get_by_role("textbox", name="Recovery code")
        field.fill(owner.codes[0].lower())
        field.press("Enter")
        if place == "again":
            break
        expect_in(page)
        page.get_by_role("button", name="Sign out").click()
        expect_password(page)

    expect(page.get_by_text("This recovery code is not right, or was used already.")).to_be_visible()
    expect(field).to_have_value(owner.codes[0].lower())
    page.get_by_role("button", name="Use the app").click()
    expect(page.get_by_role("textbox", name="Code", exact=True)).to_be_visible()
    expect(page.get_by_text("was used already")).to_have_count(0)


def test_start_over_goes_back_to_the_password(page, dashboard, owner):
    at_second_step(page, dashboard, owner.email)

    page.get_by_role("button", name="Start over").click()

    expect_password(page)
    expect(page.get_by_label("E-mail")).to_have_value(owner.email)


def test_the_page_loaded_again_asks_for_the_password_again(page, dashboard, owner):
    at_second_step(page, dashboard, owner.email)

    page.reload()

    expect_password(page)
    assert session_cookies(page) == []


def test_where_one_wanted_to_go_is_still_there_after_both_steps(page, dashboard, make):
    staff = make("support")
    path = f"/user?id={staff.id}"
    field = at_second_step(page, dashboard, staff.email, path)

    field.fill(code_of(dashboard.core, staff.id, later=1))

    expect(page.get_by_role("heading", name=staff.name)).to_be_visible()
    assert page.url == f"{dashboard.url}{path}"


def test_a_trusted_browser_is_asked_for_no_code(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)
    page.get_by_text("Ask for no code in this browser for 30 days").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    field.fill(code_of(dashboard.core, owner.id, later=1))
    expect_in(page)
    assert len(trusted_by(dashboard.core, owner.id)) == 1
    page.get_by_role("button", name="Sign out").click()
    expect_password(page)

    password(page, dashboard, owner.email)

    expect_in(page)
    expect(page.get_by_text(re.compile("is asked for no code until"))).to_be_visible()


def test_another_browser_is_still_asked(page, dashboard, owner, chromium):
    field = at_second_step(page, dashboard, owner.email)
    page.get_by_text("Ask for no code in this browser for 30 days").click()
    expect(page.get_by_role("checkbox")).to_be_checked()
    field.fill(code_of(dashboard.core, owner.id, later=1))
    expect_in(page)

    other = chromium.new_context()
    at_second_step(other.new_page(), dashboard, owner.email)
    other.close()


def test_staff_are_always_asked(page, dashboard, make):
    at_second_step(page, dashboard, make("support").email)

    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_assistive_technology_finds_nothing_wrong(page, dashboard, owner):
    field = at_second_step(page, dashboard, owner.email)
    field.fill(wrong_for(dashboard.core, owner.id))
    expect(page.get_by_text("The code is not right.")).to_be_visible()

    assert violations(page) == []
