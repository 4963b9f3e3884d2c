"""My account, as people use it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import ANOTHER, PASSPHRASE, a_user, an_address, link_to, may_enter, token_for, visitor
from tests.letter_box import ELSEWHERE
from tests.witness import person
from usercore.actions import emails, users
from usercore.frames import sessions
from usercore.models import UserSession


@pytest.fixture
def me(page, dashboard):
    """Someone at their account: their id and address."""
    email = an_address("owner")
    user_id = a_user(dashboard.core, email, name="Olive Owner")
    enter_as(page, dashboard, email, "/account")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    return user_id, email


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def field(page, label):
    return page.get_by_role("textbox", name=label, exact=True)


def grow_stale(dashboard, user_id, *, minutes=11):
    """As if they had signed in so long ago."""
    with dashboard.core.engine.begin() as connection:
        earlier = dashboard.core.now() - timedelta(minutes=minutes)
        connection.execute(update(UserSession).where(UserSession.user_id == user_id).values(fresh_from=earlier))


def test_a_name_is_changed_in_place(page, dashboard, me):
    field(page, "Name").fill("Olive Orchard")
    save(page)

    expect(page.get_by_role("heading", name="Olive Orchard")).to_be_visible()
    expect(page.get_by_text("“Olive Owner” to “Olive Orchard”")).to_be_visible()
    assert person(dashboard.core, me[0]).name == "Olive Orchard"


def test_a_name_that_is_refused_stays_typed(page, me):
    field(page, "Name").fill("x" * 201)
    save(page)

    expect(page.get_by_text("200 are the most")).to_be_visible()
    expect(field(page, "Name")).to_have_value("x" * 201)


def test_what_someone_else_changed_meanwhile_is_shown_before_it_is_replaced(page, dashboard, me):
    field(page, "Name").fill("Mine")
    actor = dashboard.core.actor_for(token_for(dashboard.core, EMAIL))
    dashboard.core.call(actor, users.update, user_id=me[0], name="Theirs")
    save(page)
    expect(page.get_by_text("Meanwhile this was changed to “Theirs”")).to_be_visible()
    expect(field(page, "Name")).to_have_value("Mine")

    save(page)

    expect(page.get_by_role("heading", name="Mine")).to_be_visible()


def test_a_time_zone_of_one_s_own_changes_every_time_that_is_shown(page, dashboard, me):
    began = dashboard.core.call(dashboard.core.actor_for(token_for(dashboard.core, EMAIL)), sessions.of_user,
                                user_id=me[0]).iloc[0].created_at  # fmt: skip

    def in_zone(zone):
        return f"since {began.astimezone(ZoneInfo(zone)):%-d %b %Y, %H:%M}"

    chosen = page.get_by_role("combobox", name="Time zone")
    expect(chosen).to_have_value("As this browser says (Europe/Berlin)")
    expect(page.get_by_text(in_zone("Europe/Berlin"))).to_be_visible()
    chosen.click()
    page.keyboard.type("Kiritimati")
    page.get_by_role("option", name="Pacific/Kiritimati").click()
    save(page)

    expect(page.get_by_text(in_zone("Pacific/Kiritimati"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(in_zone("Pacific/Kiritimati"))).to_be_visible()
    expect(chosen).to_have_value("Pacific/Kiritimati")


def test_a_new_address_waits_and_counts_once_it_is_confirmed(page, dashboard, me):
    user_id, email = me
    new = an_address("moved")
    field(page, "E-mail").fill(new)
    save(page)
    expect(page.get_by_text(f"Waiting for {new}")).to_be_visible()
    expect(field(page, "E-mail")).to_have_value(email)

    page.goto(f"{dashboard.url}/open/{link_to(dashboard.core, user_id, 'email-confirm')}")
    expect(page.get_by_text(f"From now on {new} signs in")).to_be_visible()
    assert person(dashboard.core, user_id).email == email
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text(f"{new} is your address now")).to_be_visible()

    page.get_by_role("link", name="My account").last.click()
    expect(field(page, "E-mail")).to_have_value(new)
    expect(page.get_by_text("Waiting for")).to_have_count(0)


def test_a_new_address_is_cancelled(page, dashboard, me):
    field(page, "E-mail").fill(an_address("regretted"))
    save(page)
    page.get_by_role("button", name="Cancel the new address").click()

    expect(page.get_by_text("Waiting for")).to_have_count(0)
    expect(page.get_by_text("New address no longer waited for")).to_be_visible()


def test_the_old_address_takes_it_back_and_the_thief_is_out(page, dashboard, me):
    user_id, email = me
    field(page, "E-mail").fill(an_address("thief"))
    save(page)
    expect(page.get_by_text("Waiting for")).to_be_visible()
    dashboard.core.call(visitor(address=""), emails.confirm, token=link_to(dashboard.core, user_id, "email-confirm"))

    page.goto(f"{dashboard.url}/open/{link_to(dashboard.core, user_id, 'email-changed')}")
    expect(page.get_by_text(f"{email} becomes the address of your account again")).to_be_visible()
    with page.expect_response("**/auth/link"):
        page.get_by_role("button", name="It wasn't me").click()

    expect(page.get_by_text("Everyone was signed out")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Everyone was signed out")).to_be_visible()
    assert person(dashboard.core, user_id).email == email
    assert not may_enter(dashboard.core, email)


def test_an_old_sign_in_is_asked_for_the_password_in_place(page, dashboard, me):
    new = an_address("moved")
    grow_stale(dashboard, me[0])
    field(page, "E-mail").fill(new)
    save(page)
    expect(page.get_by_text("needs a recent sign-in")).to_be_visible()
    expect(field(page, "E-mail")).to_have_value(new)

    proof = field(page.get_by_test_id("stForm"), "Your own password, to confirm it is you")
    proof.fill("not the password")
    save(page)
    expect(page.get_by_text("The current password is not right.")).to_be_visible()
    expect(field(page, "E-mail")).to_have_value(new)
    proof.fill(PASSPHRASE)
    save(page)

    expect(page.get_by_text(f"Waiting for {new}")).to_be_visible()


def test_one_s_own_password_changes_and_only_this_session_stays(page, dashboard, me):
    user_id, email = me
    other = token_for(dashboard.core, email)
    field(page, "Current password").fill("not the password")
    field(page, "New password").fill(ANOTHER)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("The current password is not right.")).to_be_visible()

    field(page, "Current password").fill(PASSPHRASE)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed, and your other sessions ended.")).to_be_visible()

    assert not dashboard.core.actor_for(other).signed_in
    assert may_enter(dashboard.core, email, ANOTHER)
    live = dashboard.core.call(dashboard.core.actor_for(token_for(dashboard.core, EMAIL)), sessions.of_user,
                               user_id=user_id)["live"]  # fmt: skip
    assert int(live.sum()) == 1
    page.goto(f"{dashboard.url}/account")
    expect(page.get_by_text("Last changed on")).to_be_visible()


def test_a_sign_in_that_was_not_me_ends_it_and_nudges_to_a_new_password(page, dashboard, me):
    stranger = token_for(dashboard.core, me[1], by=visitor(address="203.0.113.9", agent=ELSEWHERE))
    page.reload()
    page.get_by_role("button", name="Something here wasn't me").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Every session but this one ends")).to_be_visible()
    assert dashboard.core.actor_for(stranger).signed_in
    dialog.get_by_role("button", name="It wasn't me").click()

    expect(page.get_by_text("Choose a new password now: someone may know this one.")).to_be_visible()
    assert not dashboard.core.actor_for(stranger).signed_in
    page.reload()
    expect(page.get_by_text("If you cannot, use the link in the letter we sent you.")).to_be_visible()


def test_saying_so_through_the_letter_signs_this_browser_out_too(page, dashboard, me):
    user_id, email = me
    token_for(dashboard.core, email, by=visitor(address="203.0.113.9", agent=ELSEWHERE))
    page.goto(f"{dashboard.url}/open/{link_to(dashboard.core, user_id, 'new-device')}")
    expect(page.get_by_text("nothing has changed yet")).to_be_visible()
    page.get_by_role("button", name="It wasn't me").click()

    expect(page.get_by_text("Everyone was signed out")).to_be_visible()
    page.goto(f"{dashboard.url}/account")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours_at_my_account(page, dashboard, me, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    page.reload()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    page.wait_for_timeout(1500)  # the last fade
    ours = [
        (rule["id"], node["html"][:200])
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical") and rule["id"] not in ("list", "listitem")
        and "stSidebarNav" not in node["html"]
    ]  # fmt: skip
    assert ours == []
