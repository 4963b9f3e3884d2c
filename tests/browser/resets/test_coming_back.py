"""Coming back in through a letter."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.resets.conftest import choose, until
from tests.builders import ANOTHER, PASSPHRASE, a_user, link_to, may_enter, settings, visitor
from tests.dashboards import start
from tests.mail_servers import a_mail_server
from usercore import open_core
from usercore.actions import passwords

ASKED = "If there is an account for"
HOSTILE = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": "evil.example",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-Host": "evil.example",
}


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
        until(page, lambda: post.box.arrived)
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
        until(page, lambda: len(post.box.arrived) == 2)

        dashboard.end()
        written = "".join(dashboard.lines)
        token = link.rpartition("/")[2]
        assert not [secret for secret in (token, ANOTHER, PASSPHRASE, "not the password") if secret in written]
        context.close()
        core.close()


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


def test_a_password_that_is_refused_keeps_the_link_and_what_was_typed(page, link):
    page.goto(link)
    choose(page, "short")

    expect(page.get_by_text("12 are the fewest here")).to_be_visible()
    expect(page.get_by_role("textbox", name="New password")).to_have_value("short")
    page.reload()
    choose(page)
    expect(page.get_by_text("Your password is set")).to_be_visible()
