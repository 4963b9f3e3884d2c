"""The main job, as a new user does it: set up, sign in, find a person, change them, export the list."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, PASSPHRASE, drawn, enter_as, sign_in
from tests.dashboards import Dashboard


def make_first_admin(page: Page, dashboard: Dashboard) -> None:
    page.goto(dashboard.set_up_link)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail").fill(EMAIL)
    page.get_by_role("textbox", name="Choose a password").fill(PASSPHRASE)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()


def add_person(page: Page, email: str, name: str) -> None:
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_text("With a temporary password").click()
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("temporary password, shown only now")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()


def test_the_main_job_runs_from_the_first_start_to_the_exported_list(page, empty_dashboard, tmp_path):
    make_first_admin(page, empty_dashboard)
    assert page.evaluate("document.cookie").find("usercore") == -1

    add_person(page, "max@example.com", "Max Müller")
    add_person(page, "zoe@example.com", "Zoë Brown")
    expect(page.get_by_text("3 people")).to_be_visible()

    search = page.get_by_placeholder("Name or e-mail")
    search.press_sequentially("mull")
    expect(page.get_by_role("link", name="Max Müller")).to_be_visible()
    expect(page.get_by_role("link", name="Zoë Brown")).to_be_hidden()
    expect(page.get_by_text("one person match")).to_be_visible()
    assert "q=mull" in page.url

    page.get_by_role("link", name="Max Müller").click()
    expect(page.get_by_role("heading", name="Max Müller")).to_be_visible()

    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name").fill("Maximilian Müller")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Maximilian Müller")).to_be_visible()
    expect(page.get_by_text("“Max Müller” to “Maximilian Müller”")).to_be_visible()

    page.get_by_role("button", name="Change role").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="Editor").click()
    dialog.get_by_role("button", name="Change role").click()
    expect(page.get_by_text("Role changed from Author to Editor")).to_be_visible()

    page.get_by_role("button", name="Suspend").click()
    dialog.get_by_label("Reason").fill("left the company")
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("button", name="Reinstate")).to_be_visible()
    expect(page.get_by_text("left the company").first).to_be_visible()
    page.get_by_role("button", name="Reinstate").click()
    expect(page.get_by_text("Reinstated", exact=True)).to_be_visible()

    page.go_back()
    expect(page.get_by_role("link", name="Maximilian Müller")).to_be_visible()
    assert "q=mull" in page.url

    page.get_by_placeholder("Name or e-mail").fill("")
    expect(page.get_by_text("3 people")).to_be_visible()
    page.get_by_role("button", name="Export CSV").click()
    with page.expect_download() as begun:
        dialog.get_by_role("button", name="Download").click()
    begun.value.save_as(tmp_path / "users.csv")
    text = (tmp_path / "users.csv").read_text("utf-8")
    assert text.startswith("id,name,email,role,status,created_at,last_sign_in_at")
    assert "Maximilian Müller,max@example.com,editor,active" in text
    assert len(text.splitlines()) == 4


def test_a_deep_link_survives_signing_in(page, dashboard):
    page.goto(f"{dashboard.url}/users?q=grace&sort=name")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Grace Admin")).to_have_count(0)
    sign_in(page)

    expect(page.get_by_role("link", name="Grace Admin")).to_be_visible()
    assert page.url == f"{dashboard.url}/users?q=grace&sort=name"


def test_after_signing_out_the_copied_cookie_is_dead(page, dashboard):
    token = enter_as(page, dashboard, EMAIL)
    assert dashboard.core.actor_for(token).signed_in

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not dashboard.core.actor_for(token).signed_in


broken_ways = pytest.mark.parametrize(
    "broken", [lambda route: route.abort(), lambda route: route.fulfill(status=503)], ids=["no network", "no database"]
)


@broken_ways
def test_signing_in_that_does_not_get_through_says_so(page, dashboard, broken):
    page.goto(f"{dashboard.url}/users")
    page.route("**/auth/session", broken, times=1)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("textbox", name="Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That did not get through")).to_be_visible()

    page.reload()
    sign_in(page)


@broken_ways
def test_signing_out_that_does_not_get_through_says_so_and_is_tried_again(page, dashboard, broken):
    token = enter_as(page, dashboard, EMAIL)
    page.route("**/auth/session", broken, times=1)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are still signed in")).to_be_visible()
    page.get_by_role("link", name="Invitations", exact=True).click()
    expect(page).to_have_url(f"{dashboard.url}/invitations")
    drawn(page)
    expect(page.get_by_text("You are still signed in")).to_be_visible()
    assert dashboard.core.actor_for(token).signed_in

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not dashboard.core.actor_for(token).signed_in


def test_on_a_phone_the_open_menu_does_not_hide_that_signing_out_failed(page, dashboard):
    enter_as(page, dashboard, EMAIL)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    drawn(page)
    page.route("**/auth/session", lambda route: route.abort(), times=1)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Sign out").click()

    told = page.get_by_text("Not signed out yet")
    expect(told).to_be_in_viewport(ratio=1)
    told.click(trial=True)  # nothing lies over it


def test_a_wrong_password_says_one_sentence_and_keeps_the_address_typed(page, dashboard):
    page.goto(f"{dashboard.url}/users")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("The address or the password is not right.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)
