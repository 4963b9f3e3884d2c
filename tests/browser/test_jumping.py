"""Far into a long list: to a letter, to a day, from the top of each page; and how many there are in all."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, drawn, enter_as
from tests.builders import a_user
from tests.dashboards import peopled


@pytest.fixture(scope="module")
def crowded(sqlite_files):
    """Ninety people called alike, in a house whose lists count to fifty."""
    with sqlite_files.fresh() as url:
        running = peopled(url, USERCORE_COUNT_CAP="50")
        for number in range(90):
            a_user(running.core, f"q{number:02}@example.com", name=f"Quentin {number:02}", password=None)
        a_user(running.core, name="Rosa Last", password=None)
        yield running
        running.end()


def test_a_letter_and_a_day_lead_to_their_page_and_next_goes_on_from_its_top(page, crowded):
    enter_as(page, crowded, EMAIL, "/users?sort=name")
    expect(page.get_by_role("link", name="Ada Admin")).to_be_visible()

    page.get_by_label("Jump to", exact=True).fill("quentin 2")
    page.get_by_label("Jump to", exact=True).press("Enter")

    first = page.get_by_role("link", name="Quentin 20")
    expect(first).to_be_in_viewport()
    expect(page.get_by_role("link", name="Ada Admin")).to_have_count(0)
    page.reload()
    expect(first).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("link", name="Quentin 70")).to_be_in_viewport()
    page.get_by_role("button", name="Created").click()
    expect(page.get_by_role("link", name="Rosa Last")).to_be_visible()  # the newest
    page.get_by_role("group", name="Jump to a day").get_by_role("spinbutton").first.click()
    page.keyboard.type("01012020")
    page.mouse.click(700, 870)  # beside it
    expect(page.get_by_role("link", name="Ada Admin")).to_be_visible()  # nobody is as old: the last page
    expect(page.get_by_role("rowheader")).to_have_count(50)  # as full as any other


def test_that_a_page_is_gone_is_said_until_the_next_is_turned_to(page, crowded):
    enter_as(page, crowded, EMAIL, "/users?page=after-gone&sort=name")
    said = page.get_by_text("so this is the first one")
    expect(said).to_be_visible()

    page.get_by_role("button", name="Next").click()

    expect(page.get_by_role("link", name="Quentin 89")).to_be_visible()
    expect(said).to_have_count(0)


@pytest.mark.parametrize(("typed", "kept"), [("rosa", "q=rosa&sort=name"), ("", "sort=name")])
def test_what_is_typed_on_a_later_page_stands_in_the_address(page, crowded, typed, kept):
    enter_as(page, crowded, EMAIL, "/users?q=quentin&sort=name")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("link", name="Quentin 89")).to_be_visible()

    page.get_by_placeholder("Name or e-mail").fill(typed)

    expect(page.get_by_role("link", name="Rosa Last" if typed else "Ada Admin")).to_be_visible()
    expect(page).to_have_url(f"{crowded.url}/users?{kept}")


def test_they_are_counted_to_the_last_when_asked_and_nothing_moves(page, crowded):
    enter_as(page, crowded, EMAIL, "/users?q=quentin&sort=name")
    expect(page.get_by_text("50+ people match")).to_be_visible()
    row = page.get_by_role("link", name="Quentin 01")
    before = row.bounding_box()

    page.get_by_role("button", name="Count exactly").click()

    expect(page.get_by_text("90 people match")).to_be_visible()
    drawn(page)
    assert row.bounding_box() == before
