"""With nobody signed in, no address shows anything but the visitor's page, on a server that has just started."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, sign_in
from tests.builders import a_user, an_address
from tests.dashboards import CREW, peopled
from usercore.actions import sessions
from usercore.frames import users as lists

ADDRESSES = ["/", "/users", "/user?id={id}", "/account", "/users.py", "/user.py", "/navigation", "/overview", "/home",
             "/no_access", "/pages/users", "/nonsense", "/choose-password", "/first-admin"]  # fmt: skip


def seen(page) -> str:
    page.wait_for_load_state("networkidle")
    return page.locator("body").inner_text()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cold_server_shows_a_visitor_nothing(page, sqlite_files, address):
    with sqlite_files.fresh() as url:
        dashboard = peopled(url)
        try:
            someone = dashboard.core.call(_house(), lists.by_email, email=EMAIL).iloc[0].id
            page.goto(dashboard.url + address.format(id=someone))
            if "/pages/" in address:
                expect(page.get_by_text("Not found")).to_be_visible()
            else:
                expect(page.get_by_role("heading").first).to_be_visible()
            text = seen(page)
        finally:
            dashboard.end()
    for _, name, _ in CREW:
        assert name not in text
    assert "Sign out" not in text
    assert "Export CSV" not in text


def _house():
    from tests.builders import house

    return house()


@pytest.fixture
def watched(page, dashboard):
    """Ada at the list of people, and the end of her session."""
    token = enter_as(page, dashboard, EMAIL, "/users?q=admin")
    expect(page.get_by_role("link", name="Grace Admin")).to_be_visible()

    def revoke():
        actor = dashboard.core.actor_for(token)
        dashboard.core.call(_house(), sessions.revoke, session_id=actor.session_id)

    return revoke


def signed_out(page) -> None:
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Grace Admin")).to_have_count(0)
    assert page.get_by_role("dialog").count() == 0


def test_a_revoked_session_is_out_at_its_next_click(page, watched):
    watched()
    page.get_by_role("button", name="Person").click()
    signed_out(page)


def test_a_revoked_session_is_out_when_it_types(page, watched):
    watched()
    page.get_by_placeholder("Name or e-mail").press_sequentially("gr")
    signed_out(page)


def test_a_revoked_session_is_out_in_an_open_dialog_and_nothing_is_done(page, watched, dashboard):
    wanted = an_address("never")
    page.get_by_role("button", name="New user").click()
    page.get_by_role("dialog").get_by_label("E-mail").fill(wanted)
    watched()

    page.get_by_role("dialog").get_by_role("button", name="Invite").click()

    signed_out(page)
    assert dashboard.core.call(_house(), lists.by_email, email=wanted).empty


def test_a_revoked_session_is_out_in_the_export_dialog(page, watched):
    page.get_by_role("button", name="Export CSV").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Download")).to_be_visible()
    watched()

    dialog.get_by_role("button", name="Download").click()

    signed_out(page)


def test_signing_in_at_the_bare_address_leads_where_this_person_works(page, dashboard):
    email = an_address("author")
    a_user(dashboard.core, email, name="Plain Author", role="author")
    page.goto(dashboard.url)
    sign_in(page, email)
    expect(page.get_by_role("heading", name="Plain Author")).to_be_visible()
    assert page.url == f"{dashboard.url}/account"
