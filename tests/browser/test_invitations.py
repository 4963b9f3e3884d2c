"""The invitations as staff see them: sent, followed up, filtered, taken back."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.inviting import by, end, invited, row, set_up, status_of
from tests.builders import an_address, house
from tests.dashboards import start
from usercore.frames import invitations as lists
from usercore.frames import users as people
from usercore.frames.invitations import InvitationQuery

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"


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
    expect(dialog.get_by_text("the letters wait in the outbox")).to_be_visible()
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


@pytest.mark.parametrize(("path", "opens"), [("/invitations", "Invite"), ("/users", "New user")])
def test_a_role_is_chosen_with_the_keyboard_and_only_enter_in_a_field_sends(page, dashboard, path, opens):
    enter_as(page, dashboard, EMAIL, path)
    page.get_by_role("button", name=opens, exact=True).click()
    dialog, email = page.get_by_role("dialog"), an_address("keyboard")
    role = dialog.get_by_role("combobox")
    dialog.get_by_label("E-mail").fill(email)
    for label in ("E-mail", "Name"):
        dialog.get_by_label(label).press("Tab")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        role.press(key)
    expect(role).to_have_value("Viewer")

    dialog.get_by_label("Name").fill("Kim Keys")
    dialog.get_by_label("E-mail").press("Enter")

    expect(dialog.get_by_text(f"{email} is invited.")).to_be_visible()
    person = dashboard.core.call(house(), people.by_email, email=email).iloc[0]
    assert (person["name"], person.role) == ("Kim Keys", "viewer")


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
        set_up(page, dashboard)
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
