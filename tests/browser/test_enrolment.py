"""A second factor that is asked for: time to set it up, then a page that leads through it, and who must have one."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import field, key_beside, show
from tests.builders import a_user, an_address, house
from tests.second_factors import code, factors_of
from usercore.actions import rules
from usercore.frames import two_factor as lists
from usercore.models import User


@pytest.fixture
def support(dashboard):
    """Someone from support: id and address."""
    email = an_address("enrol")
    return a_user(dashboard.core, email, name="Erin Enrol", role="support"), email


@pytest.fixture
def asked(dashboard):
    """Support must have a second factor, for one test."""
    dashboard.core.call(house(), rules.ask_for_second_factor, roles=["support"])
    yield
    dashboard.core.call(house(), rules.ask_for_second_factor, roles=[])


def make_due(dashboard, user_id):
    with dashboard.core.engine.begin() as connection:
        connection.execute(update(User).where(User.id == user_id).values(must_enrol=True))


def test_it_comes_before_everything_else_and_then_leads_where_one_wanted_to_go(page, dashboard, support):
    user_id, email = support
    make_due(dashboard, user_id)
    enter_as(page, dashboard, email, "/users?q=iris")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    expect(page.get_by_role("link", name="Users")).to_have_count(0)

    show(page, "Set up")
    field(page).press_sequentially(code(dashboard.core, key_beside(page)))
    expect(page.get_by_text("shown only now")).to_be_visible()
    page.get_by_text("I have kept them where I find them without my phone").click()
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_role("link", name="Iris Auditor")).to_be_visible()
    assert page.url == f"{dashboard.url}/users?q=iris"
    assert factors_of(dashboard.core, user_id)[0].state == "active"


def test_while_there_is_time_a_line_above_each_page_says_until_when(page, dashboard, support, asked):
    enter_as(page, dashboard, support[1], "/users")
    expect(page.get_by_text("Set up two-factor sign-in by").first).to_be_visible()

    page.get_by_test_id("stMain").get_by_role("link", name="Set up").click()

    expect(page.get_by_role("heading", name="Two-factor sign-in")).to_be_visible()


def test_an_admin_says_who_must_have_one(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/two-factor")
    expect(page.get_by_text("No role must have one.")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Auditor ·").click()
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Must have one: Auditor.")).to_be_visible()
    found = dashboard.core.call(house(), lists.by_role)
    assert list(found.loc[found["asked"], "role"]) == ["auditor"]
    dashboard.core.call(house(), rules.ask_for_second_factor, roles=[])
