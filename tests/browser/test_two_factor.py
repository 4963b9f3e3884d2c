"""A second factor is handed over at the desk: the picture, the key, the first code, the recovery codes."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.browser.phone import CODES, field, key_beside, picture, scanned, show, violations, wrong_for
from tests.builders import a_user, an_address, house, token_for
from tests.second_factors import code, code_of, secret_of, step, turned_on
from usercore.frames import two_factor as lists

SESSION = "__Host-usercore"
ZOOMED = {0.67: (1910, 1343), 1.0: (1280, 900), 1.5: (853, 600)}  # the window in CSS pixels at that zoom


@pytest.fixture
def phone(dashboard):
    """Someone whose phone has no code yet: their id and address."""
    email = an_address("phone")
    return a_user(dashboard.core, email, name="Phil Phone"), email


def desk(page, dashboard, user_id):
    enter_as(page, dashboard, EMAIL, f"/two-factor?id={user_id}")
    expect(page.get_by_role("heading", name="Two-factor")).to_be_visible()


def is_on(core, user_id):
    return (core.call(house(), lists.of_user, user_id=user_id)["state"] == "active").any()


def test_a_person_is_picked_sets_it_up_and_is_asked_for_a_code_from_then_on(page, dashboard, phone):
    user_id, email = phone
    enter_as(page, dashboard, EMAIL, "/two-factor")
    page.get_by_placeholder("Name or e-mail").fill(email)
    page.get_by_role("row", name=re.compile(email)).get_by_role("link").first.click()
    show(page)

    field(page).press_sequentially(code(dashboard.core, key_beside(page)))

    expect(page.get_by_text("It is on: signing in asks for a code from now on.")).to_be_visible()
    expect(picture(page)).to_have_count(0)
    codes = CODES.findall(page.get_by_test_id("stCode").inner_text())
    assert len(set(codes)) == 10
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_disabled()
    page.get_by_text("I have handed them over").click()
    expect(done).to_be_enabled()
    done.click()
    expect(page.get_by_text("Phil Phone signs in with a code from now on.")).to_be_visible()
    expect(page.get_by_text(codes[0])).to_have_count(0)
    assert step(dashboard.core, email).challenge
    page.goto(f"{dashboard.url}/two-factor?id={user_id}")
    expect(page.get_by_text(re.compile("On since"))).to_be_visible()
    expect(page.get_by_text(codes[0])).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("zoom", [0.67, 1.0, 1.5, "narrow"])
def test_a_camera_reads_the_same_key_that_stands_beside_the_picture(chromium, dashboard, phone, theme, zoom):
    width, height = (390, 800) if zoom == "narrow" else ZOOMED[zoom]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1 if zoom == "narrow" else zoom,
        color_scheme=theme,
    )
    page, (user_id, email) = context.new_page(), phone
    page.set_default_timeout(20_000)
    token = token_for(dashboard.core, EMAIL)
    context.add_cookies([{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}])
    page.goto(f"{dashboard.url}/two-factor?id={user_id}")
    show(page)

    address = urlsplit(scanned(page))

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path).endswith(f":{email}")
    assert parse_qs(address.query)["secret"] == [key_beside(page)] == [secret_of(dashboard.core, user_id)]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_nothing_of_it_lies_at_an_address(page, dashboard, phone):
    asked, told = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    desk(page, dashboard, phone[0])
    show(page)
    secret = key_beside(page)
    field(page).fill(code(dashboard.core, secret))
    expect(page.get_by_text("shown only now")).to_be_visible()

    assert [url for url in asked if urlsplit(url).path.startswith("/media/") or secret in url] == []
    assert [line for line in (page.url, page.title(), *told, *dashboard.lines) if secret in line] == []


def test_a_wrong_first_code_is_said_and_kept_and_turns_nothing_on(page, dashboard, phone):
    user_id, _ = phone
    desk(page, dashboard, user_id)
    show(page)
    wrong = wrong_for(dashboard.core, user_id)

    field(page).fill(wrong)

    expect(page.get_by_text("The code is not right.")).to_be_visible()
    expect(field(page)).to_have_value(wrong)
    expect(picture(page)).to_be_visible()
    assert not is_on(dashboard.core, user_id)
    field(page).press("Backspace")
    expect(page.get_by_text("The code is not right.")).to_have_count(0)
    field(page).press_sequentially(wrong[-1])
    expect(page.get_by_text("The code is not right.")).to_be_visible()


def test_a_first_code_that_is_late_is_explained(page, dashboard, phone):
    desk(page, dashboard, phone[0])
    show(page)

    field(page).fill(code_of(dashboard.core, phone[0], later=-6))

    expect(page.get_by_text(re.compile("seconds late: the clock of your phone is behind"))).to_be_visible()


@pytest.mark.parametrize(
    "way",
    [
        ("link", "Users", "Users"),
        ("link", "My account", "Profile"),
        ("button", "Another person", "Still without a second factor"),
    ],
)
def test_whoever_leaves_and_comes_back_finds_it_hidden_and_may_see_the_same_again(page, dashboard, phone, way):
    desk(page, dashboard, phone[0])
    show(page)
    before, (role, elsewhere, there) = key_beside(page), way

    page.get_by_role(role, name=elsewhere, exact=True).click()
    expect(page.get_by_role("heading", name=there, exact=True)).to_be_visible()
    expect(picture(page)).to_have_count(0)
    page.go_back()

    expect(page.get_by_text(re.compile("The picture was shown, and waits for its first code"))).to_be_visible()
    expect(picture(page)).to_have_count(0)
    show(page, "Show again")
    assert key_beside(page) == before
    assert parse_qs(urlsplit(scanned(page)).query)["secret"] == [before]


def test_a_new_one_takes_the_place_of_the_one_that_waited(page, dashboard, phone):
    desk(page, dashboard, phone[0])
    show(page)
    before = key_beside(page)
    page.reload()

    show(page, "Make a new one")

    assert key_beside(page) != before
    field(page).fill(code(dashboard.core, before))
    expect(page.get_by_text("The code is not right.")).to_be_visible()


def test_recovery_codes_are_saved_as_a_file(page, dashboard, phone):
    desk(page, dashboard, phone[0])
    show(page)
    field(page).fill(code(dashboard.core, key_beside(page)))
    expect(page.get_by_text("shown only now")).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").click()

    assert waiting.value.suggested_filename == "recovery-codes.txt"
    saved = waiting.value.path().read_text("utf-8")
    assert CODES.findall(saved) == CODES.findall(page.get_by_test_id("stCode").inner_text())
    assert phone[1] in saved


def test_recovery_codes_of_one_are_never_shown_for_another(page, dashboard, phone):
    desk(page, dashboard, phone[0])
    show(page)
    field(page).fill(code(dashboard.core, key_beside(page)))
    expect(page.get_by_text("shown only now")).to_be_visible()

    page.get_by_role("link", name="My account").click()

    expect(page.get_by_role("heading", name="Two-factor sign-in")).to_be_visible()
    expect(page.get_by_role("button", name="Set up")).to_be_visible()
    expect(page.get_by_text("shown only now")).to_have_count(0)


def test_someone_who_has_one_is_offered_no_other(page, dashboard, phone):
    turned_on(dashboard.core, phone[0])

    desk(page, dashboard, phone[0])

    expect(page.get_by_text(re.compile("On since"))).to_be_visible()
    expect(page.get_by_role("button", name="Show the picture")).to_have_count(0)


def test_a_person_who_is_not_there_is_said(page, dashboard):
    desk(page, dashboard, "nobody")

    expect(page.get_by_text("There is no such person.")).to_be_visible()
    page.get_by_role("button", name="Another person").click()
    expect(page.get_by_placeholder("Name or e-mail")).to_be_visible()


@pytest.mark.parametrize("stage", ["asked", "shown", "codes"])
def test_assistive_technology_finds_nothing_wrong(page, dashboard, phone, stage):
    desk(page, dashboard, phone[0])
    if stage != "asked":
        show(page)
        field(page).fill(wrong_for(dashboard.core, phone[0]))
        expect(page.get_by_text("The code is not right.")).to_be_visible()
    if stage == "codes":
        field(page).fill(code(dashboard.core, key_beside(page)))
        expect(page.get_by_text("shown only now")).to_be_visible()

    assert violations(page) == []
