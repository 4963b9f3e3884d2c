"""The box in the sidebar: whatever is pasted leads to the person, by keyboard alone, and nothing of it stays behind."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn, enter_as
from tests.builders import a_user, an_address, house, signed_in, token_for, visitor
from tests.dashboards import peopled
from usercore.actions import passwords
from usercore.frames import outbox

SAM, IRIS = "sam@example.com", "iris@example.com"
FIELD = "Whom or what to look up"


@pytest.fixture(scope="module")
def dashboard(sqlite_files):
    """A dashboard of this file's own: what it logs is read, and networks must be nobody else's."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        yield running
        running.end()


@pytest.fixture
def nora(dashboard):
    email = an_address("nora")
    return a_user(dashboard.core, email, name=f"Nora {email.partition('@')[0]}"), email


@pytest.fixture
def email(nora):
    return nora[1]


def looking(page):
    """The box, opened by its keys."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog").get_by_label(FIELD)
    expect(field).to_be_focused()
    return field


def on_the_page_of(page, user_id):
    expect(page).to_have_url(re.compile(f"/user\\?id={user_id}$"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="At a glance")).to_be_visible()
    drawn(page)


def test_a_pasted_log_line_and_enter_lead_to_the_person_and_back_returns(page, dashboard, nora):
    user_id, email = nora
    by = visitor(address="198.51.100.77")
    session = signed_in(dashboard.core, email, by=by).session_id
    other = an_address("other")
    a_user(dashboard.core, other, name="Otto Other")
    token_for(dashboard.core, other, by=by)
    enter_as(page, dashboard, SAM, "/invitations")
    line = f"198.51.100.77 - - [25/Nov/2026:12:03:04 +0000] session={session} user={email} 403"

    looking(page)
    page.keyboard.insert_text(line)
    page.keyboard.press("Enter")  # before anything was found

    on_the_page_of(page, user_id)
    page.go_back()
    expect(page.get_by_role("heading", name="Invitations")).to_be_visible()


def test_each_says_why_it_matched(page, dashboard, email):
    token_for(dashboard.core, email, by=visitor(address="198.51.100.78"))
    enter_as(page, dashboard, SAM)

    looking(page).fill(f"<{email}> from 198.51.100.78")

    dialog = page.get_by_role("dialog")
    result = dialog.get_by_role("listitem").filter(has_text=email).first
    expect(result).to_contain_text("Their e-mail address")
    expect(result).to_contain_text("Signed in from 198.51.100.78, last seen just now")
    expect(result).to_contain_text("Active")
    expect(dialog.get_by_text("Looked for an e-mail address and a network address.")).to_be_visible()
    result.get_by_role("link", name="Signed in from 198.51.100.78").click()
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_value("198.51.100.78")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_from_one_person_to_another_and_the_arrows_walk_the_list(page, dashboard, nora):
    user_id, email = nora
    twins = [a_user(dashboard.core, an_address("twin"), name=f"Twin of {email}") for _ in range(2)]
    enter_as(page, dashboard, SAM, f"/user?id={user_id}")
    drawn(page)

    looking(page).fill(f"twin of {email.partition('@')[0]}")
    links = page.get_by_role("dialog").get_by_role("link")
    expect(links).to_have_count(2)
    for key, link in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(links.nth(link)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.press("Enter")  # two of them: it is not clear who
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")

    on_the_page_of(page, twins[1])


def test_nothing_found_offers_a_new_user_with_that_address(page, dashboard):
    email = an_address("newcomer")
    enter_as(page, dashboard, SAM, "/sessions")

    looking(page).fill(email)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nobody found by an e-mail address.")).to_be_visible()
    dialog.get_by_role("button", name="New user with this address").click()

    expect(page.get_by_role("dialog").get_by_label("E-mail")).to_have_value(email)
    expect(page.get_by_role("heading", name="Users")).to_be_visible()


def test_the_keys_work_over_a_dialog_that_the_address_opened(page, dashboard, email):
    dashboard.core.call(house(), passwords.request_reset, email=email)
    letter = dashboard.core.call(house(), outbox.search).iloc[0].id
    enter_as(page, dashboard, SAM, f"/outbox?letter={letter}")
    expect(page.get_by_role("dialog").get_by_text("As seen")).to_be_visible()

    looking(page).fill(f"Message-ID: <{letter.hex}@house.example>")

    expect(page.get_by_role("dialog").get_by_text("A letter to them (choose a new password), written")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="A letter to them").click()
    expect(page.get_by_role("dialog").get_by_text("As seen")).to_be_visible()


def test_an_auditor_sees_masked_addresses_and_finds_nobody_by_a_network(page, dashboard, email):
    token_for(dashboard.core, email, by=visitor(address="198.51.100.79"))
    enter_as(page, dashboard, IRIS)

    field = looking(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("a whole e-mail address")).to_be_visible()
    expect(dialog.get_by_text("192.0.2.7")).to_have_count(0)
    field.fill("198.51.100.79")
    expect(dialog.get_by_text("Your role does not see network addresses")).to_be_visible()
    field.fill(email)
    expect(dialog.get_by_text("n•••@example.com")).to_be_visible()
    expect(dialog.get_by_role("link", name="New user")).to_have_count(0)


def test_what_was_typed_is_in_no_address_and_no_log_and_is_forgotten(page, dashboard, email):
    enter_as(page, dashboard, SAM)
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))

    looking(page).fill(email)
    expect(page.get_by_role("dialog").get_by_text("Their e-mail address")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(looking(page)).to_have_value("")

    assert email not in page.url
    assert not [address for address in addresses if "nora" in address]
    assert "nora" not in "".join(dashboard.lines)


def test_on_a_phone_it_is_in_the_menu_and_nothing_is_wider_than_the_window(page, dashboard, email):
    enter_as(page, dashboard, SAM)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    drawn(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Look up").click()
    field = page.get_by_role("dialog").get_by_label(FIELD)
    field.fill(email)
    link = page.get_by_role("dialog").get_by_role("link").first
    expect(link).to_contain_text(email)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    link.click()

    expect(page.get_by_role("heading", name="At a glance")).to_be_visible()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_in_viewport()  # the menu lies over nothing any more
    expect(page.get_by_role("button", name="Look up")).not_to_be_in_viewport()
