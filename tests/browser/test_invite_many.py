"""Inviting many: a verdict for each line, slips put right, a bar that can be stopped, and the same list once more."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EMAIL, enter_as
from tests.builders import house
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery

SUPPORT, AUDITOR = "sam@example.com", "iris@example.com"
LIST = """Name,E-mail,Role
Vera,vera@verdicts.example.net,editor
Vera again,vera@verdicts.example.net,editor
Max,max@example.com,author
Slip,slip@gmial.com,author
Broken,broken@,author
King,king@verdicts.example.net,king"""
PEOPLE_MAKE_THESE = {
    "with a mark and semicolons": "\ufeffE-Mail;Name;Role\r\n{0};Nina Sol;Editor\r\n{1};Otto;\r\n",
    "in UTF-16": "Name,E-MAIL\n\nNina Sol,{0}\nOtto,{1}\n",
    "with old line ends": '"Email","Name"\r"{0}","Sol, Nina"\r"{1}","Otto"\r',
}


def many(dashboard, text):
    return dashboard.core.call(house(), lists.counts, query=InvitationQuery(text=text))


def check(page, dashboard, text, email=EMAIL):
    enter_as(page, dashboard, email, "/invite-many")
    page.get_by_label("Paste a list").fill(text)
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("button", name="Change the list")).to_be_visible()


def line(page, number):
    return page.get_by_role("row", name=re.compile(rf"^{number}\b"))


def test_each_line_has_its_verdict_slips_are_put_right_and_the_same_list_again_changes_nothing(page, dashboard):
    check(page, dashboard, LIST)
    for number, verdict in ((2, "To be invited"), (3, "Twice in the list"), (4, "Already a user"),
                            (6, "Not an address"), (7, "Role not possible")):  # fmt: skip
        expect(line(page, number)).to_contain_text(verdict)
    page.get_by_role("button", name="Use slip@gmail.com").click()
    expect(line(page, 5)).to_contain_text("slip@gmail.com")

    page.get_by_role("button", name="Send 2 invitations").click()
    expect(page.get_by_text("2 people are invited.")).to_be_visible()
    expect(line(page, 2)).to_contain_text("Invited")
    expect(page.get_by_text("the letters wait in the outbox, where their links can be copied")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the result as CSV").click()
    result = (saved.value.path()).read_text("utf-8-sig")
    assert "5,slip@gmail.com,Invited," in result
    assert "4,max@example.com,Already a user," in result
    assert "/media/" not in saved.value.url

    before = many(dashboard, "")
    page.get_by_role("button", name="Another list").click()
    check(page, dashboard, LIST.replace("gmial", "gmail"))
    expect(page.get_by_text("There is nobody new in this list")).to_be_visible()
    assert many(dashboard, "") == before


def test_a_list_is_changed_where_it_was_typed_with_all_that_was_chosen_for_it(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/invite-many")
    page.get_by_label("Some words of your own").fill("Welcome!")
    page.get_by_role("radio", name="1 day").click()
    page.get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name="Editor").click()
    for text, seen in (("one@gmial.com\nbroken@", "one@gmail.com\nbroken@"), ("two@back.example.org", None)):
        page.get_by_label("Paste a list").fill(text)
        page.get_by_role("button", name="Check the list").click()
        if seen:
            page.get_by_role("button", name="Use one@gmail.com").click()
        page.get_by_role("button", name="Change the list").click()

        expect(page.get_by_label("Paste a list")).to_have_value(seen or text)
        expect(page.get_by_label("Some words of your own")).to_have_value("Welcome!")
        expect(page.get_by_role("radio", name="1 day")).to_be_checked()
        expect(page.get_by_role("combobox", name="Role")).to_have_value("Editor")


def test_the_lines_of_a_file_come_back_as_text(page, dashboard):
    data = "E-mail;Name\r\nnina@back.example.org;Nina\r\n".encode("utf-16")
    enter_as(page, dashboard, EMAIL, "/invite-many")
    page.locator("input[type=file]").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": data})
    expect(page.get_by_text("people.csv")).to_be_visible()
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Change the list").click()

    expect(page.get_by_label("Paste a list")).to_have_value(re.compile("E-mail;Name\\s+nina@back.example.org;Nina"))
    page.get_by_role("button", name="Check the list").click()
    expect(line(page, 2)).to_contain_text("To be invited")


@pytest.mark.parametrize("how", PEOPLE_MAKE_THESE)
def test_files_as_people_make_them_are_read(page, dashboard, how):
    place = how.replace(" ", "-").lower()
    text = PEOPLE_MAKE_THESE[how].format(f"nina@{place}.example.org", f"otto@{place}.example.org")
    data = text.encode("utf-16" if how == "in UTF-16" else "utf-8")
    enter_as(page, dashboard, EMAIL, "/invite-many")
    page.locator("input[type=file]").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": data})
    expect(page.get_by_text("people.csv")).to_be_visible()
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Send 2 invitations").click()

    expect(page.get_by_text("2 people are invited.")).to_be_visible()
    assert many(dashboard, f"@{place}") == 2


def test_a_page_that_is_closed_in_the_middle_leaves_whole_lines_and_the_rest_is_sent_the_next_time(page, dashboard):
    text = "\n".join(f"Guest {number} <guest{number}@cut.example.org>" for number in range(450))
    check(page, dashboard, text)
    page.get_by_role("button", name="Send 450 invitations").click()
    expect(page.get_by_text(re.compile(r"[1-9]\d* of 450 sent"))).to_be_visible()
    page.get_by_role("button", name="Stop here").press("Enter")  # while the page works
    expect(page.get_by_text(re.compile(r"\d+ people are invited"))).to_be_visible()
    sent = many(dashboard, "@cut")
    assert 0 < sent <= 450
    assert sent % 100 == 0 or sent == 450

    check(page, dashboard, text)
    if sent < 450:
        page.get_by_role("button", name=f"Send {450 - sent} invitations").click()
        expect(page.get_by_text(f"{450 - sent} people are invited")).to_be_visible()
    assert many(dashboard, "@cut") == 450


def test_of_several_in_one_line_only_the_mistyped_one_is_put_right(page, dashboard):
    check(page, dashboard, "one@gmial.com, two@oneline.example.org, three@gmial.com")
    page.get_by_role("button", name="Use three@gmail.com").click()

    expect(page.get_by_role("row", name=re.compile("three@gmail.com"))).to_be_visible()
    for kept in ("one@gmial.com", "two@oneline.example.org"):
        expect(page.get_by_role("row", name=re.compile(kept))).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_why_a_line_is_passed_over_is_read_whole_and_nothing_lies_beside_the_window(page, dashboard, width):
    page.set_viewport_size({"width": 1280, "height": 900})
    check(page, dashboard, LIST)
    page.set_viewport_size({"width": width, "height": 900})

    why = page.get_by_text("There is no role called")
    expect(why).to_be_in_viewport(ratio=1)
    assert why.evaluate("it => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth")
    assert page.locator(".box").evaluate("it => it.scrollWidth <= it.clientWidth")
    first = page.get_by_role("cell", name="broken@").first
    assert float(first.evaluate("it => parseFloat(getComputedStyle(it).paddingLeft)")) == (14 if width == 390 else 0)


def test_what_is_no_list_says_so_and_what_was_typed_stays(page, dashboard):
    enter_as(page, dashboard, EMAIL, "/invite-many")
    page.get_by_label("Some words of your own").fill("Welcome!")
    page.get_by_role("button", name="Check the list").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Some words of your own")).to_have_value("Welcome!")


def test_support_gives_no_role_that_is_not_theirs_to_give(page, dashboard):
    check(page, dashboard, "E-mail,Role\nboss@support.example.org,Admin\nnina@support.example.org,Editor", SUPPORT)

    expect(line(page, 2)).to_contain_text("Role not possible")
    expect(page.get_by_role("button", name="Send one invitation")).to_be_visible()


def test_an_auditor_is_kept_out(page, dashboard):
    enter_as(page, dashboard, AUDITOR, "/invite-many")

    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
