"""Two replicas behind nginx, as people at two browsers meet them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn, enter_as, sign_in
from tests.builders import a_user, an_address
from tests.replicas.two import REPLICA, until

pytestmark = pytest.mark.xdist_group("replicas")


def at(page, replicas, name):
    """Their next visit goes to that replica."""
    page.context.add_cookies([{"name": REPLICA, "value": name, "url": replicas.url}])


def served_by(page):
    return next(one["value"] for one in page.context.cookies() if one["name"] == REPLICA)


@pytest.fixture
def other(chromium):
    """Another browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_signed_in_at_one_and_revoked_at_the_other_is_out_at_the_next_click(page, other, replicas):
    email = an_address("support")
    user_id = a_user(replicas.core, email, name="Signed In", role="support")
    at(page, replicas, "a")
    page.goto(f"{replicas.url}/users")
    sign_in(page, email)
    drawn(page)
    at(other, replicas, "b")
    enter_as(other, replicas, "ada@example.com", f"/user?id={user_id}")

    other.get_by_role("tab", name="Sessions").click()
    other.get_by_role("button", name="End", exact=True).click()
    expect(other.get_by_text("Not signed in anywhere.")).to_be_attached()  # the tabs were drawn anew
    page.get_by_role("link", name="Invitations", exact=True).click()

    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert (served_by(page), served_by(other)) == ("a", "b")


def test_whose_replica_is_killed_goes_on_at_the_other_and_stays_there(page, replicas):
    at(page, replicas, "b")
    enter_as(page, replicas, "sam@example.com", "/users")
    times = replicas.times_ready("b")

    replicas.end("b")
    until(lambda: served_by(page) == "a", "the page did not look for the other")
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_visible()
    drawn(page)

    page.get_by_role("link", name="Invitations", exact=True).click()
    expect(page.get_by_role("heading", name="Invitations")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert served_by(page) == "a"
    replicas.wait_for("b", times + 1)
    page.reload()
    drawn(page)
    assert served_by(page) == "a"


def test_a_replica_that_is_not_replaced_yet_goes_on_with_its_own_pages(page, replicas):
    at(page, replicas, "b")
    enter_as(page, replicas, "grace@example.com", "/users")
    version = replicas.next_version()
    change(version / "usercore" / "__init__.py", '"""', 'NEXT = "Sessions of the next version"\n\n"""', most=1)
    change(version / "pages" / "sessions.py", "import pandas as pd", "import pandas as pd\nfrom usercore import NEXT")
    change(version / "pages" / "sessions.py", 'st.title(say("Sessions")', "st.title(NEXT")

    replicas.replace("a")
    page.get_by_role("link", name="Sessions", exact=True).click()
    expect(page.get_by_role("heading", name="Sessions", exact=True)).to_be_visible()
    assert served_by(page) == "b"

    at(page, replicas, "a")
    page.goto(f"{replicas.url}/sessions")
    expect(page.get_by_role("heading", name="Sessions of the next version")).to_be_visible()
    replicas.replace("b")


def change(path, this, into, *, most=-1):
    """As the next version has it."""
    text = path.read_text("utf-8")
    assert this in text
    path.write_text(text.replace(this, into, most))
