"""The home page in a browser: each card leads to a list that shows as many, by mouse and keyboard, on a phone too."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import drawn, enter_as, sign_in
from tests.builders import an_address, forget_attempts, lock, visitor
from tests.dashboards import peopled
from tests.invited import invite
from tests.letters import change, post
from usercore.actions import sign_in as signing_in
from usercore.frames import users as people
from usercore.models import Invitation

ADA, SAM, IRIS, MAX = "ada@example.com", "sam@example.com", "iris@example.com", "max@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def troubled(sqlite_files):
    """Two people are locked, three letters fail, four invitations end soon, one of them was asked for again."""
    with sqlite_files.fresh() as url:
        running = peopled(url, USERCORE_SMTP_URL="")
        core = running.core
        from tests.builders import a_user, house

        for number in range(2):
            lock(core, a_user(core, name=f"Lena Locked {number}"), minutes=600)
        for number in range(3):
            reader = a_user(core, name=f"Ruth Reader {number}")
            change(core, post(core, reader), state="given-up", next_try_at=None)
        for number in range(5):
            made = invite(core, name=f"Ina Invited {number}")
            with core.engine.begin() as connection:
                wanted = update(Invitation).where(Invitation.id == made.id)
                late = number == 4
                connection.execute(
                    wanted.values(
                        ends_at=core.now() + (-HOUR if late else HOUR * (number + 2)),
                        asked_again_at=core.now() if late else None,
                    )
                )
        for _ in range(4):
            core.call(visitor(address=""), signing_in.with_password, email=an_address("no"), password="wrong it is")
        forget_attempts(core)
        assert not core.call(house(), people.by_email, email=ADA).empty
        yield running
        running.end()


def card(page, title):
    return page.locator("[data-testid=stVerticalBlock]").filter(has=page.get_by_text(title, exact=True)).last


LISTS = {
    "Locked out": (2, "/users?status=", "2 people match"),
    "Letters in trouble": (3, "/outbox?", "3 letters"),
    "Invitations that end soon": (4, "/invitations?ends=soon", "4 invitations"),
    "Asked for another invitation": (1, "/invitations?asked=again", "one invitation"),
    "Without a second factor": (4, "/two-factor", "Remind all 4 by letter"),
}


@pytest.mark.parametrize("title", LISTS)
def test_a_card_leads_to_a_list_that_shows_as_many(page, troubled, title):
    many, address, counted = LISTS[title]
    enter_as(page, troubled, ADA, "/home")
    found = card(page, title)
    expect(found.get_by_role("heading", name=str(many), exact=True)).to_be_visible()

    found.get_by_role("link", name="Show them").click()

    expect(page.get_by_text(counted).first).to_be_visible()
    assert address in page.url


def test_a_list_that_was_filtered_otherwise_before_follows_the_card(page, troubled):
    enter_as(page, troubled, ADA, "/users?q=grace")
    page.get_by_role("link", name="Home").click()

    card(page, "Locked out").get_by_role("link", name="Show them").click()

    expect(page.get_by_text("2 people match")).to_be_visible()
    expect(page.get_by_role("link", name="Lena Locked 0")).to_be_visible()


def test_whoever_signs_in_at_the_bare_address_is_at_home(page, troubled):
    page.goto(troubled.url)
    sign_in(page, SAM)

    expect(page.get_by_text("things need someone today.")).to_be_visible()
    assert page.url == f"{troubled.url}/home"
    expect(page.get_by_text("Letters in trouble")).to_be_visible()
    expect(page.get_by_text("Without a second factor")).to_have_count(0)
    expect(page.get_by_text("New accounts").first).to_be_visible()


def test_an_auditor_sees_numbers_and_no_address(page, troubled):
    enter_as(page, troubled, IRIS, "/home")
    expect(page.get_by_text("things need someone today.")).to_be_visible()

    assert "@example.com" not in page.locator("[data-testid=stMain]").inner_text()
    expect(page.get_by_role("button", name="Invite")).to_have_count(0)


@pytest.mark.parametrize("path", ["/home", "/"])
def test_whoever_has_no_rights_here_is_led_to_their_account(page, troubled, path):
    enter_as(page, troubled, MAX, path)

    expect(page.get_by_role("heading", name="Max Author")).to_be_visible()
    expect(page.get_by_role("link", name="Home")).to_have_count(0)


def test_a_day_in_the_table_leads_to_what_happened_on_it(page, troubled):
    enter_as(page, troubled, ADA, "/home?as=Tables")
    table = page.get_by_role("table", name="Failed sign-ins")
    row = table.get_by_role("row").nth(1)
    expect(row).to_contain_text("4")

    row.get_by_role("link").press("Enter")

    expect(page.get_by_role("heading", name="Audit log")).to_be_visible()
    expect(page.get_by_text("4 entries")).to_be_visible()
    today = datetime.now(UTC).astimezone().date()
    assert re.search(rf"from=({today}|{today + timedelta(days=1)}|{today - timedelta(days=1)})", page.url)


def test_pictures_have_their_words(page, troubled):
    enter_as(page, troubled, ADA, "/home")

    expect(page.get_by_text("4 failed sign-ins in 30 days.").first).to_be_visible()
    expect(page.locator("[aria-label*='4 failed sign-ins in 30 days']").first).to_be_attached()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_cards_are_read_and_nothing_is_cut_off(page, troubled, width):
    page.set_viewport_size({"width": width, "height": 900})
    enter_as(page, troubled, ADA, "/home")
    expect(page.get_by_text("things need someone today.")).to_be_visible()
    drawn(page)

    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= width
    tops = [card(page, title).bounding_box()["y"] for title in LISTS]
    page.reload()
    for title in LISTS:
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_text("things need someone today.")).to_be_visible()
    drawn(page)
    assert [card(page, title).bounding_box()["y"] for title in LISTS] == tops


def test_one_can_invite_and_export_from_here(page, troubled):
    enter_as(page, troubled, ADA, "/home")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("dialog").get_by_label("E-mail")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Export CSV").click()

    expect(page.get_by_role("dialog").get_by_role("button", name="Download")).to_be_visible()
