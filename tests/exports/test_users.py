"""The list of people as CSV: whole, harmless in a spreadsheet, recorded from its start to its end."""

import csv
import io
import json

import pytest

from tests.builders import ADA, MAX, a_role, a_user, an_address, house, settings, signed_in, someone
from tests.witness import entries, everything, values
from usercore import exports, open_core
from usercore.actions import users
from usercore.errors import BadQuery, NotAllowed, NotSignedIn, Refusal
from usercore.frames.users import UserQuery
from usercore.steps.exporting import COLUMNS


def exported(core, actor, **wanted):
    return b"".join(core.stream(actor, exports.users, **wanted))


def table(data, delimiter=","):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_everyone_is_in_it_with_a_header(core, sam):
    header, *people = table(exported(core, sam, query=UserQuery(order_by="name")))

    assert header == ["id", "name", "email", "role", "status", "created_at", "last_sign_in_at"]
    assert [row[1] for row in people] == ["Ada Admin", "Max Author", "Sam Support"]
    assert people[1][2:5] == [MAX, "author", "active"]
    assert people[1][5] == "2026-03-02T09:00:00Z"


def test_it_is_all_pages_in_the_list_s_order(core, sam):
    for number in range(30):
        a_user(core, name=f"Person {number:02}", password=None)

    names = [row[0] for row in table(exported(core, sam, columns=["name"], query=UserQuery(order_by="-name", limit=3)))]

    assert names[1:] == sorted(names[1:], reverse=True)
    assert len(names) == 34


def test_it_holds_whom_the_filter_finds(core, sam):
    assert [row[0] for row in table(exported(core, sam, query=UserQuery(roles=("author",)), columns=["email"]))] == [
        "email",
        MAX,
    ]


def test_lines_end_as_rfc_4180_says(core, sam):
    assert exported(core, sam).count(b"\r\n") == 4


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "|calc", "＝1+1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_that_could_run_is_made_harmless(core, sam, maxim, formula):
    core.call(sam, users.update, user_id=maxim.user_id, name=formula)

    found = table(exported(core, sam, query=UserQuery(ids=(maxim.user_id,)), columns=["name"]))

    assert found[1] == [f"'{formula}"]


@pytest.mark.parametrize("name", [*FORMULAS, 'Quote "Q"', "Comma, Inc", "semi;colon", "'quoted'", "Łuczak 🙂"])
def test_the_raw_form_is_as_it_was_typed(core, sam, maxim, name):
    core.call(sam, users.update, user_id=maxim.user_id, name=name)

    found = table(exported(core, sam, query=UserQuery(ids=(maxim.user_id,)), columns=["name"], raw=True))

    assert found[1] == [name]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_parted_by_the_delimiter_that_was_chosen(core, sam, delimiter):
    assert exported(core, sam, delimiter=delimiter, columns=["name", "role"]).startswith(
        f"name{delimiter}role\r\n".encode()
    )


def test_a_mark_for_spreadsheets_stands_first_if_it_is_wanted(core, sam):
    assert exported(core, sam, bom=True).startswith(b"\xef\xbb\xbfid,")
    assert exported(core, sam).startswith(b"id,")


def test_every_offered_column_can_be_had_in_any_order(core, sam):
    wanted = list(reversed(COLUMNS))

    assert table(exported(core, sam, columns=wanted))[0] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        {"columns": ["password_hash"]},
        {"columns": ["email_key"]},
        {"columns": ["name", "searched"]},
        {"columns": []},
        {"columns": ["email", "email"]},
        {"delimiter": "|"},
        {"delimiter": ""},
        {"query": UserQuery(order_by="password_hash")},
    ],
    ids=str,
)
def test_what_is_not_offered_is_refused(core, sam, wanted):
    before = everything(core)

    with pytest.raises(BadQuery):
        exported(core, sam, **wanted)

    assert everything(core) == before


def test_no_query_is_everyone(core, sam):
    assert len(table(exported(core, sam, query=None))) == 4


@pytest.fixture
def clerk(core):
    """Exports, and sees addresses masked."""
    a_role(core, "clerk", "users:read", "users:export")
    email = an_address("clerk")
    clerk = a_user(core, email)
    core.call(house(), users.change_role, user_id=clerk, role="clerk")
    return signed_in(core, email)


def test_addresses_are_masked_for_those_who_see_them_masked(core, clerk):
    data = exported(core, clerk).decode()

    assert "m•••@example.com" in data
    assert MAX not in data


def test_those_who_see_addresses_masked_cannot_search_or_sort_by_them(core, clerk):
    assert table(exported(core, clerk, query=UserQuery(text="max@"), columns=["name"])) == [["name"]]
    with pytest.raises(BadQuery):
        exported(core, clerk, query=UserQuery(order_by="email"))


def of_exports(core):
    return [entry for entry in entries(core) if entry.event.startswith("export:")]


def test_that_it_started_is_recorded_before_the_first_byte(core, sam):
    stream = core.stream(sam, exports.users, query=UserQuery(text="max"))

    (started,) = of_exports(core)
    told = next(value.value for value in values(core) if (value.entry_id, value.name) == (started.id, "wanted"))
    assert (started.event, started.actor_id) == ("export:started", sam.user_id)
    assert json.loads(told)["query"]["text"] == "max"
    stream.close()


def test_that_it_finished_is_recorded_with_its_rows(core, sam):
    exported(core, sam)

    finished = of_exports(core)[-1]
    assert (finished.event, finished.outcome, finished.facts["rows"]) == ("export:finished", "done", 3)


def test_a_reader_who_leaves_early_is_recorded(core, sam):
    stream = core.stream(sam, exports.users)
    next(stream)
    stream.close()

    assert [(entry.event, entry.outcome) for entry in of_exports(core)] == [
        ("export:started", "done"),
        ("export:broken", "failed"),
    ]


def test_a_reader_who_leaves_before_the_first_byte_is_recorded(core, sam):
    core.stream(sam, exports.users).close()

    assert [entry.event for entry in of_exports(core)] == ["export:started", "export:broken"]


def test_an_export_of_one_person_stands_in_their_history(core, sam, maxim):
    exported(core, sam, query=UserQuery(ids=(maxim.user_id,)))

    assert {entry.subject_id for entry in of_exports(core)} == {maxim.user_id}


@pytest.mark.parametrize("who", ["author", "auditor", "visitor"])
def test_nobody_without_the_right_exports(core, who):
    actor = someone(core, who) if who != "visitor" else core.actor_for(None)

    with pytest.raises((NotAllowed, NotSignedIn)):
        core.stream(actor, exports.users)

    assert of_exports(core) == []


def test_someone_suspended_meanwhile_gets_no_byte(core, ada, sam):
    stream = core.stream(sam, exports.users)
    core.call(ada, users.suspend, user_id=sam.user_id, reason="a reason")

    with pytest.raises(Refusal):
        next(stream)

    assert of_exports(core)[-1].event == "export:broken"


def test_an_export_sees_one_moment(core, sam, ada, url, clock):
    """Blocks are read from one transaction: what changes meanwhile comes next time."""
    other = open_core(settings=settings(url), clock=clock)
    for number in range(3):
        a_user(core, name=f"P{number}", password=None)
    stream = core.stream(sam, exports.users, columns=["name"])
    first = next(stream)
    while len(first.splitlines()) < 1:
        first += next(stream)
    other.call(house(), users.update, user_id=ada.user_id, name="Changed")

    data = (first + b"".join(stream)).decode()

    assert len(data.splitlines()) == 7
    assert ADA not in data
    other.close()
