"""The outbox in a browser without a mail server: handing a link over, and the texts of letters."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.browser.conftest import enter_as
from tests.browser.outboxes import a_house, emptied, letter, open_letter
from tests.builders import PASSPHRASE, a_user, an_address, house, visitor
from tests.letters import a_reset, every, post
from usercore.actions import letter_texts, passwords
from usercore.mail import letters

ADA, SAM = "ada@example.com", "sam@example.com"


@pytest.fixture(scope="module")
def without_mail(sqlite_files):
    """No mail server is set up."""
    with a_house(sqlite_files) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_lies_there(without_mail):
    emptied(without_mail)


def test_without_a_mail_server_a_reset_can_be_handed_over(page, chromium, without_mail):
    without_mail.core.call(visitor(), passwords.request_reset, email="max@example.com")
    enter_as(page, without_mail, ADA, "/outbox")
    expect(page.get_by_text("No mail server is set up, so letters wait here.")).to_be_visible()
    expect(page.get_by_role("button", name="Try all failing again")).to_have_count(0)
    dialog = open_letter(page, "Max Author")

    dialog.get_by_role("button", name="Copy its link").click()
    link = dialog.get_by_text("/open/reset_").inner_text()

    expect(dialog.get_by_text("That you copied it is in the audit log.")).to_be_visible()
    reader = chromium.new_context().new_page()
    reader.goto(link)
    expect(reader).to_have_url(f"{without_mail.url}/choose-password")
    expect(reader.get_by_role("textbox", name="New password").first).to_be_visible()
    reader.context.close()


def test_a_copied_link_is_gone_once_the_letter_is_closed(page, without_mail):
    letter(without_mail)
    enter_as(page, without_mail, ADA, "/outbox")
    dialog = open_letter(page, "Max Author")
    dialog.get_by_role("button", name="Copy its link").click()
    expect(dialog.get_by_text("/open/reset_")).to_be_visible()

    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("letter="))  # the page was told

    open_letter(page, "Max Author")
    expect(dialog.get_by_role("button", name="Copy its link")).to_be_visible()
    expect(dialog.get_by_text("/open/reset_")).to_have_count(0)


def test_long_after_signing_in_the_password_is_asked_before_a_link_is_shown(page, without_mail):
    letter(without_mail)
    enter_as(page, without_mail, ADA, "/outbox")
    with without_mail.core.engine.begin() as connection:
        long_ago = {"at": (without_mail.core.now() - timedelta(hours=2)).replace(tzinfo=None)}
        connection.execute(text("UPDATE sessions SET fresh_from = :at"), long_ago)
    page.reload()
    dialog = open_letter(page, "Max Author")

    dialog.get_by_label("Your own password").fill("not it")
    dialog.get_by_role("button", name="Copy its link").click()
    expect(dialog.get_by_text("The current password is not right.")).to_be_visible()
    dialog.get_by_label("Your own password").fill(PASSPHRASE)
    dialog.get_by_role("button", name="Copy its link").click()

    expect(dialog.get_by_text("/open/reset_")).to_be_visible()


def test_a_letter_to_someone_above_you_shows_no_way_to_its_link(page, without_mail):
    letter(without_mail, ADA)
    enter_as(page, without_mail, SAM, "/outbox")

    dialog = open_letter(page, "Ada Admin")

    expect(dialog.get_by_role("button", name="Copy its link")).to_be_disabled()


def test_a_name_runs_nothing_in_the_preview(page, without_mail):
    name = "<img src=x onerror=top['hacked']=1><script>top['hacked']=1</script>"
    whose, ends_at = a_user(without_mail.core), without_mail.core.now() + timedelta(hours=1)
    post(without_mail.core, whose, a_reset(to=an_address(), name=name, ends_at=ends_at))
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    enter_as(page, without_mail, ADA, "/outbox")

    page.get_by_role("rowheader").get_by_role("link").click()
    frame = page.frame_locator("iframe")

    expect(frame.get_by_text(f"Hello {name}")).to_be_visible()
    assert frame.locator("img, script, a[href]").count() == 0
    assert page.evaluate("window.hacked") is None
    assert complaints == []


def test_filters_stand_in_the_address_and_the_open_letter_too(page, without_mail):
    letter(without_mail)
    letter(without_mail, letter=letters.locked(to=ADA, name="Max Author", until=without_mail.core.now()))
    letter(without_mail, "iris@example.com")
    enter_as(page, without_mail, ADA, "/outbox?state=queued&q=max")
    expect(page.get_by_role("rowheader")).to_have_count(2)

    page.get_by_role("button", name="Letter").click()
    page.get_by_role("button", name="Locked after failed sign-ins").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    dialog = open_letter(page, "Locked after failed sign-ins")
    assert all(word in page.url for word in ("state=queued", "q=max", "kind=", "letter="))

    page.go_back()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("rowheader")).to_have_count(1)


def test_a_letter_can_be_linked_to(page, without_mail):
    letter_id = letter(without_mail)

    enter_as(page, without_mail, ADA, f"/outbox?letter={letter_id}")

    expect(page.get_by_role("dialog")).to_contain_text("to Max Author")


def test_an_empty_outbox_says_what_will_be_there(page, without_mail):
    enter_as(page, without_mail, ADA, "/outbox")
    expect(page.get_by_text("No letter was written yet.")).to_be_visible()

    page.get_by_label("Search").fill("nobody")
    expect(page.get_by_text("No letter matches")).to_be_visible()
    page.get_by_role("button", name="Drop all filters").click()
    expect(page.get_by_text("No letter was written yet.")).to_be_visible()


# --- texts -------------------------------------------------------------------------------------------------------


def test_a_text_is_changed_beside_its_preview_and_brought_back(page, without_mail):
    enter_as(page, without_mail, ADA, "/outbox")
    page.get_by_role("tab", name="Texts").click()
    body, subject = page.get_by_role("textbox", name="Text", exact=True), page.get_by_role("textbox", name="Subject")
    expect(body).not_to_have_value("")
    shipped = body.input_value()
    preview = page.frame_locator("iframe")
    expect(preview.get_by_text("Hello Ada Lovelace,")).to_be_visible()

    subject.fill("For {{ name }}")
    body.fill("Dear {{ name }},\n\nno link")
    body.blur()
    expect(page.get_by_text("it lost its link")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("it lost its link").nth(1)).to_be_visible()
    expect(body).to_have_value("Dear {{ name }},\n\nno link")

    body.fill("Dear {{ name }},\n\n[Go on]({{ link }})")
    body.blur()
    expect(preview.get_by_text("Dear Ada Lovelace,")).to_be_visible()
    expect(page.get_by_text("For Ada Lovelace")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    letter(without_mail)

    page.get_by_role("button", name="Back to the original").click()
    expect(page.get_by_text("The original text is back.")).to_be_visible()
    expect(body).to_have_value(shipped)
    expect(page.get_by_role("button", name="Back to the original")).to_have_count(0)


def test_support_reads_the_texts_and_changes_none(page, without_mail):
    enter_as(page, without_mail, SAM, "/outbox")

    page.get_by_role("tab", name="Texts").click()

    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_the_preview_of_a_letter_follows_the_changed_text(page, without_mail):
    change = {"kind": "reset", "subject": "Mine", "body": "[Go on]({{ link }})"}
    without_mail.core.call(house(), letter_texts.change, **change)
    letter(without_mail)
    enter_as(page, without_mail, ADA, "/outbox")

    expect(open_letter(page, "Max Author")).to_contain_text("Mine")
    assert len(every(without_mail.core)) == 1
