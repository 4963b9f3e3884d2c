"""What may have become of the link in the letter: used, dead, cut short, in someone else's browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import enter_as
from tests.browser.resets.conftest import choose, until
from tests.builders import ANOTHER, house, may_enter, visitor
from usercore.actions import passwords, users
from usercore.models import OneTimeToken


def link_cookie(page):
    return [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "__Host-usercore-link"]


def test_a_used_link_leaves_the_browser_and_a_reload_says_what_it_did(page, link):
    page.goto(link)
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()
    until(page, lambda: link_cookie(page) == ["done_reset"])

    page.reload()

    expect(page.get_by_text("Your password is set")).to_be_visible()
    expect(page.get_by_text("used already")).to_have_count(0)


def test_opened_twice_the_second_tab_is_told_that_it_was_used(page, link):
    page.goto(link)
    expect(page.get_by_role("textbox", name="New password")).to_be_visible()
    second = page.context.new_page()
    second.goto(link)
    expect(second.get_by_role("textbox", name="New password")).to_be_visible()
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()

    second.get_by_role("textbox", name="New password").fill(f"{ANOTHER} twice")  # looked at while it is typed
    expect(second.get_by_text("This link was used already")).to_be_visible()
    second.goto(link)
    expect(second.get_by_text("This link was used already")).to_be_visible()


def die(dashboard, user_id, email, token, happened):
    core = dashboard.core
    if happened == "used":
        core.call(visitor(address=""), passwords.reset, token=token, new_password=ANOTHER)
    elif happened == "newer":
        core.call(visitor(address=""), passwords.request_reset, email=email)
    elif happened == "suspended":
        core.call(house(), users.suspend, user_id=user_id, reason="a reason")
    else:
        with core.engine.begin() as connection:
            late = core.now() - timedelta(seconds=1)
            connection.execute(update(OneTimeToken).where(OneTimeToken.user_id == user_id).values(expires_at=late))


WORDS = {
    "used": "was used already",
    "newer": "a newer link or password took its place",
    "late": "has ended",
    "suspended": "was used already",  # and no word of the suspension
}


@pytest.mark.parametrize("happened", WORDS)
def test_a_dead_link_says_why_and_offers_a_new_one_for_the_same_address(page, dashboard, someone, link, happened):
    die(dashboard, *someone, link.rpartition("/")[2], happened)

    page.goto(link)

    expect(page.get_by_text(WORDS[happened])).to_be_visible()
    expect(page.get_by_role("textbox", name="New password")).to_have_count(0)
    page.get_by_role("link", name="Ask for a new link").click()
    expect(page.get_by_label("E-mail")).to_have_value(someone[1])


def test_a_link_whose_beginning_was_lost_says_so_where_it_leads(page, link):
    page.goto(link.replace("/open/reset_", "/open/"))

    expect(page.get_by_text("not whole: copy all of it from the letter")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("textbox", name="New password")).to_be_visible()


def test_the_page_without_a_link_says_where_to_find_one(page, dashboard):
    page.goto(f"{dashboard.url}/choose-password")

    expect(page.get_by_text("Open the link in the letter")).to_be_visible()
    page.get_by_role("link", name="Ask for a new link").click()
    expect(page.get_by_role("button", name="Send the letter")).to_be_visible()


def test_in_someone_else_s_browser_it_says_whose_link_it_is_and_leaves_them_signed_in(page, dashboard, link, someone):
    token = enter_as(page, dashboard, "max@example.com", "/account")

    page.goto(link)
    expect(page.get_by_text("You are signed in here as max@example.com")).to_be_visible()
    expect(page.get_by_text(f"account of {someone[1]}")).to_be_visible()
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()

    assert dashboard.core.actor_for(token).email == "max@example.com"
    page.get_by_role("link", name="My account").last.click()
    expect(page.get_by_role("heading", name="Max Author")).to_be_visible()


def test_back_from_the_page_after_it_was_used_does_nothing_a_second_time(page, dashboard, link, someone):
    page.goto(f"{dashboard.url}/forgot-password")
    page.goto(link)
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()

    page.go_back()
    page.go_forward()

    expect(page.get_by_text(re.compile("Your password is set|used already"))).to_be_visible()
    assert may_enter(dashboard.core, someone[1], ANOTHER)
