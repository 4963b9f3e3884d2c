"""What Python does for the table and the timeline: what it sends, what it hears, and what it keeps."""

import json
import weakref
from datetime import datetime

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from pages.parts.table import Column
from pages.parts.table.cells import addresses, instant

ADA, SAM, VERA = "ada-1", "sam-2", "vera-3"


def a_list():
    """A page with a table of three people, as a script of its own: AppTest takes its source."""
    from datetime import UTC, date, datetime

    import pandas as pd
    import streamlit as st

    from pages.parts import table

    order = st.session_state.setdefault("order", "name")
    people = pd.DataFrame(
        {
            "id": ["ada-1", "sam-2", "vera-3"],
            "name": ["Ada Lovelace", "<img src=x onerror=alert(1)>", ""],
            "email": ["ada@example.com", "sam@example.com", "vera@example.com"],
            "status": ["active", "locked", None],
            "second_factor": [True, False, True],
            "seen": [datetime(2026, 11, 12, 9, 30, tzinfo=UTC), pd.NaT, pd.NaT],
            "born": [date(2026, 8, 1), None, None],
            "devices": [2.0, float("nan"), float("inf")],
        }
    )
    st.button("Clear", on_click=table.clear, args=("people",))
    st.text(" ".join(table.selected("people")))
    if st.session_state.get("drawn", True):
        table.show(
            people.iloc[: st.session_state.get("rows", 3)],
            [
                table.Column(name="name", title="Person", kind="person", sort="name", second="email"),
                table.Column(name="status", title="Status", kind="status", tones={"active": ("Active", "green")}),
                table.Column(name="second_factor", title="Two-factor", tones={True: ("On", "green")}),
                table.Column(name="seen", title="Last sign-in", kind="moment", sort="seen", dash="never"),
                table.Column(name="born", title="Created", kind="date", narrow=False),
                table.Column(name="devices", title="Devices", kind="number"),
                table.Column(name="email", title="Letters", kind="link", href="/outbox?to={email}"),
            ],
            key="people",
            label="People",
            order_by=order,
            on_sort=lambda wanted: st.session_state.update(order=wanted),
            href="/user?id={id}",
        )


def a_history():
    from pages.parts import timeline

    timeline.show(
        [
            {
                "at": "2026-11-12T14:02:00+00:00",
                "title": "Locked",
                "detail": "<b>by</b> Ada",
                "tone": "red",
                "icon": "lock",
            },
            {"at": "2026-11-11T14:02:00+00:00", "title": "Signed in", "tone": "javascript:"},
        ],
        key="history",
    )


@pytest.fixture
def page():
    return AppTest.from_function(a_list, default_timeout=10).run()


def component(at, key):
    return next(part for part in at.get("bidi_component") if part.key == key)


def data(at, key="people"):
    told = component(at, key).proto
    return json.loads(told.bytes or told.json)


def column(at, title):
    """The cells of one column."""
    sent = data(at)
    place = [told["title"] for told in sent["columns"]].index(title)
    return [row["cells"][place] for row in sent["rows"]]


def press(at, event, value, key="people"):
    """What the script sends when a heading is pressed."""
    states, name = at._tree.get_widget_states(), f"$$STREAMLIT_INTERNAL_KEY_{component(at, key).proto.id}__events"
    states.widgets.append(WidgetState(id=name, json_trigger_value=json.dumps([{"event": event, "value": value}])))
    return at._run(states)


def tick(at, *changes):
    """What the script sends when boxes are ticked: each change with its number, whether on, and which rows."""
    return send(at, list(changes))


def send(at, chosen):
    states = at._tree.get_widget_states()
    states.widgets.append(WidgetState(id=component(at, "people").proto.id, json_value=json.dumps({"chosen": chosen})))
    return at._run(states)


def selected(at):
    return at.text[0].value.split()


def test_a_person_is_a_name_an_address_and_a_colour_of_their_own(page):
    ada, _, vera = column(page, "Person")

    assert (ada["name"], ada["under"]) == ("Ada Lovelace", "ada@example.com")
    assert vera["name"] == ""
    assert ada["hue"] != vera["hue"]


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


def test_pressing_a_heading_tells_the_page_its_order(page):
    press(page, "sort", "-seen")

    assert page.session_state["order"] == data(page)["order"] == "-seen"


@pytest.mark.parametrize("order", ["password_hash", "--name", "", None, 7, ["name"]])
def test_an_order_no_heading_has_is_not_passed_on(page, order):
    press(page, "sort", order)

    assert page.session_state["order"] == "name"


def test_what_is_ticked_is_known_above_the_table_in_the_same_run(page):
    tick(page, [1, True, [SAM]])

    assert selected(page) == [SAM]
    assert data(page)["selected"] == [SAM]


def test_the_selection_outlives_sorting(page):
    tick(page, [1, True, [SAM, VERA]])

    press(page, "sort", "-name")

    assert selected(page) == [SAM, VERA]


def test_the_selection_outlives_paging_though_only_what_is_shown_is_sent(page):
    tick(page, [1, True, [ADA, VERA]])

    page.session_state["rows"] = 1
    page.run()

    assert selected(page) == [ADA, VERA]
    assert data(page)["selected"] == [ADA]


def test_the_selection_outlives_leaving_the_page(page):
    tick(page, [1, True, [SAM]])
    page.session_state["drawn"] = False
    page.run()

    page.session_state["drawn"] = True
    page.run()

    assert data(page)["selected"] == [SAM]


def test_a_change_told_twice_counts_once(page):
    tick(page, [1, True, [SAM]])
    tick(page, [1, True, [SAM]], [2, False, [SAM]])

    tick(page, [1, True, [SAM]], [2, False, [SAM]], [3, True, [ADA]])

    assert selected(page) == [ADA]
    assert data(page)["heard"] == 3


def test_clearing_selects_nothing_and_old_changes_stay_old(page):
    tick(page, [1, True, [SAM]])

    page.button[0].click().run()
    tick(page, [1, True, [SAM]], [2, True, [VERA]])

    assert selected(page) == [VERA]


@pytest.mark.parametrize("sent", [None, "all", 7, [["1", True, [SAM]]], [[1, True]], [[1, True, [7, None]]], [None]])
def test_changes_of_another_shape_change_nothing(page, sent):
    send(page, sent)

    assert not page.exception
    assert selected(page) == []


def test_an_empty_list_still_has_its_sentence(page):
    page.session_state["rows"] = 0

    sent = data(page.run())

    assert (sent["rows"], sent["empty"]) == ([], "Nothing here.")


def test_the_timeline_sends_text_and_only_tones_it_has():
    first, second = data(AppTest.from_function(a_history, default_timeout=10).run(), "history")["entries"]

    assert first == {"at": "2026-11-12T14:02:00+00:00", "title": "Locked", "detail": "<b>by</b> Ada", "tone": "red",
                     "icon": "lock"}  # fmt: skip
    assert (second["detail"], second["tone"], second["icon"]) == ("", "grey", "")
