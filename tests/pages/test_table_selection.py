"""What is ticked in a table, and by which heading it is sorted: heard once, kept across runs, and nothing else taken."""

import pytest

from tests.pages.table_alone import ADA, SAM, VERA, data, opened, press, selected, send, tick


@pytest.fixture
def page():
    return opened()


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
