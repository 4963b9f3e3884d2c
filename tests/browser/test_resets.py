"""Coming back in through a letter, and every way such a link can be dead."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import enter_as, sign_in
from tests.builders import ANOTHER, PASSPHRASE, a_user, an_address, house, link_to, may_enter, settings, visitor
from tests.dashboards import start
from tests.mail_servers import a_mail_server
from usercore import open_core
from usercore.actions import passwords, users
from usercore.models import OneTimeToken

ASKED = "If there is an account for"
HOSTILE = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": "evil.example",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-Host": "evil.example",
}


@pytest.fixture
def someone(dashboard):
    """A new person's id and address."""
    email = an_address("forgetful")
    return a_user(dashboard.core, email, name="Forgetful Fay"), email


@pytest.fixture
def link(dashboard, someone):
    """The address in their letter."""
    dashboard.core.call(visitor(address=""), passwords.request_reset, email=someone[1])
    return f"{dashboard.url}/open/{link_to(dashboard.core, someone[0], 'reset')}"


def choose(page, password=ANOTHER):
    page.get_by_role("textbox", name="New password").fill(password)
    expect(page.locator(".new-password:not([data-tone=none])")).to_be_visible()  # what was typed has arrived
    page.get_by_role("button", name="Set password").click()


def link_cookie(page):
    return [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "__Host-usercore-link"]


def test_the_whole_way_back_in_leaves_its_secrets_nowhere(chromium, sqlite_files):
    with sqlite_files.fresh() as url, a_mail_server() as post:
        core = open_core(settings=settings(url))
        a_user(core, "fay@example.com", name="Fay")
        dashboard = start(url, USERCORE_SMTP_URL=post.url())
        context = chromium.new_context(extra_http_headers=HOSTILE)
        page = context.new_page()

        page.goto(f"{dashboard.url}/users")
        page.get_by_label("E-mail").fill("fay@example.com")
        page.get_by_role("textbox", name="Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("The address or the password is not right.")).to_be_visible()
        page.get_by_role("link", name="Forgotten your password?").click()
        expect(page.get_by_label("E-mail")).to_have_value("fay@example.com")
        page.get_by_role("button", name="Send the letter").click()
        expect(page.get_by_text(ASKED)).to_be_visible()
        _until(page, lambda: post.box.arrived)
        (letter,) = post.box.arrived
        text = letter.get_body(("plain",)).get_content()
        (link,) = re.findall(r"\S+/open/\S+", text)
        assert link.startswith(f"{dashboard.url}/open/reset_")
        assert "evil" not in letter.as_string()

        page.goto(link)
        expect(page.get_by_text("fay@example.com")).to_be_visible()
        assert page.url == f"{dashboard.url}/choose-password"
        choose(page)
        expect(page.get_by_text("Your password is set")).to_be_visible()
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_label("E-mail")).to_have_value("fay@example.com")
        sign_in(page, "fay@example.com", ANOTHER)
        _until(page, lambda: len(post.box.arrived) == 2)

        dashboard.end()
        written = "".join(dashboard.lines)
        token = link.rpartition("/")[2]
        assert not [secret for secret in (token, ANOTHER, PASSPHRASE, "not the password") if secret in written]
        context.close()
        core.close()


def _until(page, is_so):
    for _ in range(150):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError


def test_every_address_gets_the_same_answer(page, dashboard, someone):
    said = []
    for email in (someone[1], "nobody@example.com", "not an address"):
        page.goto(f"{dashboard.url}/forgot-password")
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("button", name="Send the letter").click()
        answer = page.get_by_text(ASKED)
        expect(answer).to_be_visible()
        said.append(answer.inner_text().replace(email, "…"))

    assert len(set(said)) == 1


def test_someone_locked_out_is_told_how_long_and_comes_back_by_letter(page, sqlite_files):
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url))
        user_id = a_user(core, "fay@example.com", name="Fay")
        dashboard = start(url)
        for _ in range(10):
            may_enter(core, "fay@example.com", "wrong")
        page.goto(f"{dashboard.url}/users")
        page.get_by_label("E-mail").fill("fay@example.com")
        page.get_by_role("textbox", name="Password").fill(PASSPHRASE)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text(re.compile(r"Too many tries. Wait \w+ minutes"))).to_be_visible()
        expect(page.get_by_label("E-mail")).to_have_value("fay@example.com")

        core.call(visitor(address=""), passwords.request_reset, email="fay@example.com")
        page.goto(f"{dashboard.url}/open/{link_to(core, user_id, 'reset')}")
        choose(page)
        page.get_by_role("button", name="Sign in").click()
        sign_in(page, "fay@example.com", ANOTHER)

        expect(page.get_by_role("heading", name="Fay")).to_be_visible()
        dashboard.end()
        core.close()


def test_a_used_link_leaves_the_browser_and_a_reload_says_what_it_did(page, link):
    page.goto(link)
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()
    _until(page, lambda: link_cookie(page) == ["done_reset"])

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
    "suspended": "no longer counts",
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


def test_a_password_that_is_refused_keeps_the_link_and_what_was_typed(page, link):
    page.goto(link)
    choose(page, "short")

    expect(page.get_by_text("12 are the fewest here")).to_be_visible()
    expect(page.get_by_role("textbox", name="New password")).to_have_value("short")
    page.reload()
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()


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
