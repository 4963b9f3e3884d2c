"""The outbox while a mail server refuses: its own words, trying again, and a page that watches."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.browser.outboxes import a_house, emptied, letter, open_letter, row
from tests.builders import house
from tests.mail_servers import Postbox, a_mail_server
from usercore.actions import sessions

ADA, SAM = "ada@example.com", "sam@example.com"
FULL = "450 4.2.2 The mailbox is full"


@pytest.fixture(scope="module")
def box():
    return Postbox()


@pytest.fixture(scope="module")
def with_mail(sqlite_files, box):
    with (
        a_mail_server(box) as server,
        a_house(sqlite_files, USERCORE_SMTP_URL=server.url(), USERCORE_MAIL_FROM="a@example.com") as running,
    ):
        yield running


@pytest.fixture(autouse=True)
def nothing_lies_there(with_mail, box):
    """Each test begins with an empty outbox and a kind mail server."""
    box.refuse.clear()
    emptied(with_mail)


def test_what_fails_shows_the_servers_own_words_and_is_sent_once_tried_again(page, with_mail, box):
    box.refuse["RCPT"] = FULL
    letter(with_mail)
    enter_as(page, with_mail, ADA, "/outbox")

    expect(row(page, "Max Author")).to_contain_text("Failing")  # by itself, once the worker has tried
    dialog = open_letter(page, "Max Author")
    expect(dialog).to_contain_text(FULL)
    expect(dialog).to_contain_text("tried once")
    box.refuse.clear()
    dialog.get_by_role("button", name="Try again now").click()

    expect(page.get_by_text("It is tried again.")).to_be_visible()
    expect(dialog).to_contain_text("Sent")  # the open letter follows
    page.keyboard.press("Escape")
    expect(row(page, "Max Author")).to_contain_text("Sent")
    expect(page.get_by_text("Sent 1")).to_be_visible()


def test_all_that_fail_are_tried_again_and_what_is_passed_over_is_told(page, with_mail, box):
    box.refuse["RCPT"] = "550 5.1.1 No such mailbox"
    for email in ("max@example.com", SAM, ADA):
        letter(with_mail, email)
    enter_as(page, with_mail, SAM, "/outbox")
    expect(page.get_by_text("Given up 3")).to_be_visible()
    box.refuse.clear()

    page.get_by_role("button", name="Try all failing again").click()

    expect(page.get_by_text("2 letters are tried again.")).to_be_visible()
    expect(page.get_by_text("1 · This account has rights that yours does not")).to_be_visible()
    expect(page.get_by_text("Sent 2")).to_be_visible()


def test_a_page_whose_session_ended_leaves_by_itself(page, with_mail, box):
    box.refuse["RCPT"] = FULL
    letter(with_mail)
    enter_as(page, with_mail, ADA, "/outbox")
    expect(row(page, "Max Author")).to_be_visible()

    with_mail.core.call(house(), sessions.revoke_all, user_id=with_mail.ids[ADA])

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Max Author")).to_have_count(0)
