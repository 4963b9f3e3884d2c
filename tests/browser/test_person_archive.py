"""Everything about one person: downloaded from their page after proving oneself again, and opened."""

import hashlib
import json
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter_as
from tests.browser.phone import violations
from tests.builders import PASSPHRASE, a_user, an_address, house, signed_in
from usercore.actions import notes

SUPPORT = "sam@example.com"


@pytest.fixture
def nora(dashboard):
    email = an_address("nora")
    user_id = a_user(dashboard.core, email, name="Nora <Noted>")
    signed_in(dashboard.core, email)
    dashboard.core.call(house(), notes.write, user_id=user_id, text="Calls on Mondays.")
    return user_id, email


def grow_old(dashboard, email):
    """As if they had signed in two hours ago, and been at work since."""
    from datetime import timedelta

    from sqlalchemy import select, update

    from usercore.models import User, UserSession

    of = select(User.id).where(User.email == email).scalar_subquery()
    with dashboard.core.engine.begin() as connection:
        connection.execute(
            update(UserSession)
            .where(UserSession.user_id == of)
            .values(fresh_from=dashboard.core.now() - timedelta(hours=2))
        )


def saved(page, tmp_path, press):
    with page.expect_download() as coming:
        press()
    to = tmp_path / "one.zip"
    coming.value.save_as(to)
    assert coming.value.suggested_filename == "personal-data.zip"
    return zipfile.ZipFile(to)


def test_support_downloads_it_from_the_person_s_page_and_opens_it(page, dashboard, nora, tmp_path):
    user_id, email = nora
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    grow_old(dashboard, SUPPORT)
    page.reload()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Everything about them (ZIP)").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Your own password, to confirm it is you")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_label("Your own password, to confirm it is you").fill(PASSPHRASE)

    found = saved(page, tmp_path, lambda: dialog.get_by_role("button", name="Download").press("Enter"))

    manifest = json.loads(found.read("manifest.json"))
    assert all(hashlib.sha256(found.read(one["name"])).hexdigest() == one["sha256"] for one in manifest["files"])
    assert email in found.read("tables/users.csv").decode()
    expect(dialog.get_by_text("It is here")).to_be_visible()
    expect(dialog.get_by_text(hashlib.sha256(found.read("manifest.json")).hexdigest())).to_be_visible()
    found.extractall(tmp_path)
    reader = page.context.new_page()
    reader.goto(f"file://{tmp_path}/index.html")
    expect(reader.get_by_role("heading", name="What usercore keeps about Nora <Noted>")).to_be_visible()
    expect(reader.get_by_text("Calls on Mondays.")).to_be_visible()
    assert violations(reader) == []
    reader.set_viewport_size({"width": 390, "height": 800})
    assert reader.evaluate("document.documentElement.scrollWidth") == 390


def test_everyone_downloads_their_own_from_my_account(page, dashboard, nora, tmp_path):
    _, email = nora
    enter_as(page, dashboard, email, "/account")

    found = saved(page, tmp_path, lambda: page.get_by_role("button", name="Download your data").click())

    assert email in found.read("data.json").decode()
    expect(page.get_by_role("dialog").get_by_text("It is here")).to_be_visible()


def test_the_record_of_processing_is_read_and_downloaded(page, dashboard, nora):
    enter_as(page, dashboard, SUPPORT, "/processing")
    expect(page.get_by_role("heading", name="Record of processing")).to_be_visible()
    expect(page.get_by_text("USERCORE_CONTROLLER")).to_be_visible()
    assert violations(page) == []

    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as CSV").click()

    assert coming.value.suggested_filename == "record-of-processing.csv"


def test_once_it_is_here_the_page_asks_no_more(page, dashboard, nora):
    asked = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(len(frame))))
    user_id, _ = nora
    enter_as(page, dashboard, SUPPORT, f"/user?id={user_id}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Everything about them (ZIP)").click()
    expect(page.get_by_role("dialog").get_by_text("It is here")).to_be_visible()

    page.wait_for_timeout(500)
    asked.clear()
    page.wait_for_timeout(5_000)

    assert asked == []
