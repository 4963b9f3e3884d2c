"""Inviting one, coming in, following up; every dead link says why and where to go."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import ANOTHER, an_address, house, may_enter, visitor
from tests.dashboards import start
from usercore.actions import invitations, passwords, users
from usercore.frames import invitations as lists
from usercore.frames import users as people
from usercore.frames.invitations import InvitationQuery
from usercore.models import Invitation, OneTimeToken

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"


def by(dashboard, page, email=EMAIL, path="/invitations"):
    """Who is signed in there now."""
    return dashboard.core.actor_for(enter_as(page, dashboard, email, path))


def invited(dashboard, actor, name="Nina New", **more):
    email = an_address("invited")
    return email, dashboard.core.call(actor, invitations.send, email=email, name=name, **more)


def status_of(dashboard, invitation_id):
    return dashboard.core.call(house(), lists.all, query=InvitationQuery(ids=(invitation_id,))).iloc[0].status


def end(dashboard, invitation_id):
    """As if its time had come."""
    over = dashboard.core.now() - timedelta(minutes=1)
    with dashboard.core.engine.begin() as connection:
        connection.execute(update(Invitation).where(Invitation.id == invitation_id).values(ends_at=over))
        whose = Invitation.__table__.select().where(Invitation.id == invitation_id)
        user_id = connection.execute(whose).one().user_id
        connection.execute(update(OneTimeToken).where(OneTimeToken.user_id == user_id).values(expires_at=over))


def accept(page, password=ANOTHER, name=None):
    if name is not None:
        page.get_by_label("Your name").fill(name)
    page.get_by_role("textbox", name="Choose a password").fill(password)
    page.get_by_role("button", name="Accept and sign in").click()


def row(page, name):
    return page.get_by_role("row", name=re.compile(name))


def test_one_is_invited_gets_a_link_comes_in_and_is_accepted(chromium, page, empty_dashboard):
    page.goto(empty_dashboard.set_up_link)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail").fill(EMAIL)
    page.get_by_role("textbox", name="Choose a password").fill("seven lanterns over quiet water")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
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


def test_more_time_and_taking_back(page, dashboard):
    _, sent = invited(dashboard, by(dashboard, page), name="Patient Pia", lifetime=timedelta(hours=2))
    page.goto(f"{dashboard.url}/invitations?q=pia&invitation={sent.id}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="More time").click()
    expect(page.get_by_text(re.compile("It waits until .* now."))).to_be_visible()
    found = dashboard.core.call(house(), lists.all, query=InvitationQuery(ids=(sent.id,))).iloc[0]
    assert found.expires_at - dashboard.core.now() > timedelta(days=6)

    page.goto(f"{dashboard.url}/invitations?q=pia&invitation={sent.id}")
    dialog.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back. Its link lets nobody in any more.")).to_be_visible()
    expect(row(page, "Patient Pia")).to_contain_text("Taken back")


def test_filters_stand_in_the_address_and_an_inviter_is_one_click_away(page, dashboard):
    sam = by(dashboard, page, SUPPORT)
    invited(dashboard, sam, name="Sams Guest")
    invited(dashboard, by(dashboard, page), name="Adas Guest")
    page.goto(f"{dashboard.url}/invitations?q=guest")
    expect(row(page, "Adas Guest")).to_be_visible()
    row(page, "Sams Guest").get_by_role("link", name="Sam Support").click()

    expect(page.get_by_role("button", name="Invited by Sam Support")).to_be_visible()
    expect(row(page, "Sams Guest").first).to_be_visible()
    expect(row(page, "Adas Guest")).to_have_count(0)
    page.get_by_role("button", name="Invited by Sam Support").click()
    expect(row(page, "Adas Guest")).to_be_visible()
    page.goto(f"{dashboard.url}/invitations?status=revoked&q=nobody-at-all")
    expect(page.get_by_text("No invitation matches")).to_be_visible()
    page.get_by_role("button", name="Drop all filters").click()
    expect(row(page, "Adas Guest")).to_be_visible()


def test_all_ended_ones_are_sent_again(page, dashboard):
    ada = by(dashboard, page)
    ended = [invited(dashboard, ada, name=f"Ended {number}")[1] for number in range(3)]
    for sent in ended:
        end(dashboard, sent.id)
    page.goto(f"{dashboard.url}/invitations?q=ended")
    page.get_by_role("button", name="Send all ended ones again").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 letters go out")).to_be_visible()
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog.get_by_text("3 were sent again.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()

    assert {status_of(dashboard, sent.id) for sent in ended} == {"waiting"}


def test_a_slip_in_the_address_is_put_right_with_one_click(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/invitations")
    page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill("grace@gmial.com")
    dialog.get_by_label("E-mail").press("Tab")
    dialog.get_by_role("button", name="Did you mean grace@gmail.com?").click()
    expect(dialog.get_by_label("E-mail")).to_have_value("grace@gmail.com")


@pytest.mark.parametrize(("path", "opens"), [("/invitations", "Invite"), ("/users", "New user")])
def test_the_role_stays_author_while_the_form_is_filled_in(page, dashboard, path, opens):
    enter_as(page, dashboard, EMAIL, path)
    page.get_by_role("button", name=opens, exact=True).click()
    dialog, email = page.get_by_role("dialog"), an_address("role")
    for label, typed in (("E-mail", email), ("Name", "Rolf Role")):
        dialog.get_by_label(label).fill(typed)
        dialog.get_by_label(label).press("Tab")
    expect(dialog.get_by_role("combobox")).to_have_value("Author")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(dialog.get_by_text(f"{email} is invited.")).to_be_visible()

    assert dashboard.core.call(house(), people.by_email, email=email).iloc[0].role == "author"


def test_an_auditor_sees_the_list_masked_and_can_invite_nobody(page, dashboard):
    email, _ = invited(dashboard, by(dashboard, page), name="Seen Masked")
    enter_as(page, dashboard, AUDITOR, "/invitations?q=masked")

    expect(row(page, "Seen Masked")).to_be_visible()
    expect(page.get_by_text(email)).to_have_count(0)
    expect(page.get_by_role("button", name="Invite", exact=True)).to_be_disabled()


def test_someone_who_is_invited_shows_how_far_it_came_on_their_own_page(page, dashboard):
    _, sent = invited(dashboard, by(dashboard, page), name="Page Paul")
    page.goto(f"{dashboard.url}/user?id={sent.user_id}")
    expect(page.get_by_text(re.compile("Invited by Ada Admin .* was not opened yet"))).to_be_visible()
    page.get_by_role("button", name="See the invitation").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Send again")).to_be_visible()


def test_with_a_mail_server_no_link_is_shown(page, sqlite_files):
    with sqlite_files.fresh() as url:
        dashboard = start(url, USERCORE_SMTP_URL="smtp://localhost:9")
        page.goto(dashboard.set_up_link)
        page.get_by_label("Your name").fill("Ada Lovelace")
        page.get_by_label("Your e-mail").fill(EMAIL)
        page.get_by_role("textbox", name="Choose a password").fill("seven lanterns over quiet water")
        page.get_by_role("button", name="Make my account").click()
        expect(page.get_by_role("heading", name="Users")).to_be_visible()
        page.goto(f"{dashboard.url}/invitations")
        page.get_by_role("button", name="Invite", exact=True).click()
        page.get_by_role("dialog").get_by_label("E-mail").fill("nina@example.com")
        page.get_by_role("dialog").get_by_role("button", name="Invite", exact=True).click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_text("nina@example.com is invited: the letter is on its way.")).to_be_visible()
        dashboard.end()


def test_assistive_technology_finds_nothing_wrong(page, dashboard):
    _, sent = invited(dashboard, by(dashboard, page), name="Axe Anna")
    page.goto(f"{dashboard.url}/invitations?q=anna&invitation={sent.id}")
    expect(page.get_by_role("dialog").get_by_role("button", name="Send again")).to_be_visible()

    found = Axe().run(page, context="[role=dialog]").response["violations"]

    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
