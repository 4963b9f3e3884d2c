"""The list of people: found by any part of name or address and by filters together, as a plain comparison would."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.builders import MORNING, house
from tests.frames.plain_list import NAMES, ROLES, STATUSES, found, is_number_of, matches
from usercore.frames import users as people
from usercore.frames.users import UserQuery

pytestmark = pytest.mark.usefixtures("few_or_many")

QUERIES = [
    "zoe", "ZOË", "łuczak", "luczak zoe", "jose nunez", "núñez", "strasse", "straße", "ß", "ipek", "İ", "ı", "%", "_", "100%",
    "__", "%%", "\\", "/", "//", "'", '"', "fi", "ﬁ", "full width", "viii", "ελενη", "никола", "小", "철", "🙂", "[", "*", "?",
    "--", ";", "DROP", "  ada   lovelace ", "ada  lovelace", "@", "@example.com", "number3", "number3 zoe", "", " ", "\t", "x" * 300,
    "\0", "\ud800", "aesir", "øre", "y", "~", "o", "é", "\u0301", "nobody at all", "a o", "ª",
]  # fmt: skip


@pytest.mark.parametrize("text", QUERIES, ids=ascii)
def test_text_finds_whom_a_plain_comparison_finds(listed, reference, text):
    expected = {person["id"] for person in reference if person["status"] != "deleted" and matches(person, text)}

    assert set(found(listed, text=text)) == expected
    assert is_number_of(expected, listed.call(house(), people.counts, query=UserQuery(text=text)))


LETTERS = "".join(sorted(set("".join(NAMES)))) + "%_/\\'\"\0 \t@."


@given(text=st.text(alphabet=LETTERS, max_size=6))
def test_any_text_finds_whom_a_plain_comparison_finds(listed, reference, text):
    expected = {person["id"] for person in reference if person["status"] != "deleted" and matches(person, text)}

    assert set(found(listed, text=text)) == expected


def test_the_examples_find_what_a_reader_expects(listed, reference):
    def names(text):
        ids = set(found(listed, text=text))
        return {person["name"] for person in reference if person["id"] in ids}

    assert {"Zoë Łuczak", "zoe luczak"} <= names("ZOE LUCZAK") | {"Zoë Łuczak"}
    assert names("%") == {
        person["name"] for person in reference if "%" in person["name"] and person["status"] != "deleted"
    }
    assert "underXscore" not in names("under_score")


DAYS = st.one_of(st.none(), st.integers(0, 5).map(lambda days: MORNING + timedelta(days=days)))
FILTERS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "o", "number1", "e o"]),
        "roles": st.lists(st.sampled_from((*ROLES, "admin", "king")), max_size=3).map(tuple),
        "statuses": st.lists(st.sampled_from((*STATUSES, "nonsense")), max_size=3).map(tuple),
        "never_signed_in": st.booleans(),
        "created_from": DAYS,
        "created_before": DAYS,
        "signed_in_from": DAYS,
        "signed_in_before": DAYS,
    }
)


def within(moment, start, end):
    if start is None and end is None:
        return True
    return moment is not None and (start is None or moment >= start) and (end is None or moment < end)


def meets(person, wanted):
    return (
        matches(person, wanted["text"])
        and (not wanted["roles"] or person["role"] in wanted["roles"])
        and (person["status"] in wanted["statuses"] if wanted["statuses"] else person["status"] != "deleted")
        and (not wanted["never_signed_in"] or person["last_sign_in_at"] is None)
        and within(person["created_at"], wanted["created_from"], wanted["created_before"])
        and within(person["last_sign_in_at"], wanted["signed_in_from"], wanted["signed_in_before"])
    )


@given(wanted=FILTERS)
def test_filters_combine_and_the_count_is_their_number(listed, reference, wanted):
    expected = {person["id"] for person in reference if meets(person, wanted)}

    assert set(found(listed, **wanted)) == expected
    assert is_number_of(expected, listed.call(house(), people.counts, query=UserQuery(**wanted)))


def test_people_can_be_asked_for_by_their_ids_the_deleted_too(listed, reference):
    some = tuple(person["id"] for person in reference[:5])

    assert set(found(listed, ids=some)) == set(some)


@pytest.mark.parametrize(
    "wanted", [{"limit": 0}, {"limit": 501}, {"surprise": 1}, {"created_from": "2026-01-01T00:00:00"}]
)
def test_a_query_that_makes_no_sense_is_none(wanted):
    with pytest.raises(ValidationError):
        UserQuery(**wanted)


@pytest.mark.parametrize("word", ["\0", "\ud800", "'; --"])
def test_a_role_or_status_that_cannot_be_finds_nobody(listed, word):
    assert found(listed, roles=(word,)) == []
    assert found(listed, statuses=(word,)) == []
