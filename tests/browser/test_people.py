"""The list of people, as staff use it, and what stands on every page of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as, sign_in
from tests.builders import a_user, an_address
from usercore.actions import users

NAUGHTY = (
    "<img src=x onerror=alert(1)> **b** [l](javascript:alert(1)) https://evil.example www.evil.example $x$ "
    + "long " * 15
)


@pytest.fixture(scope="module", autouse=True)
def crowd(dashboard):
    for number in range(60):
        a_user(dashboard.core, f"crowd{number}@crowd.example.com", name=f"Crowd {number:02}", role="viewer")


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


def test_all_rows_of_a_page_are_the_new_ones_and_each_stands_there_once(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    rows = page.get_by_role("link", name="Crowd")
    expect(rows).to_have_text([f"Crowd {number:02}" for number in range(50)])

    page.get_by_role("checkbox", name="Select all rows shown").click()
    page.get_by_role("button", name="Person").click()

    expect(rows).to_have_text([f"Crowd {number:02}" for number in range(59, 9, -1)])
    expect(page.get_by_role("checkbox", name="Select Crowd 10")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Select Crowd 59")).not_to_be_checked()
    expect(page.get_by_text("50 selected")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(rows).to_have_text([f"Crowd {number:02}" for number in range(9, -1, -1)])


def test_a_list_that_began_empty_fills_as_one_types_and_loses_nothing_it_had(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowdnobody")
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    box = page.get_by_placeholder("Name or e-mail")
    box.press("End")

    for _ in "nobody":
        box.press("Backspace")

    expect(page.get_by_role("link", name="Crowd").first).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_enabled()
    expect(page.get_by_role("group", name="Jump to a day")).to_be_visible()
    expect(box).to_be_focused()
    page.get_by_role("columnheader", name="Role").get_by_role("button").click()
    expect(page.get_by_role("group", name="Jump to a day")).to_be_hidden()
    page.get_by_role("button", name="Created").click()
    expect(page.get_by_role("group", name="Jump to a day")).to_be_visible()
    box.fill("crowdnobody")
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_hidden()


def test_the_table_stays_where_it_is_when_something_is_selected(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")
    box = page.get_by_role("checkbox", name="Select Crowd 01")
    expect(box).to_be_visible()
    before = box.bounding_box()
    box.click()
    expect(page.get_by_role("button", name="Export selected")).to_be_visible()
    assert box.bounding_box() == before


def test_a_heading_is_read_out_without_its_arrow(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/users?q=crowd&sort=name")

    expect(page.get_by_role("columnheader", name="Person")).to_have_accessible_name("Person")
    expect(page.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "ascending")


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
    page.get_by_test_id("stPopover").get_by_role("button", name="Role", exact=True).click()
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
    expect(page.get_by_text("7 more characters.")).to_be_visible()
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
