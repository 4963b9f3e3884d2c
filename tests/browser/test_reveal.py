"""An auditor sees people masked, looks at one for a while with a reason, and the page masks itself again."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import enter_as
from tests.browser.phone import violations
from tests.builders import a_user, an_address, signed_in, visitor
from usercore.models import Reveal

AUDITOR, NETWORK = "iris@example.com", "203.0.113.78"


@pytest.fixture
def olive(dashboard):
    """An address, and somebody with it."""
    email = an_address("olive")
    user_id = a_user(dashboard.core, email, name="Olive Overlooked")
    signed_in(dashboard.core, email, by=visitor(address=NETWORK))
    return email, user_id


def show(page, reason):
    page.get_by_role("button", name="Show for five minutes").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_role("button", name="Show", exact=True).click()
    return dialog


def test_one_person_is_shown_with_a_reason_hidden_again_and_reads_who_looked(page, dashboard, olive):
    email, user_id = olive
    enter_as(page, dashboard, AUDITOR, f"/user?id={user_id}")
    expect(page.get_by_text("o•••@example.com").first).to_be_visible()
    dialog = show(page, " ")
    expect(dialog.get_by_text("This reason cannot be used: it is empty.")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_label("Reason").fill("Complaint HD-4711")
    dialog.get_by_role("button", name="Show", exact=True).click()

    expect(page.get_by_text("masked again in")).to_be_visible()
    expect(page.get_by_text(email).first).to_be_visible()
    page.get_by_role("tab", name="Sessions").click()
    expect(page.get_by_role("tabpanel", name="Sessions").get_by_text(NETWORK)).to_be_visible()
    page.get_by_role("button", name="Hide now").click()
    expect(page.get_by_text("o•••@example.com").first).to_be_visible()
    expect(page.get_by_text(email)).to_have_count(0)
    expect(page.get_by_text(NETWORK)).to_have_count(0)
    assert email not in page.content()
    assert NETWORK not in page.content()

    page.context.clear_cookies()
    enter_as(page, dashboard, email, "/account")
    expect(page.get_by_text("Someone looked at your address and where you signed in (auditor)")).to_be_visible()
    expect(page.get_by_text("“Complaint HD-4711” · by Iris Auditor")).to_be_visible()


def test_a_refused_reason_stays_to_be_put_right(page, dashboard, olive):
    enter_as(page, dashboard, AUDITOR, f"/user?id={olive[1]}")
    dialog = show(page, "hid\u202eden")

    expect(dialog.get_by_text("This reason cannot be used")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("hid\u202eden")


def test_the_page_masks_itself_when_the_time_is_up(page, dashboard, olive):
    email, user_id = olive
    enter_as(page, dashboard, AUDITOR, f"/user?id={user_id}")
    show(page, "Complaint HD-4712")
    expect(page.get_by_text(email).first).to_be_visible()
    core = dashboard.core
    with core.engine.begin() as connection:  # as if most of it had passed
        soon = core.now() + timedelta(seconds=12)
        connection.execute(update(Reveal).where(Reveal.user_id == user_id).values(ends_at=soon))
    page.reload()

    expect(page.get_by_text(email).first).to_be_visible()
    expect(page.get_by_text("o•••@example.com").first).to_be_visible()
    expect(page.get_by_text("masked again in")).to_be_hidden()
    assert email not in page.content()


def test_whoever_sees_people_whole_is_not_asked(page, dashboard, olive):
    enter_as(page, dashboard, "sam@example.com", f"/user?id={olive[1]}")

    expect(page.get_by_text(olive[0]).first).to_be_visible()
    expect(page.get_by_role("button", name="Show for five minutes")).to_be_hidden()
