"""What the cells of a table hold: words, moments and links, and text as it is."""

import weakref
from datetime import datetime

import pytest

from pages.parts.table import Column
from pages.parts.table.cells import addresses, instant
from tests.pages.table_alone import ADA, SAM, VERA, column, data, opened


@pytest.fixture
def page():
    return opened()


def test_a_person_is_a_name_an_address_and_a_colour_of_their_own(page):
    ada, _, vera = column(page, "Person")

    assert (ada["name"], ada["under"]) == ("Ada Lovelace", "ada@example.com")
    assert vera["name"] == ""
    assert ada["hue"] != vera["hue"]


def test_without_a_name_and_anything_to_know_them_by_it_is_nobody():
    who = Column(name="actor", title="Who", kind="person", whose="actor_id", programs=True, dash="a visitor")

    said = who.cells({"actor": [None, None, "usercore"], "actor_id": [None, ADA, None]})

    assert said[0] is None
    assert [one["name"] for one in said[1:]] == ["", "usercore"]
    assert [one["hue"] is None for one in said[1:]] == [False, True]


def test_what_tells_rows_apart_on_a_phone_travels_with_the_person():
    who = Column(name="name", title="Who", kind="person", second="email", phone="device")
    fields = {"id": ["1", "2"], "name": ["Ada", "Ada"], "email": ["", ""], "device": ["Firefox on Windows", None]}

    assert [one.get("phone") for one in who.cells(fields)] == ["Firefox on Windows", None]


def test_text_travels_as_it_is_for_the_script_to_show_as_text(page):
    assert column(page, "Person")[1]["name"] == "<img src=x onerror=alert(1)>"


def test_a_status_is_a_word_and_a_tone_and_an_unknown_one_itself(page):
    assert column(page, "Status") == [["Active", "green"], "locked", None]


def test_a_truth_has_words_too(page):
    assert column(page, "Two-factor") == [["On", "green"], "False", ["On", "green"]]


def test_moments_travel_in_utc_and_dates_as_they_are(page):
    assert column(page, "Last sign-in") == ["2026-11-12T09:30:00.000+00:00", None, None]
    assert column(page, "Created") == ["2026-08-01", None, None]


def test_a_number_that_is_none_is_not_shown_as_one(page):
    assert column(page, "Devices") == [2.0, None, None]


def test_rows_and_links_lead_where_their_pattern_says(page):
    assert [row["href"] for row in data(page)["rows"]] == [f"/user?id={name}" for name in (ADA, SAM, VERA)]
    assert column(page, "Letters")[0] == ["ada@example.com", "/outbox?to=ada%40example.com"]


def test_no_value_leads_a_link_elsewhere():
    assert addresses("/user?id={id}", {"id": ["1&x=//evil.example/", "a-b", "..\n"]}) == [
        "/user?id=1%26x%3D%2F%2Fevil.example%2F",
        "/user?id=a-b",
        "/user?id=..%0A",
    ]


def test_an_address_with_what_was_searched_for_in_it_is_not_kept():
    class Pattern(str):
        __slots__ = ("__weakref__",)  # a plain text cannot be watched

    pattern = Pattern("/audit?q=ada%40example.com&entry={id}")
    watched = weakref.ref(pattern)

    assert addresses(pattern, {"id": ["1&2"]}) == ["/audit?q=ada%40example.com&entry=1%262"]

    del pattern
    assert watched() is None


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        instant(datetime(2026, 11, 12, 9, 30))  # noqa: DTZ001 - naive on purpose


def test_a_link_without_an_address_is_refused():
    with pytest.raises(ValueError, match="href"):
        Column(name="name", title="Name", kind="link")


def test_an_empty_list_still_has_its_sentence(page):
    page.session_state["rows"] = 0

    sent = data(page.run())

    assert (sent["rows"], sent["empty"]) == ([], "Nothing here.")
