"""Rows stand there before Streamlit answers, and Streamlit's answer is what stays."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import a_user


@pytest.fixture(scope="module", autouse=True)
def crowd(dashboard):
    for number in range(60):
        a_user(dashboard.core, f"ahead{number}@ahead.example.com", name=f"Ahead {number:02}", role="viewer")


class Stream:
    """Streamlit's websocket; what the server says may be held back."""

    def __init__(self, page):
        self.holding, self.held = False, []
        page.route_web_socket(re.compile("/_stcore/stream"), self._begin)

    def _begin(self, tab):
        self.tab = tab
        server = tab.connect_to_server()
        server.on_message(lambda message: self.held.append(message) if self.holding else tab.send(message))

    def let_go(self):
        self.holding = False
        for message in self.held:
            self.tab.send(message)


@pytest.fixture
def stream(page, dashboard):
    held = Stream(page)
    enter_as(page, dashboard, EMAIL, "/users?q=ahead&sort=name")
    expect(page.get_by_role("link", name="Ahead")).to_have_count(50)
    return held


def test_a_turned_page_stands_there_before_streamlit_answers(page, stream):
    stream.holding = True
    page.get_by_role("button", name="Next").click()

    expect(page.get_by_role("link", name="Ahead")).to_have_text([f"Ahead {number}" for number in range(50, 60)])
    stream.let_go()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    expect(page.get_by_role("link", name="Ahead")).to_have_text([f"Ahead {number}" for number in range(50, 60)])
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("link", name="Ahead")).to_have_count(50)


def test_another_order_and_a_letter_typed_as_well(page, stream):
    stream.holding = True
    page.get_by_role("columnheader", name="Person").get_by_role("button").click()
    expect(page.get_by_role("link", name="Ahead").first).to_have_text("Ahead 59")
    stream.let_go()
    expect(page).to_have_url(re.compile("sort=-name"))

    stream.holding = True
    page.get_by_placeholder("Name or e-mail").fill("ahead 07")
    expect(page.get_by_role("link", name="Ahead")).to_have_text(["Ahead 07"])
    stream.let_go()
    expect(page.get_by_text("one person matches")).to_be_visible()
    expect(page.get_by_role("link", name="Ahead")).to_have_text(["Ahead 07"])


def test_what_streamlit_does_not_confirm_does_not_stay(page, stream):
    stream.holding = True
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("link", name="Ahead").first).to_have_text("Ahead 50")

    expect(page.get_by_role("link", name="Ahead").first).to_have_text("Ahead 00")


def test_where_the_door_is_shut_the_list_goes_on_as_before(page, stream):
    page.route("**/rows/people", lambda route: route.abort())

    page.get_by_role("button", name="Next").click()

    expect(page.get_by_role("link", name="Ahead").first).to_have_text("Ahead 50")


def test_with_rows_selected_the_list_waits_to_show_their_ticks(page, stream):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/rows/" in request.url else None)
    page.get_by_role("checkbox", name="Select Ahead 01").click()
    expect(page.get_by_text("1 selected")).to_be_visible()

    page.get_by_role("button", name="Next").click()

    expect(page.get_by_role("link", name="Ahead").first).to_have_text("Ahead 50")
    assert asked == []
