"""Why can't they sign in? What is found, and the button beside it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, drawn, enter_as, hint
from tests.browser.phone import violations
from tests.builders import a_user, an_address, house, letter_to, lock, may_enter, visitor
from tests.dashboards import peopled
from tests.invited import invite, lying, without_password
from tests.letters import change
from tests.second_factors import step, turned_on, typed
from usercore.actions import outbox, passwords, sign_in, users

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"


@pytest.fixture
def person(dashboard):
    """Someone with an account: their id and address."""
    email = an_address("stuck")
    return a_user(dashboard.core, email, name="Stella Stuck"), email


def ask(page):
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Why can't they sign in?").click()
    expect(dialog.get_by_test_id("stMarkdown").nth(1)).to_be_visible()
    drawn(page)
    return dialog


def test_a_lock_is_told_and_opened_right_there(page, dashboard, person):
    user_id, email = person
    for number in range(3):
        dashboard.core.call(visitor(address=f"192.0.2.{number}"), sign_in.with_password, email=email, password="wrong")
    lock(dashboard.core, user_id)
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    dialog = ask(page)
    expect(dialog.get_by_text(re.compile(r"Locked until \d\d:\d\d after failed tries"))).to_be_visible()
    expect(dialog.get_by_text("the password was wrong, from 192.0.2.2, 192.0.2.1, 192.0.2.0.")).to_be_visible()
    assert violations(page) == []

    dialog.get_by_role("button", name="Unlock").click()

    expect(page.get_by_text("Unlocked.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert may_enter(dashboard.core, email)
    expect(ask(page).get_by_text("Nothing stops them.")).to_be_visible()


def test_where_nothing_is_wrong_it_says_so(page, dashboard, person):
    enter_as(page, dashboard, EMAIL, f"/user?id={person[0]}")

    dialog = ask(page)

    expect(dialog.get_by_text("Nothing stands in the way. They have never signed in.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_no_recovery_codes_left_leads_to_the_lost_phone(page, dashboard, person):
    user_id, email = person
    for code in turned_on(dashboard.core, user_id):
        typed(dashboard.core, step(dashboard.core, email).challenge, code)
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    dialog = ask(page)
    expect(dialog.get_by_text(re.compile("no recovery code is left"))).to_be_visible()

    dialog.get_by_role("button", name="They lost their phone").click()

    expect(page.get_by_text("What showed you that it is really them?")).to_be_visible()
    expect(page.get_by_text("no recovery code is left")).to_have_count(0)
    page.get_by_text("I called them back on a number known from before").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("Taken away. They set up a new one at the next sign-in.")).to_be_visible()
    expect(ask(page).get_by_text("A second factor must be set up right after signing in")).to_be_visible()


def test_out_of_the_trash_in_two_clicks(page, dashboard, person):
    user_id, email = person
    dashboard.core.call(house("tests"), users.soft_delete, user_id=user_id)
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    dialog = ask(page)
    expect(dialog.get_by_text(re.compile(r"In the trash since \d\d:\d\d, put there by tests\."))).to_be_visible()

    dialog.get_by_role("button", name="Restore").click()

    expect(page.get_by_text("Restored.")).to_be_visible()
    assert may_enter(dashboard.core, email)


def test_a_letter_that_is_not_taken_has_its_server_s_words_and_leads_to_the_letter(page, dashboard, person):
    user_id, _ = person
    core = dashboard.core
    core.call(house(), passwords.force_reset, user_id=user_id, compromised=True)
    letter = letter_to(core, user_id, "forced-reset")
    core.call(house(), outbox.failed, letter_id=letter.id, said="450 greylisted")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    dialog = ask(page)
    expect(dialog.get_by_text(re.compile("The mail server said: “450 greylisted”"))).to_be_visible()

    dialog.get_by_role("button", name="Copy its link").click()

    expect(page.get_by_role("tab", name="As text")).to_be_visible()


def test_an_invitation_is_sent_again_from_its_own_dialog(page, dashboard):
    invited = invite(dashboard.core, email=an_address("guest"))
    enter_as(page, dashboard, EMAIL, f"/user?id={invited.user_id}")
    dialog = ask(page)
    expect(dialog.get_by_text(re.compile("Invited by a program"))).to_be_visible()

    dialog.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("button", name="More time")).to_be_visible()
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_text("Its link, shown only now:")).to_be_visible()


def test_an_auditor_sees_why_and_that_the_button_is_not_theirs(page, dashboard, person):
    lock(dashboard.core, person[0])
    enter_as(page, dashboard, AUDITOR, f"/user?id={person[0]}")

    button = ask(page).get_by_role("button", name="Unlock")

    expect(button).to_be_disabled()
    hint(page, button.locator("xpath=.."), "Your role does not include this (users:unlock).")


def test_whoever_was_never_invited_is_invited_from_here(page, dashboard):
    email = an_address("bare")
    enter_as(page, dashboard, EMAIL, f"/user?id={without_password(dashboard.core, email)}")

    ask(page).get_by_role("button", name="Invite", exact=True).click()

    expect(page.get_by_role("dialog").get_by_label("E-mail")).to_have_value(email)


def test_a_forgotten_password_leads_to_asking_for_a_new_one(page, dashboard, person):
    user_id, email = person
    dashboard.core.call(visitor(), sign_in.with_password, email=email, password="wrong")
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")

    ask(page).get_by_role("button", name="Ask for a new password").click()
    page.get_by_role("button", name="Send the letter").click()

    expect(page.get_by_text("No mail server is set up, so the letter waits in the outbox")).to_be_visible()
    expect(ask(page).get_by_text("They must choose a new password right after signing in.")).to_be_visible()


def test_with_a_mail_server_letters_are_tried_and_invitations_sent_again_right_there(page, sqlite_files):
    with sqlite_files.fresh() as url:
        running = peopled(url, USERCORE_SMTP_URL="smtp://localhost:9")
        core = running.core
        user_id = a_user(core, an_address(), name="Lena Letter")
        core.call(house(), passwords.force_reset, user_id=user_id)
        change(core, letter_to(core, user_id, "forced-reset").id, state="given-up", problem="550 not here", tries=8)
        enter_as(page, running, EMAIL, f"/user?id={user_id}")
        dialog = ask(page)
        expect(dialog.get_by_text("The mail server said: “550 not here”.")).to_be_visible()
        dialog.get_by_role("button", name="Try again now").click()
        expect(page.get_by_text("It is tried again.")).to_be_visible()

        invited = invite(core)
        page.goto(f"{running.url}/user?id={invited.user_id}")
        ask(page).get_by_role("button", name="Send again").click()
        expect(page.get_by_text("Sent again. The older link is dead.")).to_be_visible()
        assert lying(core, invited.id).times_sent == 2
        running.end()
