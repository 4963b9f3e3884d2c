"""One's own second factor, on one's own page: set up, changed, turned off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.browser.phone import CODES, field, key_beside, picture, scanned, show, wrong_for
from tests.browser.test_account import grow_stale
from tests.builders import PASSPHRASE, a_user, an_address, may_enter
from tests.second_factors import code, code_of, codes_of, step, turned_on

SESSION = "__Host-usercore"


@pytest.fixture
def me(dashboard):
    """Someone who looks after others, too: their id and address."""
    email = an_address("own")
    return a_user(dashboard.core, email, name="Olive Owner", role="support"), email


def arrive(page, dashboard, email):
    token = enter_as(page, dashboard, email, "/account")
    expect(page.get_by_role("heading", name="Two-factor sign-in")).to_be_visible()
    return token


def have_one(page, dashboard, user_id):
    """With a factor that was set up in this session, so that it goes on."""
    turned_on(dashboard.core, user_id, by=dashboard.core.actor_for(token_of(page)))
    page.reload()
    expect(page.get_by_text(re.compile("On since"))).to_be_visible()


def change_with(page, typed, button):
    page.get_by_role("textbox", name="A code of your app, to change this").fill(typed)
    page.get_by_role("button", name=button).click()


def token_of(page):
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == SESSION)


def test_it_is_set_up_and_goes_on_under_a_new_token(page, dashboard, me):
    user_id, email = me
    before = arrive(page, dashboard, email)
    show(page, "Set up")
    assert key_beside(page) in scanned(page)

    field(page).press_sequentially(code(dashboard.core, key_beside(page)))

    expect(page.get_by_text("shown only now")).to_be_visible()
    codes = CODES.findall(page.get_by_test_id("stCode").inner_text())
    assert len(set(codes)) == 10
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_disabled()
    page.get_by_text("I have kept them where I find them without my phone").click()
    done.click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    expect(page.get_by_text(codes[0])).to_have_count(0)
    assert token_of(page) != before
    assert not dashboard.core.actor_for(before).signed_in
    assert dashboard.core.actor_for(token_of(page)).user_id == user_id
    assert step(dashboard.core, email).challenge


def test_whoever_leaves_finds_it_hidden_and_may_see_the_same_again(page, dashboard, me):
    arrive(page, dashboard, me[1])
    show(page, "Set up")
    before = key_beside(page)

    page.get_by_role("link", name="Users", exact=True).click()
    expect(picture(page)).to_have_count(0)
    page.get_by_role("link", name="My account").click()

    expect(page.get_by_text("You began already")).to_be_visible()
    expect(picture(page)).to_have_count(0)
    show(page, "Show again")
    assert key_beside(page) == before


def test_a_wrong_first_code_is_said_and_kept(page, dashboard, me):
    arrive(page, dashboard, me[1])
    show(page, "Set up")
    wrong = wrong_for(dashboard.core, me[0])

    field(page).fill(wrong)

    expect(page.get_by_text("The code is not right.")).to_be_visible()
    expect(field(page)).to_have_value(wrong)
    expect(picture(page)).to_be_visible()


def test_whoever_signed_in_a_while_ago_types_their_password_too(page, dashboard, me):
    arrive(page, dashboard, me[1])
    grow_stale(dashboard, me[0])
    page.reload()
    expect(page.get_by_role("button", name="Set up")).to_be_visible()
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(picture(page)).to_have_count(0)

    page.get_by_role("textbox", name="Your own password, to confirm it is you").last.fill(PASSPHRASE)
    page.get_by_role("button", name="Set up").click()

    expect(picture(page)).to_be_visible()


def test_turning_it_off_takes_a_code_and_a_wrong_one_stays_typed(page, dashboard, me):
    user_id, email = me
    arrive(page, dashboard, email)
    have_one(page, dashboard, user_id)
    wrong = wrong_for(dashboard.core, user_id)
    change_with(page, wrong, "Turn off")
    expect(page.get_by_text("The code is not right.")).to_be_visible()
    expect(page.get_by_role("textbox", name="A code of your app, to change this")).to_have_value(wrong)

    change_with(page, code_of(dashboard.core, user_id, later=1), "Turn off")

    expect(page.get_by_text("Signing in asks for no code any more.")).to_be_visible()
    expect(page.get_by_role("button", name="Set up")).to_be_visible()
    assert may_enter(dashboard.core, email)


def test_new_recovery_codes_are_shown_once(page, dashboard, me):
    user_id, email = me
    arrive(page, dashboard, email)
    have_one(page, dashboard, user_id)
    before = {row.digest for row in codes_of(dashboard.core, user_id)}

    change_with(page, code_of(dashboard.core, user_id, later=1), "New recovery codes")

    expect(page.get_by_text("shown only now")).to_be_visible()
    assert len(CODES.findall(page.get_by_test_id("stCode").inner_text())) == 10
    assert before.isdisjoint(row.digest for row in codes_of(dashboard.core, user_id))
    page.reload()
    expect(page.get_by_text(re.compile("10 recovery codes are left."))).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_have_count(0)


def test_what_is_confirmed_again_takes_a_code_of_the_app_too(page, dashboard, me):
    user_id, email = me
    someone = a_user(dashboard.core, an_address("helped"), name="Hela Helped")
    token = enter_as(page, dashboard, email, "/account")
    turned_on(dashboard.core, user_id, by=dashboard.core.actor_for(token))
    grow_stale(dashboard, user_id, minutes=61)
    page.goto(f"{dashboard.url}/user?id={someone}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Ask for a new password").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_label("Your own password or a code of your app, to confirm it is you").fill(
        code_of(dashboard.core, user_id, later=1)
    )
    dialog.get_by_role("button", name="Send the letter").click()

    expect(page.get_by_text("No mail server is set up, so the letter waits in the outbox")).to_be_visible()


def test_whoever_leaves_with_the_codes_on_screen_goes_on_under_a_new_token_too(page, dashboard, me):
    before = arrive(page, dashboard, me[1])
    show(page, "Set up")
    field(page).press_sequentially(code(dashboard.core, key_beside(page)))
    expect(page.get_by_text("shown only now")).to_be_visible()

    page.get_by_role("link", name="Users", exact=True).click()

    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    expect(page.get_by_role("link", name="Olive Owner").first).to_be_visible()
    assert token_of(page) != before
    assert not dashboard.core.actor_for(before).signed_in
