"""A network, a role and the place of an address lead from a person to everyone who shares them, and to nobody else."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn, enter_as
from tests.builders import a_user, an_address, token_for, visitor

ADA, SAM, IRIS = "ada@example.com", "sam@example.com", "iris@example.com"


@pytest.fixture
def olga(dashboard):
    """Someone at a place of her own, signed in from a network of her own."""
    email = an_address("olga").replace("example.com", "narrow.example.org")
    user_id = a_user(dashboard.core, email, name="Olga Narrow", role="viewer")
    token_for(dashboard.core, email, by=visitor(address="198.51.100.201"))
    return user_id


def test_from_a_person_to_the_place_of_their_address_whatever_was_filtered_before(page, dashboard, olga):
    enter_as(page, dashboard, SAM, "/users?role=Admin")
    expect(page.get_by_role("button", name="Role · 1")).to_be_visible()
    page.get_by_role("link", name="Ada Admin").click()
    drawn(page)
    page.goto(f"{dashboard.url}/user?id={olga}")
    page.get_by_role("link", name="Everyone with the role Viewer").click()
    expect(page).to_have_url(re.compile(r"/users\?role=Viewer$"))
    expect(page.get_by_role("button", name="Role · 1")).to_be_visible()
    page.go_back()

    page.get_by_role("link", name="Everyone at narrow.example.org").click()

    expect(page.get_by_placeholder("Name or e-mail")).to_have_value("@narrow.example.org")
    expect(page).to_have_url(re.compile(r"/users\?q=%40narrow.example.org$"))
    expect(page.get_by_role("link", name="Olga Narrow").first).to_be_visible()


def test_from_a_person_s_session_to_everyone_s_from_there(page, dashboard, olga):
    enter_as(page, dashboard, SAM, f"/user?id={olga}")
    page.get_by_role("tab", name="Sessions").click()
    page.get_by_role("link", name="Everyone signed in from 198.51.100.201").click()

    expect(page.get_by_placeholder("Address, or its beginning")).to_have_value("198.51.100.201")
    expect(page.get_by_role("link", name="Olga Narrow").first).to_be_visible()


def test_from_an_entry_of_the_log_to_all_from_there(page, dashboard, olga):
    enter_as(page, dashboard, ADA, f"/audit?subject={olga}&event=sign-in:done")
    page.get_by_role("row").nth(1).locator("a.row-link").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Sessions from 198.51.100.201")).to_be_visible()

    dialog.get_by_role("link", name="Entries from 198.51.100.201").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/audit\?network=198.51.100.201$"))
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_value("198.51.100.201")
    expect(page.get_by_placeholder("On whom: name, e-mail or id")).to_have_value("")


def test_an_auditor_is_led_by_roles_alone(page, dashboard, olga):
    enter_as(page, dashboard, IRIS, f"/user?id={olga}")
    expect(page.get_by_role("link", name="Everyone with the role Viewer")).to_be_visible()
    page.get_by_role("tab", name="Sessions").click()

    expect(page.get_by_role("link", name="Everyone at")).to_have_count(0)
    expect(page.get_by_role("link", name="Everyone signed in from")).to_have_count(0)
