"""Everyone's sessions: found by filters that stand in the address, ended after a look at whose they are."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.builders import a_user, an_address, house, token_for, visitor
from tests.dashboards import peopled
from usercore.actions import sessions
from usercore.frames import sessions as lists
from usercore.frames.sessions import SessionQuery

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAM, IRIS, ADA = "sam@example.com", "iris@example.com", "ada@example.com"


@pytest.fixture(scope="module")
def dashboard(sqlite_files):
    """A dashboard of this file's own, since sessions end here."""
    with sqlite_files.fresh() as url:
        running = peopled(url)
        yield running
        running.end()


def guests(dashboard, network, many, role="viewer"):
    """So many people signed in from that network; their tokens."""
    tokens = []
    for number in range(1, many + 1):
        email = an_address("guest")
        a_user(dashboard.core, email, name=f"Guest {number}", role=role)
        tokens.append(token_for(dashboard.core, email, by=visitor(address=f"{network}{number}", agent=FIREFOX)))
    return tokens


def alive(dashboard, tokens):
    return [dashboard.core.actor_for(token).signed_in for token in tokens]


def test_support_ends_all_of_a_filter_after_a_look_and_keeps_what_is_above_them(page, dashboard):
    theirs = guests(dashboard, "203.0.113.", 3)
    boss = token_for(dashboard.core, ADA, by=visitor(address="203.0.113.9"))
    enter_as(page, dashboard, SAM, "/sessions?network=203.0.113.")
    expect(page.get_by_text("4 sessions")).to_be_visible()

    page.get_by_role("button", name="End all 4 in this filter").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 sessions of 3 people end")).to_be_visible()
    expect(dialog.get_by_text("This cannot be undone")).to_be_visible()
    expect(dialog.get_by_text("One is left out")).to_be_visible()
    dialog.get_by_role("button", name="End 3 sessions").click()
    expect(dialog.get_by_text("3 sessions ended.")).to_be_visible()
    expect(dialog.get_by_text("Ada Admin")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_text("one session", exact=True)).to_be_visible()
    assert alive(dashboard, [*theirs, boss]) == [False, False, False, True]


def test_selected_ones_end_and_the_others_go_on(page, dashboard):
    theirs = guests(dashboard, "198.51.100.", 3)
    enter_as(page, dashboard, SAM, "/sessions?network=198.51.100.")
    page.get_by_role("checkbox", name="Select Guest 2").check()
    expect(page.get_by_text("1 selected")).to_be_visible()

    page.get_by_role("button", name="End selected").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("One session of Guest 2 ends.")).to_be_visible()
    dialog.get_by_role("button", name="End one session").click()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_text("2 sessions")).to_be_visible()
    assert alive(dashboard, theirs) == [True, False, True]


def test_what_ended_is_no_longer_selected_however_the_dialog_is_closed(page, dashboard):
    guests(dashboard, "198.51.101.", 3)
    enter_as(page, dashboard, SAM, "/sessions?network=198.51.101.")
    page.get_by_role("checkbox", name="Select Guest 1").check()
    page.get_by_role("button", name="End selected").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="End one session").click()
    expect(dialog.get_by_text("One session ended.")).to_be_visible()

    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="End all 2 in this filter")).to_be_visible()
    expect(page.get_by_text("1 selected")).to_have_count(0)


def test_one_s_own_is_spared_unless_ticked(page, dashboard):
    token = enter_as(page, dashboard, "grace@example.com", "/sessions?q=grace")
    page.get_by_role("button", name="End the one in this filter").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("There is nothing to end here.")).to_be_visible()
    dialog.get_by_text("End mine too").click()
    dialog.get_by_role("button", name="End one session").click()
    expect(dialog.get_by_text("One session ended.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert alive(dashboard, [token]) == [False]


def test_a_click_on_an_address_filters_by_it_and_back_undoes_that(page, dashboard):
    guests(dashboard, "192.0.2.", 2)
    enter_as(page, dashboard, SAM, "/sessions")
    page.get_by_role("link", name="192.0.2.2", exact=True).click()

    expect(page.get_by_text("one session", exact=True)).to_be_visible()
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_value("192.0.2.2")
    page.go_back()
    expect(page.get_by_role("link", name="192.0.2.1", exact=True)).to_be_visible()
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_value("")


def test_a_copied_address_shows_the_same_list(page, dashboard):
    guests(dashboard, "192.0.2.10", 1, role="editor")
    enter_as(page, dashboard, SAM, "/sessions?browser=Firefox&role=Editor")

    expect(page.get_by_text("one session", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Device · 1")).to_be_visible()
    expect(page.get_by_role("button", name="Role · 1")).to_be_visible()


def test_a_filter_that_is_none_is_said_to_be(page, dashboard):
    enter_as(page, dashboard, SAM, "/sessions?role=Emperor")

    expect(page.get_by_text("a filter that does not exist")).to_be_visible()


def test_nothing_found_offers_the_way_out_and_the_history(page, dashboard):
    (token,) = guests(dashboard, "192.0.2.20", 1)
    gone = dashboard.core.actor_for(token)
    sam = dashboard.core.actor_for(token_for(dashboard.core, SAM))
    dashboard.core.call(sam, sessions.revoke, session_id=gone.session_id)
    enter_as(page, dashboard, SAM, f"/sessions?q={gone.email}")
    expect(page.get_by_text("No session matches")).to_be_visible()

    page.get_by_role("button", name="Look among the ended ones").click()

    expect(page.get_by_text("one ended session")).to_be_visible()
    expect(page.get_by_text("ended by Sam Support")).to_be_visible()
    assert "ended=true" in page.url


def test_auditors_look_without_addresses_and_end_nothing(page, dashboard):
    guests(dashboard, "192.0.2.30", 1)
    enter_as(page, dashboard, IRIS, "/sessions?network=192.0.2.")

    expect(page.get_by_role("button", name="End all")).to_be_disabled()
    expect(page.get_by_placeholder("Address, or its beginning")).to_have_count(0)
    expect(page.get_by_text("192.0.2.30")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Select Iris Auditor")).to_have_count(0)


def test_more_than_a_page_is_walked_and_ended_in_batches(page, dashboard):
    tokens = guests(dashboard, "203.0.113.1", 1)
    who = dashboard.core.actor_for(tokens[0])
    tokens += [token_for(dashboard.core, who.email, by=visitor(address="2001:db8:7::1")) for _ in range(119)]
    enter_as(page, dashboard, SAM, f"/sessions?q={who.email}")
    expect(page.get_by_text("120 sessions")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name="Previous")).to_be_enabled()

    page.get_by_role("button", name="End all 120 in this filter").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="End 120 sessions").click()

    expect(dialog.get_by_text("120 sessions ended.")).to_be_visible()
    left = dashboard.core.call(house(), lists.counts, query=SessionQuery(text=who.email))
    assert left == 0
