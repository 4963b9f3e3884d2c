"""What the entries of a timeline hold: text as it is, and what happened many times once."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.table_alone import data

REFUSED = {"title": "Sign-in refused: wrong password", "detail": "Firefox on Windows", "tone": "red", "icon": "login"}
OTHER = {**REFUSED, "title": "Signed in"}


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


def happened():
    import streamlit as st

    from pages.parts import timeline

    timeline.show(st.session_state["entries"], key="history")


def shown(*entries):
    """What is told of these, the newest first: the moment, the title and what stands beneath."""
    page = AppTest.from_function(happened, default_timeout=10)
    page.session_state["entries"] = entries
    return [(one["at"][11:16], one["title"], one["detail"]) for one in data(page.run(), "history")["entries"]]


def at(time, entry=REFUSED, day=12):
    return {**entry, "at": f"2026-11-{day}T{time}:00+00:00"}


def test_the_timeline_sends_text_and_only_tones_it_has():
    first, second = data(AppTest.from_function(a_history, default_timeout=10).run(), "history")["entries"]

    assert first == {"at": "2026-11-12T14:02:00+00:00", "title": "Locked", "detail": "<b>by</b> Ada", "tone": "red",
                     "icon": "lock"}  # fmt: skip
    assert (second["detail"], second["tone"], second["icon"]) == ("", "grey", "")


def test_many_that_read_alike_stand_as_one_where_they_follow_each_other():
    told = shown(at("14:02"), at("14:01"), at("13:58"), at("13:50", OTHER), at("13:40"))

    assert told == [
        ("14:02", "Sign-in refused: wrong password, 3 times", "within 4 minutes · Firefox on Windows"),
        ("13:50", "Signed in", "Firefox on Windows"),
        ("13:40", "Sign-in refused: wrong password", "Firefox on Windows"),
    ]


def test_two_that_read_alike_stand_as_they_are_and_so_do_many_from_elsewhere_each():
    elsewhere = [{**REFUSED, "detail": f"Device {one}"} for one in range(4)]

    told = shown(at("14:02"), at("14:01"), *(at("13:00", one) for one in elsewhere))

    assert [(time, title) for time, title, _ in told] == [
        ("14:02", REFUSED["title"]), ("14:01", REFUSED["title"]), *[("13:00", REFUSED["title"])] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (at("14:02"), "1 minute"),
        (at("12:03"), "119 minutes"),
        (at("11:02"), "3 hours"),
        (at("10:30"), "4 hours"),
        (at("14:03", day=10), "2 days"),
        (at("14:02", day=10), "2 days"),
    ],
)
def test_within_what_time_they_came_is_told_in_one_unit(first, words):
    ((_, _, detail),) = shown(at("14:02"), at("14:02"), first)

    assert detail == f"within {words} · Firefox on Windows"


def test_nothing_stands_beneath_them_but_the_time_where_nothing_is_known():
    ((_, _, detail),) = shown(*[{**at("14:02"), "detail": ""}] * 3)

    assert detail == "within 1 minute"
