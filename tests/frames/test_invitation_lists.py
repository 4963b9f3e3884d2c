"""A verdict for each line of a list, before anything is sent; looking changes nothing."""

import pytest

from tests.builders import MAX, a_role, a_user, house, someone
from tests.witness import entries, everything, statements
from usercore.actions import users
from usercore.address_lists import MOST_LINES, Line, read
from usercore.errors import ListTooLong, NotAllowed
from usercore.frames import invitation_lists as lists

COLUMNS = ["line", "email", "name", "role", "verdict", "why", "suggestion"]


def judged(core, actor, *lines, **more):
    return core.call(actor, lists.verdicts, lines=[{"email": "", **line} for line in lines], **more)


def verdict(core, actor, email, **more):
    return judged(core, actor, {"email": email, **more}).iloc[0]


def test_each_line_has_its_verdict_in_the_order_of_the_list(core, sam):
    a_user(core, "waiting@example.com", password=None)
    core.call(house(), users.soft_delete, user_id=a_user(core, "gone@example.com"))
    text = (
        "email,name,role\n"
        "new@example.com,New One,Editor\n"
        f"{MAX},,\n"
        "waiting@example.com,,\n"
        "gone@example.com,,\n"
        "not an address,,\n"
        "boss@example.com,,admin\n"
        "NEW@Example.com,,\n"
    )

    found = core.call(sam, lists.verdicts, lines=read(text))

    assert found.columns.tolist() == COLUMNS
    assert found["line"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert found["verdict"].tolist() == ["new", "user", "invited", "trash", "invalid", "role", "repeated"]
    assert found.iloc[0].tolist() == [2, "new@example.com", "New One", "editor", "new", "", None]
    assert [bool(why) for why in found["why"]] == [False, *[True] * 6]


def test_an_empty_list_has_the_same_columns(core, sam):
    assert core.call(sam, lists.verdicts, lines=[]).columns.tolist() == COLUMNS


def test_someone_suspended_is_a_user(core, sam, maxim):
    core.call(sam, users.suspend, user_id=maxim.user_id, reason="a reason")

    assert verdict(core, sam, MAX).verdict == "user"


def test_an_address_is_known_again_however_it_is_typed(core, sam):
    assert verdict(core, sam, " MAX@EXAMPLE.com ").verdict == "user"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"email": ""}, "This is not an e-mail address: it is empty."),
        ({"email": "ada@gmailcom"}, "should have a period"),
        ({"email": "ad\u200ba@example.com"}, "invisible"),
        ({"email": "ada@example.com", "name": "a" * 201}, "This name cannot be used"),
        ({"email": "ada@example.com\0"}, "invisible"),
    ],
)
def test_what_is_invalid_says_why(core, sam, line, why):
    found = judged(core, sam, line).iloc[0]

    assert found.verdict == "invalid"
    assert why in found.why


@pytest.mark.parametrize("typed", ["editor", "EDITOR", " Editor "])
def test_a_role_may_be_given_by_name_or_title_in_any_case(core, sam, typed):
    assert verdict(core, sam, "new@example.com", role=typed)[["role", "verdict"]].tolist() == ["editor", "new"]


def test_a_name_wins_over_the_title_of_another_role(core, ada):
    a_role(core, "Support")
    a_role(core, "helper")

    assert verdict(core, ada, "new@example.com", role="Support").role == "Support"
    assert verdict(core, ada, "new@example.com", role="support").role == "support"
    assert verdict(core, ada, "new@example.com", role="HELPER").role == "helper"


def test_without_a_role_the_one_of_the_list_counts(core, sam):
    assert judged(core, sam, {"email": "new@example.com"}, role="viewer").iloc[0].role == "viewer"


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("support", "The role “Support” is not yours to give."),
        ("admin", "The role “Admin” is not yours to give."),
        ("emperor", "There is no role called “emperor”."),
        ("editor\0", "There is no role called “editor\0”."),
    ],
)
def test_a_role_that_is_not_one_s_own_to_give_says_so(core, sam, role, why):
    found = verdict(core, sam, "new@example.com", role=role)

    assert (found.verdict, found.why) == ("role", why)


def test_an_admin_gives_every_role(core, ada):
    assert verdict(core, ada, "new@example.com", role="Admin").verdict == "new"


def test_a_role_not_one_s_own_hides_whether_the_address_is_known(core, sam):
    known, unknown = (verdict(core, sam, email, role="admin") for email in (MAX, "new@example.com"))

    assert (known.verdict, known.why) == (unknown.verdict, unknown.why)


def test_the_second_of_two_says_where_the_first_is(core, sam):
    found = judged(
        core, sam, {"email": "one@example.com", "line": 7}, {"email": "ONE@example.com", "line": 9, "role": "editor"}
    )

    assert found.iloc[1][["line", "verdict", "why"]].tolist() == [9, "repeated", "Line 7 has the same address."]


def test_a_likely_slip_has_its_correction_beside_it(core, sam):
    a_user(core, "known@gmial.com")

    found = judged(
        core, sam, *({"email": email} for email in ("ada@gmial.com", "ada@gmailcom", "known@gmial.com", "a@gmx.de"))
    )

    assert found["suggestion"].tolist() == ["ada@gmail.com", "ada@gmail.com", None, None]
    assert found["verdict"].tolist() == ["new", "invalid", "user", "new"]


def test_lines_may_be_rows_of_a_table_or_lines_of_a_file(core, sam):
    given = [
        {"email": "one@example.com"},
        {"email": "two@example.com", "number": 8, "role": None},
        Line(5, "three@x.de"),
    ]

    assert core.call(sam, lists.verdicts, lines=given)["line"].tolist() == [1, 8, 5]


def test_looking_changes_nothing_and_is_no_entry(core, sam):
    before, seen = everything(core), len(entries(core))

    verdict(core, sam, "new@example.com")

    assert everything(core) == before
    assert len(entries(core)) == seen


def test_ten_thousand_lines_take_a_dozen_statements(core, ada):
    lines = [Line(number, f"person{number}@example.com") for number in range(1, MOST_LINES)]

    with statements(core) as seen:
        found = core.call(ada, lists.verdicts, lines=[*lines, Line(MOST_LINES, MAX)])

    assert found["verdict"].value_counts().to_dict() == {"new": MOST_LINES - 1, "user": 1}
    assert len(seen) <= 12


def test_more_are_refused(core, sam):
    with pytest.raises(ListTooLong):
        core.call(sam, lists.verdicts, lines=[Line(1, "one@example.com")] * (MOST_LINES + 1))


def test_whoever_may_not_invite_learns_nothing(core, maxim):
    with pytest.raises(NotAllowed):
        verdict(core, maxim, MAX)


def test_a_role_of_one_s_own_with_the_right_to_invite_gives_what_it_holds(core):
    a_role(core, "host", "users:invite", "posts:write")
    a_role(core, "writer", "posts:write")
    host = someone(core, "host")

    found = judged(core, host, *({"email": f"{role}@x.de", "role": role} for role in ("writer", "host", "support")))

    assert found["verdict"].tolist() == ["new", "role", "role"]
