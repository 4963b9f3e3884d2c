"""Tables on a phone and beside it: no word is broken, what tells two rows apart is there, addresses are copied whole."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import a_user, an_address, house, token_for, visitor
from usercore.actions import sign_in, users

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
NETWORK = "2001:db8:64a3:b64a::1c5d"
LINES = "it => Math.round(it.clientHeight / parseFloat(getComputedStyle(it).lineHeight))"


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_a_status_stands_in_one_piece(phone, dashboard):
    user_id = a_user(dashboard.core, an_address("a-rather-long-name"), name="Maximiliane Mustermann-Schmidt")
    dashboard.core.call(house(), users.suspend, user_id=user_id, reason="left")
    enter_as(phone, dashboard, EMAIL, "/users?q=Maximiliane")
    word = phone.locator(".cut:text-is('Suspended')")

    expect(word).to_be_visible()
    assert word.evaluate(LINES) == 1
    assert word.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_two_sessions_of_one_person_are_told_apart(phone, dashboard):
    email = an_address("twice")
    a_user(dashboard.core, email, name="Twice Here")
    for agent in (FIREFOX, CHROME):
        token_for(dashboard.core, email, by=visitor(address="203.0.113.77", agent=agent))
    enter_as(phone, dashboard, EMAIL, f"/sessions?q={email}")

    for device in ("Firefox on Windows", "Chrome on Linux"):
        expect(phone.locator(".on-phone").get_by_text(device)).to_be_visible()
        expect(phone.get_by_role("row", name=device)).to_be_visible()
    phone.set_viewport_size({"width": 1280, "height": 844})
    expect(phone.locator(".on-phone").first).to_be_hidden()


def test_an_address_goes_on_behind_a_colon_and_is_copied_as_it_is(page, dashboard):
    dashboard.core.call(visitor(address=NETWORK), sign_in.with_password, email="max@example.com", password="wrong")
    page.set_viewport_size({"width": 1280, "height": 844})
    enter_as(page, dashboard, EMAIL, f"/audit?network={NETWORK}")
    link = page.get_by_role("link", name=NETWORK, exact=True).first

    expect(link).to_have_text(NETWORK)
    ends = """it => [...it.childNodes].filter(node => node.nodeName === '#text').map(node => {
      const range = document.createRange(); range.selectNode(node); return range.getClientRects().length })"""
    assert set(link.evaluate(ends)) == {1}
    copied = "it => { getSelection().selectAllChildren(it); return getSelection().toString() }"
    assert link.evaluate(copied) in (NETWORK, "")  # some engines select nothing within a shadow root
    assert page.locator(".box").evaluate("it => it.scrollWidth <= it.clientWidth")


def test_a_number_keeps_its_distance_from_the_words_beside_it(page, dashboard):
    page.set_viewport_size({"width": 1280, "height": 844})
    enter_as(page, dashboard, EMAIL, "/outbox")

    apart = "it => it.nextElementSibling.getBoundingClientRect().left - it.firstChild.getBoundingClientRect().right"
    assert page.locator("tbody .number-cell").first.evaluate(apart) >= 28
