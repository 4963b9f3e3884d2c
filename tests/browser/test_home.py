"""The home page in a browser: each card leads to a list that shows as many, by mouse and keyboard, on a phone too."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import drawn, enter_as, sign_in
from tests.browser.phone import violations
from tests.builders import a_user, an_address, forget_attempts, lock, visitor
from tests.dashboards import peopled
from tests.invited import invite
from tests.letters import change, post
from usercore.actions import sign_in as signing_in
from usercore.models import Invitation

ADA, SAM, IRIS, MAX = "ada@example.com", "sam@example.com", "iris@example.com", "max@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def troubled(sqlite_files):
    """Two people are locked, three letters fail, four invitations end soon, one of them was asked for again."""
    with sqlite_files.fresh() as url:
        running = peopled(url, USERCORE_SMTP_URL="")
        core = running.core
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
        yield running
        running.end()


def card(page, title):
    return page.locator("[data-testid=stVerticalBlock]").filter(has=page.get_by_text(title, exact=True)).last


LISTS = {
    "Locked out": (2, "/users?status=Locked"),
    "Failing letters": (3, "/outbox?state=failing&state=given-up&since="),
    "Invitations ending": (4, "/invitations?ends=soon"),
    "Asked for another": (1, "/invitations?asked=again"),
    "No second factor": (4, "/two-factor"),
}


def follow(page, title):
    card(page, title).get_by_role("link", name=re.compile("^See ")).click()


@pytest.mark.parametrize("title", LISTS)
def test_a_card_leads_to_a_list_that_shows_as_many(page, troubled, title):
    many, address = LISTS[title]
    enter_as(page, troubled, ADA, "/home")
    expect(card(page, title).get_by_test_id("stMetricValue")).to_have_text(str(many))

    follow(page, title)

    expect(page.locator("tbody tr")).to_have_count(many)
    assert page.url.startswith(f"{troubled.url}{address}")


@pytest.mark.parametrize(
    ("title", "before"),
    [("Locked out", "/users?q=grace&role=Admin"), ("Failing letters", "/outbox?state=queued"),
     ("Invitations ending", "/invitations?q=nobody"), ("Failing letters", "/outbox?state=failing&state=given-up")],
)  # fmt: skip
def test_a_list_that_was_filtered_otherwise_before_follows_the_card(page, troubled, title, before):
    enter_as(page, troubled, ADA, before)
    page.get_by_role("link", name="Home").click()

    follow(page, title)

    expect(page.locator("tbody tr")).to_have_count(LISTS[title][0])


def test_a_list_that_was_filtered_is_as_it_was_when_one_comes_back_by_the_menu(page, troubled):
    enter_as(page, troubled, ADA, "/users?q=grace")
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_text("things need someone today.")).to_be_visible()

    page.get_by_role("link", name="Users").click()

    expect(page.locator("tbody tr")).to_have_count(1)


def test_whoever_signs_in_at_the_bare_address_is_at_home(page, troubled):
    page.goto(troubled.url)
    sign_in(page, SAM)

    expect(page.get_by_text("things need someone today.")).to_be_visible()
    assert page.url == f"{troubled.url}/home"
    expect(page.get_by_text("Failing letters").first).to_be_visible()
    expect(page.get_by_text("No second factor")).to_have_count(0)
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
    enter_as(page, troubled, ADA, "/home?tables=true")
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
        expect(page.get_by_text(title, exact=True).first).to_be_visible()
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["false", "true"])
def test_axe_finds_nothing_serious(page, troubled, scheme, shape):
    page.emulate_media(color_scheme=scheme)
    enter_as(page, troubled, ADA, f"/home?tables={shape}")
    expect(page.get_by_text("things need someone today.")).to_be_visible()
    expect(page.get_by_text("4 failed sign-ins in 30 days.").first).to_be_visible()

    assert violations(page) == []
