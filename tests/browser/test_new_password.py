"""The field for a new password, as a person meets it: its verdict while typing, Enter, refusals, password managers."""

import pytest
from playwright.sync_api import expect

from tests.builders import PASSPHRASE, a_user, an_address, link_to, may_enter, visitor
from usercore.actions import passwords

SECRET = "nine quiet herons at dusk"
COMMON = "polniypizdec0211"


@pytest.fixture
def choosing(page, dashboard):
    """Someone who follows the link in a letter to choose a new password; gives the address and the field."""
    email = an_address("chooser")
    user_id = a_user(dashboard.core, email, name="Wilhelmina Field")
    dashboard.core.call(visitor(), passwords.request_reset, email=email)
    page.goto(f"{dashboard.url}/open/{link_to(dashboard.core, user_id, 'reset')}")
    field = page.get_by_role("textbox", name="New password")
    expect(field).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="At least 12 characters")).to_be_visible()
    return email, field


def says(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def full_bars(page) -> int:
    return page.locator(".new-password .bar.full").count()


def test_the_verdict_follows_while_one_types_and_nothing_moves(page, choosing):
    _, field = choosing
    button = page.get_by_role("button", name="Set password")
    where = button.bounding_box()

    for typed, words, bars in [
        ("nine", "Too short. 8 more characters.", 1),
        ("nine quiet ", "Too short. One more character.", 1),
        ("wilhelmina field 1", "Very easy to guess. It is little more than a name", 1),
        ("michael19850412", "Could be harder to guess. Dates are tried early: add words.", 2),
        (SECRET, "Very hard to guess.", 4),
    ]:
        field.fill("")
        field.press_sequentially(typed)
        says(page, words)
        assert full_bars(page) == bars
        assert button.bounding_box() == where


def test_enter_right_after_the_last_letter_sends_all_of_it(page, dashboard, choosing):
    email, field = choosing

    field.press_sequentially(SECRET)
    field.press("Enter")

    expect(page.get_by_text("Your password is set")).to_be_visible()
    assert may_enter(dashboard.core, email, SECRET)


def test_a_pasted_password_is_sent_whole_by_a_click(page, dashboard, choosing):
    email, field = choosing
    generated = "  Kx9$" + "mQ2!vLp4wZ" * 10 + "  "
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", generated)

    field.focus()
    page.keyboard.press("Control+V")
    page.get_by_role("button", name="Set password").click()

    expect(page.get_by_text("Your password is set")).to_be_visible()
    assert may_enter(dashboard.core, email, generated)
    assert not may_enter(dashboard.core, email, generated.strip())


def test_a_refusal_stands_at_the_field_keeps_what_was_typed_and_goes_when_one_types_on(page, dashboard, choosing):
    email, field = choosing
    field.fill(COMMON)
    field.press("Enter")

    refusal = page.get_by_role("alert").filter(has_text="Many people have had it, or one like it")
    expect(refusal).to_be_visible()
    expect(field).to_have_value(COMMON)
    expect(field).to_be_focused()
    middle, below = refusal.bounding_box()["y"], page.get_by_role("button", name="Set password").bounding_box()["y"]
    assert field.bounding_box()["y"] < middle < below
    assert not may_enter(dashboard.core, email, COMMON)
    assert may_enter(dashboard.core, email, PASSPHRASE)

    field.press_sequentially(" and nine herons")
    expect(refusal).to_be_hidden()
    says(page, "Very hard to guess.")


def test_the_field_can_be_filled_by_a_password_manager_and_looked_at(page, choosing):
    email, field = choosing

    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "new-password")
    assert field.get_attribute("maxlength") is None
    owner = page.locator("input[autocomplete=username]")
    expect(owner).to_have_value(email)
    expect(owner).to_have_attribute("tabindex", "-1")
    assert owner.bounding_box()["width"] <= 1

    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")


def test_the_field_is_described_by_its_verdict_and_changes_are_read_out(page, choosing):
    _, field = choosing
    expect(field).to_have_accessible_description("At least 12 characters. A few words in a row make a good one.")

    field.fill("nine quiet")

    expect(field).to_have_accessible_description("Too short. 2 more characters.")
    expect(page.locator(".new-password [role=status]")).to_have_count(1)
    expect(page.locator(".new-password .bars")).to_have_attribute("aria-hidden", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("typed", ["", "nine", "michael19850412", SECRET])
def test_axe_finds_nothing(page, choosing, scheme, typed):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    page.reload()
    page.get_by_role("textbox", name="New password").fill(typed)
    says(page, {"": "At least", "nine": "Too short", SECRET: "Very hard"}.get(typed, "Could be harder"))

    found = Axe().run(page).response["violations"]

    assert [
        (rule["id"], rule["nodes"][0]["html"][:200]) for rule in found if rule["impact"] in ("serious", "critical")
    ] == []


def test_on_a_phone_it_fits_and_still_nothing_moves(page, choosing):
    _, field = choosing
    page.set_viewport_size({"width": 390, "height": 844})
    button = page.get_by_role("button", name="Set password")
    where = button.bounding_box()

    field.fill("wilhelmina field 1")
    says(page, "Very easy to guess. It is little more than a name, the address or the product: add other words.")

    assert button.bounding_box() == where
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_neither_the_log_nor_the_address_nor_the_browsers_storage_learns_what_was_typed(page, dashboard, choosing):
    _, field = choosing
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    field.fill(COMMON)
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Many people")).to_be_visible()
    field.fill(SECRET)
    field.press("Enter")
    expect(page.get_by_text("Your password is set")).to_be_visible()

    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    told = "\n".join([*dashboard.lines, *sent, page.url, stored, page.content()])
    assert SECRET not in told
    assert COMMON not in told


def test_its_files_come_from_our_own_origin_and_the_console_stays_quiet(page, dashboard, choosing):
    complaints, asked = [], []
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.reload()
    says(page, "At least 12 characters")

    assert f"{dashboard.url}/_stcore/bidi-components/usercore.new_password/new_password.js" in asked
    assert complaints == []
