"""One is invited and comes in; every dead link says why and where to go."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.inviting import accept, by, end, invited, row, set_up, status_of
from tests.builders import ANOTHER, house, may_enter, visitor
from tests.second_factors import code_of, with_secret
from usercore.actions import invitations, passwords, users
from usercore.frames import users as people


def test_one_is_invited_gets_a_link_comes_in_and_is_accepted(chromium, page, empty_dashboard):
    set_up(page, empty_dashboard)
    page.get_by_role("link", name="Invitations").click()
    expect(page.get_by_text("Nobody was invited yet.")).to_be_visible()

    page.get_by_role("button", name="Invite someone").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("nina@example.com")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="Editor").click()
    dialog.get_by_label("Some words of your own").fill("Glad to have you, Nina.")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_text("nina@example.com is invited.")).to_be_visible()
    link = dialog.get_by_text(re.compile("/open/invitation_")).inner_text()
    dialog.get_by_role("button", name="Done").click()
    expect(row(page, "nina@example.com")).to_contain_text("Waiting")

    other = chromium.new_context().new_page()
    other.goto(link)
    expect(other.get_by_text("Ada Lovelace invites you to usercore as Editor.")).to_be_visible()
    expect(other.get_by_text("Glad to have you, Nina.")).to_be_visible()
    assert "invitation_" not in other.url
    page.reload()
    expect(row(page, "nina@example.com")).to_contain_text("Opened")
    other.get_by_role("textbox", name="Choose a password").fill("short")
    other.get_by_role("button", name="Accept and sign in").click()
    expect(other.get_by_text("12 are the fewest here")).to_be_visible()
    accept(other, name="Nina New")
    expect(other.get_by_role("heading", name="Nina New")).to_be_visible()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    other.context.close()

    page.reload()
    expect(row(page, "Nina New")).to_contain_text("Accepted")


def test_whoever_comes_in_is_verified_and_has_the_role_they_were_offered(page, dashboard):
    email, sent = invited(dashboard, by(dashboard, page), role="editor")
    page.context.clear_cookies()

    page.goto(sent.link.replace("http://localhost:8501", dashboard.url))
    accept(page)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    person = dashboard.core.call(house(), people.by_email, email=email).iloc[0]
    assert (person.role, person.status, person.email_verified_at is not None) == ("editor", "active", True)
    assert may_enter(dashboard.core, email, ANOTHER)


def test_whoever_is_signed_in_as_someone_else_is_told_and_becomes_the_invited_one(page, dashboard):
    _, sent = invited(dashboard, by(dashboard, page), name="Nora Next")

    page.goto(sent.link.replace("http://localhost:8501", dashboard.url))
    expect(page.get_by_text("You are signed in here as ada@example.com.")).to_be_visible()
    accept(page)

    expect(page.get_by_role("heading", name="Nora Next")).to_be_visible()


def test_so_do_they_with_a_second_factor_that_they_got_before(page, dashboard):
    _, sent = invited(dashboard, by(dashboard, page), name="Fay Factor")
    with_secret(dashboard.core, sent.user_id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    page.goto(sent.link.replace("http://localhost:8501", dashboard.url))
    accept(page)
    page.get_by_role("textbox", name="Code").fill(code_of(dashboard.core, sent.user_id))

    expect(page.get_by_role("heading", name="Fay Factor")).to_be_visible()


@pytest.mark.parametrize(
    ("what", "words", "way_on"),
    [
        ("accepted", "This invitation was accepted already.", "Sign in"),
        ("revoked", "This invitation was taken back.", "Sign in"),
        ("replaced", "A newer invitation took the place of this one.", "Sign in"),
        ("expired", "This invitation has ended", "Ask for a new invitation"),
        ("password", "This invitation was accepted already.", "Sign in"),
        ("deleted", "This invitation was taken back.", "Sign in"),
        ("cut", "There is no such invitation any more", "Sign in"),
    ],
)
def test_a_dead_link_says_why_and_where_to_go(page, dashboard, what, words, way_on):
    ada = by(dashboard, page)
    _, sent = invited(dashboard, ada)
    token, core = sent.link.rpartition("/")[2], dashboard.core
    page.context.clear_cookies()
    match what:
        case "accepted":
            core.call(visitor(), invitations.accept, token=token, password=ANOTHER)
        case "revoked":
            core.call(ada, invitations.revoke, invitation_id=sent.id)
        case "replaced":
            core.call(ada, invitations.resend, invitation_id=sent.id)
        case "expired":
            end(dashboard, sent.id)
        case "password":
            core.call(ada, passwords.change, user_id=sent.user_id, new_password=ANOTHER)
        case "deleted":
            core.call(ada, users.soft_delete, user_id=sent.user_id)
        case "cut":
            token = token[:-3]

    page.goto(f"{dashboard.url}/open/{token}")

    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text(way_on, exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Accept and sign in")).to_be_hidden()


def test_a_late_reader_asks_again_and_staff_see_it_and_send_it_again(page, dashboard):
    email, sent = invited(dashboard, by(dashboard, page), name="Late Larry")
    end(dashboard, sent.id)
    page.goto(sent.link.replace("http://localhost:8501", dashboard.url))
    page.get_by_role("button", name="Ask for a new invitation").click()
    expect(page.get_by_text("They can see that you would like a new one.")).to_be_visible()

    page.goto(f"{dashboard.url}/invitations?q=larry")
    page.get_by_role("link", name="Late Larry").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Asked again")).to_be_visible()
    dialog.get_by_role("button", name="Send again").click()
    expect(dialog.get_by_text(re.compile("/open/invitation_"))).to_be_visible()
    assert status_of(dashboard, sent.id) == "waiting"
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(page).not_to_have_url(re.compile("invitation="))
    assert email
