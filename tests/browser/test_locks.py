"""Finding who is locked, seeing why, and unlocking in two clicks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, hint
from tests.builders import a_user, an_address, forget_attempts, house, lock, may_enter, visitor
from tests.dashboards import peopled
from usercore.actions import rules, sign_in
from usercore.frames import users as lists

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"


@pytest.fixture(scope="module")
def strict(sqlite_files):
    """A dashboard where ten wrong passwords lock an account, as usercore ships it."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        running.core.call(house(), rules.restore_limit, name="sign-in:account")
        yield running
        running.end()


def a_locked_one(dashboard, name, **more):
    """Someone who was guessed at from two networks until the limit closed."""
    email = an_address("locked")
    user_id = a_user(dashboard.core, email, name=name, **more)
    for number in range(10):
        actor = visitor(address=f"192.0.2.{number % 2}")
        dashboard.core.call(actor, sign_in.with_password, email=email, password="wrong")
    return user_id, email


def status_of(dashboard, user_id):
    return dashboard.core.call(house(), lists.by_id, user_id=user_id).iloc[0].status


def test_unlocking_from_the_list_takes_a_tick_and_a_click(page, strict):
    user_id, email = a_locked_one(strict, "Lotte Locked")
    enter_as(page, strict, SUPPORT, "/users?status=Locked&q=lotte")
    expect(page.get_by_role("columnheader", name="Locked until")).to_be_visible()

    page.get_by_role("checkbox", name="Select Lotte Locked").click()
    page.get_by_role("button", name="Unlock", exact=True).click()

    expect(page.get_by_text("Lotte Locked may sign in again.")).to_be_visible()
    expect(page.get_by_role("button", name="Unlock")).to_be_hidden()
    assert status_of(strict, user_id) == "active"
    assert may_enter(strict.core, email)


def test_several_at_once_are_told_one_by_one(page, strict):
    first, _ = a_locked_one(strict, "Quill One")
    second, _ = a_locked_one(strict, "Quill Two")
    boss, _ = a_locked_one(strict, "Quill Boss", role="admin")
    enter_as(page, strict, SUPPORT, "/users?q=quill")
    expect(page.get_by_role("link", name="Quill Boss")).to_be_visible()

    page.get_by_role("checkbox", name="Select all rows shown").click()
    page.get_by_role("button", name="Unlock 3").click()

    expect(page.get_by_text("Quill One and Quill Two may sign in again.")).to_be_visible()
    expect(
        page.get_by_text(re.compile("Quill Boss is still locked. This account has rights that yours"))
    ).to_be_visible()
    assert [status_of(strict, one) for one in (first, second, boss)] == ["active", "active", "locked"]


def test_unlock_is_offered_only_while_someone_selected_is_locked(page, strict):
    a_user(strict.core, an_address(), name="Mixed Open")
    lock(strict.core, a_user(strict.core, an_address(), name="Mixed Shut"))
    enter_as(page, strict, SUPPORT, "/users?q=mixed")

    page.get_by_role("checkbox", name="Select Mixed Open").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    expect(page.get_by_role("button", name="Unlock")).to_be_hidden()

    page.get_by_role("checkbox", name="Select Mixed Shut").click()
    expect(page.get_by_role("button", name="Unlock", exact=True)).to_be_enabled()


def test_the_person_page_says_until_when_and_why_and_unlocks_in_one_click(page, strict):
    user_id, _ = a_locked_one(strict, "Paula Shut")
    enter_as(page, strict, EMAIL, f"/user?id={user_id}")

    told = page.get_by_text(re.compile(r"Locked until \d\d:\d\d after 10 failed tries from 2 networks\."))
    expect(told).to_be_visible()
    page.get_by_role("button", name="Unlock").click()

    expect(page.get_by_text("Unlocked.")).to_be_visible()
    expect(told).to_be_hidden()
    expect(page.get_by_text("Unlocked", exact=True).first).to_be_visible()
    assert status_of(strict, user_id) == "active"


def test_an_auditor_sees_the_lock_and_why_the_button_is_not_theirs(page, strict):
    user_id, _ = a_locked_one(strict, "Audrey Shut")
    enter_as(page, strict, AUDITOR, f"/user?id={user_id}")

    button = page.get_by_role("button", name="Unlock")
    expect(button).to_be_disabled()
    hint(page, button.locator("xpath=.."), "Your role does not include this (users:unlock).")


def test_an_empty_list_of_locked_people_says_so(page, strict):
    forget_attempts(strict.core)
    enter_as(page, strict, EMAIL, "/users?status=Locked&q=nobodyatall")

    expect(page.get_by_text("Nobody matches")).to_be_visible()
