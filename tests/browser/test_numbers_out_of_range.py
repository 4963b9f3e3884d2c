"""A number that cannot be set is refused with what could be, and stays in its field: nothing says that it was saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as


def of_retention(field):
    return "/retention", "The trash", field


def of_a_limit(field):
    return "/settings", "Sign-in: one address, first step", field


def of_sessions(field):
    return "/settings?tab=Sessions&role=support", None, field


@pytest.mark.parametrize(
    ("where", "number", "told"),
    [
        (of_retention("Days"), "0", "the days must lie between 1 and 3,650"),
        (of_retention("Days"), "99999999999", "the days must lie between 1 and 3,650"),
        (of_retention("Stop above this share in one run (%)"), "101", "the cap must lie between 1 and 100 percent"),
        (of_a_limit("Tries"), "0", "the number must lie between 1 and 1,000,000"),
        (of_a_limit("Within"), "0", "the time must lie between one second and a year"),
        (of_a_limit("Within"), "99999999999", "the time must lie between one second and a year"),
        (of_sessions("Ends unused after (hours)"), "0", "a session must last between five minutes and a year"),
        (of_sessions("At most so many at once"), "0", "the number must lie between 1 and 1,000"),
    ],
)
def test_it_is_refused_with_what_could_be(page, dashboard, where, number, told):
    path, row, field = where
    enter_as(page, dashboard, EMAIL, path)
    if row:
        page.get_by_role("link", name=row, exact=True).click()
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_label(field, exact=True)
    box.fill(number)
    box.press("Tab")
    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_role("alert").filter(has_text=told)).to_be_visible()
    expect(box).to_have_value(re.compile(rf"^{number}(\.00)?$"))
