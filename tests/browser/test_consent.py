"""Consent from end to end: published by an admin, asked about at the next sign-in, withdrawn on “My account”."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import violations
from tests.builders import a_user, an_address, house, signed_in
from tests.consenting import a_purpose, give, states
from usercore.actions import consent_texts
from usercore.frames import consents


@pytest.fixture
def newsletter(dashboard):
    """Cora agreed to its first text."""
    email = an_address("cora")
    a_user(dashboard.core, email, name="Cora Consent")
    key = a_purpose(dashboard.core, an_address("News "))
    give(dashboard.core, signed_in(dashboard.core, email), key)
    yield key, email
    dashboard.core.call(house(), consent_texts.retire, purpose=key)


def test_a_second_language_is_read_by_whoever_s_browser_speaks_it(chromium, page, dashboard, newsletter):
    key, _ = newsletter
    enter_as(page, dashboard, EMAIL, f"/consent?purpose={key}")
    page.get_by_role("button", name="Add a language").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill("Neuigkeiten")
    dialog.get_by_role("textbox", name="Text").fill("Wir schreiben Ihnen einmal im Monat.")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_text("its language is a tag")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Title")).to_have_value("Neuigkeiten")
    dialog.get_by_role("textbox", name="Language").fill("de")
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Added.", exact=True)).to_be_visible()

    a_user(dashboard.core, email := an_address("gerda"), name="Gerda")
    context = chromium.new_context(locale="de-AT")
    enter_as(here := context.new_page(), dashboard, email, "/account")
    mine = here.locator(f".st-key-consent-{key}")
    expect(mine.get_by_text("Wir schreiben Ihnen einmal im Monat.")).to_be_visible()
    mine.get_by_role("button", name="I agree").click()
    expect(mine.get_by_text("You agreed")).to_be_visible()
    context.close()
    lines = dashboard.core.call(house(), consents.history, user_id=signed_in(dashboard.core, email).user_id)
    assert lines.iloc[0].language == "de"


def test_a_text_is_published_asked_about_again_and_withdrawn(page, dashboard, newsletter):
    key, email = newsletter
    enter_as(page, dashboard, EMAIL, f"/consent?purpose={key}")
    assert violations(page) == []
    page.get_by_role("button", name="Publish a new version").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Text", exact=True).fill("We write to you once a week <b>only</b>.")
    dialog.get_by_label("Text", exact=True).press("Tab")
    expect(dialog.locator("ins").first).to_contain_text("week <b>only</b>")
    expect(dialog.get_by_text("One person will be asked again at their next sign-in.")).to_be_visible()
    dialog.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_text("Published.", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Still on an older text").click()
    expect(page.get_by_role("link", name="Cora Consent")).to_be_visible()

    page.context.clear_cookies()
    enter_as(page, dashboard, email, "/account")
    expect(page.get_by_role("heading", name="May we ask you something?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Yes, I agree").click()

    expect(page.get_by_role("heading", name="What you agreed to")).to_be_visible()
    assert page.url == f"{dashboard.url}/account"
    mine = page.locator(f".st-key-consent-{key}")
    expect(mine.get_by_text("You agreed")).to_be_visible()
    mine.get_by_role("button", name="Withdraw").click()
    expect(mine.get_by_text("You withdrew it")).to_be_visible()
    assert [state.answer for state in states(dashboard.core) if state.purpose == key] == ["withdrawn"]


def test_whoever_answers_what_nobody_is_asked_any_more_reads_that_where_it_leads_to(page, dashboard):
    a_user(dashboard.core, email := an_address("dora"), name="Dora")
    key = a_purpose(dashboard.core, an_address("Research "), at_sign_in=True)
    enter_as(page, dashboard, email, "/")
    agree = page.get_by_role("button", name="Yes, I agree")
    expect(agree).to_be_visible()
    dashboard.core.call(house(), consent_texts.retire, purpose=key)
    agree.click()

    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    expect(page.get_by_text("Nobody is asked for")).to_be_visible()
