"""The list and the person page, as staff use them."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, sign_in
from tests.builders import a_user, an_address, house
from usercore.actions import users
from usercore.errors import NotFound
from usercore.frames import users as lists

NAUGHTY = (
    "<img src=x onerror=alert(1)> **b** [l](javascript:alert(1)) https://evil.example www.evil.example $x$ "
    + "long " * 15
)


@pytest.fixture(scope="module", autouse=True)
def crowd(dashboard):
    for number in range(60):
        a_user(dashboard.core, f"crowd{number}@crowd.example.com", name=f"Crowd {number:02}", role="viewer")


def open_person(page, dashboard, name, **more):
    email = an_address("person")
    user_id = a_user(dashboard.core, email, name=name, **more)
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return user_id, email


def status_of(dashboard, user_id):
    return dashboard.core.call(house(), lists.by_id, user_id=user_id).iloc[0].status


def test_a_selection_survives_sorting_paging_searching_and_the_way_back(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    page.get_by_role("checkbox", name="Select Crowd 01").click()
    page.get_by_role("checkbox", name="Select Crowd 03").click()
    expect(page.get_by_text("2 selected")).to_be_visible()

    page.get_by_role("button", name="Person").click()
    expect(page.get_by_role("link", name="Crowd 59")).to_be_visible()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("checkbox", name="Select Crowd 01")).to_be_checked()
    page.get_by_placeholder("Name or e-mail").fill("crowd 03")
    expect(page.get_by_text("one person match")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select Crowd 03")).to_be_checked()
    page.get_by_role("link", name="Crowd 03").click()
    expect(page.get_by_role("heading", name="Crowd 03")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("2 selected")).to_be_visible()

    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("2 selected")).to_be_hidden()


def test_the_table_stays_where_it_is_when_something_is_selected(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    box = page.get_by_role("checkbox", name="Select Crowd 01")
    expect(box).to_be_visible()
    before = box.bounding_box()
    box.click()
    expect(page.get_by_role("button", name="Export selected")).to_be_visible()
    assert box.bounding_box() == before


def test_a_link_shows_which_filters_it_sets_and_says_which_it_cannot(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?role=Auditor")
    expect(page.get_by_role("button", name="Role · 1")).to_be_visible()
    expect(page.get_by_text("filter that does not exist")).to_be_hidden()
    page.goto(f"{dashboard.url}/users?role=wizard")
    expect(page.get_by_text("filter that does not exist")).to_be_visible()


def test_a_row_opens_even_if_clicked_while_what_was_typed_is_on_its_way(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    expect(page.get_by_role("link", name="Crowd 07")).to_be_visible()
    page.get_by_placeholder("Name or e-mail").fill("crowd 07")

    page.get_by_role("link", name="Crowd 07").click()

    expect(page.get_by_role("heading", name="Crowd 07")).to_be_visible()


def test_the_selection_alone_is_exported(page, dashboard, tmp_path):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    page.get_by_role("checkbox", name="Select Crowd 05").click()
    page.get_by_role("button", name="Export selected").click()
    with page.expect_download() as begun:
        page.get_by_role("dialog").get_by_role("button", name="Download").click()
    begun.value.save_as(tmp_path / "users.csv")
    rows = (tmp_path / "users.csv").read_text().splitlines()
    assert len(rows) == 2
    assert "crowd5@crowd.example.com" in rows[1]


def test_pages_go_forward_and_back_and_a_reload_stays(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("link", name="Crowd 59")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Crowd 59")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Crowd 00")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("link", name="Crowd 59")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("link", name="Crowd 00")).to_be_visible()


def test_filters_stand_in_the_address_and_combine_with_the_search(page, dashboard):
    enter_as(page, dashboard, EMAIL)
    page.get_by_role("button", name="Role", exact=True).click()
    page.get_by_test_id("stPopoverBody").get_by_text("Auditor").click()
    expect(page.get_by_role("link", name="Iris Auditor")).to_be_visible()
    expect(page.get_by_role("link", name="Grace Admin")).to_be_hidden()
    assert re.search(r"[?&]role=", page.url)

    page.reload()
    expect(page.get_by_role("link", name="Iris Auditor")).to_be_visible()
    expect(page.get_by_role("link", name="Grace Admin")).to_be_hidden()


def test_the_way_back_from_a_person_keeps_every_filter(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?role=Auditor&role=Support&q=iris")
    page.get_by_role("link", name="Iris Auditor").click()
    expect(page.get_by_role("heading", name="Iris Auditor")).to_be_visible()

    page.get_by_test_id("stMain").get_by_role("link", name="Users").click()

    expect(page.get_by_role("link", name="Iris Auditor")).to_be_visible()
    expect(page.get_by_text("one person matches")).to_be_visible()
    assert page.url.count("role=") == 2


def test_a_person_goes_to_the_trash_and_comes_back(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Thrown Away")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Move to the trash").click()
    page.get_by_test_id("stDialog").get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_text("In the trash since")).to_be_visible()
    assert status_of(dashboard, user_id) == "deleted"

    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored from the trash")).to_be_visible()
    assert status_of(dashboard, user_id) == "active"


def test_a_click_while_something_is_being_done_shows_the_page_as_it_is_afterwards(page, dashboard):
    open_person(page, dashboard, "Twice Clicked")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Move to the trash").click()
    dialog = page.get_by_test_id("stDialog")
    expect(dialog).to_be_visible()
    with closing(sqlite3.connect(dashboard.database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        dialog.get_by_role("button", name="Move to the trash").click()
        page.get_by_role("button", name="More", include_hidden=True).dispatch_event("click")
        page.wait_for_timeout(1_000)  # a run beside the first would be over by now, and show what stood there before
        other.execute("ROLLBACK")
    expect(page.get_by_text("In the trash since")).to_be_visible()


def test_nobody_is_suspended_until_a_day_that_has_passed(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Past Person")
    page.get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Until a date").click()
    dialog.get_by_test_id("stDateInput").locator("[role=spinbutton]").first.click()
    page.keyboard.type("01012020")
    dialog.get_by_label("Reason").fill("asked for it")
    dialog.get_by_role("button", name="Suspend").click()
    expect(dialog.get_by_text("Choose a time in the future")).to_be_visible()
    assert status_of(dashboard, user_id) == "active"


def test_a_name_that_is_too_long_is_kept_and_refused_with_a_sentence(page, dashboard):
    open_person(page, dashboard, "Short Name")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name").fill("x" * 201)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("200 are the most")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("x" * 201)


def test_deletion_for_ever_needs_the_typed_address(page, dashboard):
    user_id, email = open_person(page, dashboard, "Gone For Good")
    dashboard.core.call(house(), users.soft_delete, user_id=user_id)
    page.reload()
    page.get_by_role("button", name="Delete for ever").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("asked by letter")
    dialog.get_by_label("Type their address").fill("someone@else.example.com")
    dialog.get_by_role("button", name="Delete for ever").click()
    expect(dialog.get_by_text("not this person's address")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("asked by letter")
    assert status_of(dashboard, user_id) == "deleted"

    dialog.get_by_label("Type their address").fill(email)
    dialog.get_by_role("button", name="Delete for ever").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    assert dashboard.core.call(house(), lists.by_id, user_id=user_id).empty
    with pytest.raises(NotFound):
        dashboard.core.call(house(), users.restore, user_id=user_id)


def test_a_stale_edit_is_refused_and_says_who_changed_what(page, dashboard):
    user_id, _ = open_person(page, dashboard, "Edited Twice")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Name").fill("Mine")
    dashboard.core.call(house("another desk"), users.update, user_id=user_id, name="Theirs")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("changed the profile while you were editing")).to_be_visible()
    assert dashboard.core.call(house(), lists.by_id, user_id=user_id).iloc[0]["name"] == "Theirs"
    expect(page.get_by_label("Name")).to_have_value("Mine")

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("nonsense", "not an e-mail address"), (EMAIL, "already uses this address"), ("", "not an e-mail address")],
)
def test_a_refused_new_user_keeps_what_was_typed(page, dashboard, email, sentence):
    enter_as(page, dashboard, EMAIL)
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Name").fill("Kept Name")
    dialog.get_by_role("button", name="Invite").click()
    expect(dialog.get_by_text(sentence)).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Kept Name")


def test_a_temporary_password_must_be_changed_before_anything_else(page, dashboard):
    ada = dashboard.core.actor_for(enter_as(page, dashboard, EMAIL))
    email = an_address("fresh")
    password = dashboard.core.call(ada, users.create, email=email, name="Fresh", generate_password=True).password
    page.context.clear_cookies()

    page.goto(f"{dashboard.url}/account")
    sign_in(page, email, password)
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    page.get_by_role("textbox", name="New password").fill("short")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("12 are the fewest here")).to_be_visible()
    page.get_by_role("textbox", name="New password").fill("an owl crossed the frozen lake")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", name="Fresh")).to_be_visible()
    expect(page.get_by_text("Where you are signed in")).to_be_visible()


def test_a_naughty_name_runs_nothing_anywhere(page, dashboard):
    dialogs, outside = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: outside.append(request.url))
    user_id = a_user(dashboard.core, an_address("naughty"), name=NAUGHTY)
    enter_as(page, dashboard, EMAIL, f"/user?id={user_id}")
    expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    assert page.locator("a[href*='evil']").count() == 0
    page.goto(f"{dashboard.url}/users?q=onerror")
    expect(page.get_by_role("checkbox", name=re.compile("Select <img"))).to_be_visible()

    assert page.locator("img[src='x']").count() == 0
    assert dialogs == []
    ours = (dashboard.url, dashboard.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in outside if not url.startswith(ours)] == []


def test_no_cookie_is_set_but_ours_and_streamlits_own_guard(page, dashboard):
    enter_as(page, dashboard, EMAIL)
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names == {"__Host-usercore", "__Host-usercore-browser", "_streamlit_xsrf"}
    assert "usercore" not in page.evaluate("document.cookie")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours(page, dashboard, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    enter_as(page, dashboard, EMAIL, "/users?q=grace")
    expect(page.get_by_role("link", name="Grace Admin")).to_be_visible()
    found = Axe().run(page).response["violations"]
    theirs = ("stSidebarNav",)  # Streamlit's own menu nests its list oddly
    ours = [
        (rule["id"], node["html"][:200])
        for rule in found
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical") and rule["id"] not in ("list", "listitem")
        and not any(word in node["html"] for word in theirs)
    ]  # fmt: skip
    assert ours == []
