"""The list of people: found by any part of name or address, in every order, page by page, as a plain list would be."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.builders import MORNING, FakeClock, Template, a_user, forget_attempts, house, settings, token_for
from tests.witness import statements
from usercore import open_core
from usercore.actions import users
from usercore.errors import BadQuery, PageGone
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.spelling import folded
from usercore.steps import finding, sources

NAMES = [
    "Zoë Łuczak", "zoe luczak", "ZOË", "José Núñez", "Jose\u0301 Nun\u0303ez", "Ångström", "Straße", "STRASSE", "İpek Işık",
    "ıpek", "Ipek", "100% Ltd", "50 % off", "under_score", "underXscore", "back\\slash", "slash/slash", "O'Neil", 'Quote "Q"',
    "ﬁne print", "ｆｕｌｌ ｗｉｄｔｈ", "Ⅷ the Eighth", "Ελένη", "Николай", "李小龍", "김철수", "محمد", "🙂 Smile", "[bracket]",
    "a*b?c", "--", ";DROP TABLE users", "Ada  Lovelace", "", "", "x" * 200, "Æsir Øre", "ÿ", "~tilde~", "æ", "ª º",
]  # fmt: skip
QUERIES = [
    "zoe", "ZOË", "łuczak", "luczak zoe", "jose nunez", "núñez", "strasse", "straße", "ß", "ipek", "İ", "ı", "%", "_", "100%",
    "__", "%%", "\\", "/", "//", "'", '"', "fi", "ﬁ", "full width", "viii", "ελενη", "никола", "小", "철", "🙂", "[", "*", "?",
    "--", ";", "DROP", "  ada   lovelace ", "ada  lovelace", "@", "@example.com", "number3", "number3 zoe", "", " ", "\t", "x" * 300,
    "\0", "\ud800", "aesir", "øre", "y", "~", "o", "é", "\u0301", "nobody at all", "a o", "ª",
]  # fmt: skip
ROLES = ("author", "editor", "viewer", "support")
STATUSES = ("active", "invited", "suspended", "deleted")


@pytest.fixture(scope="module")
def people_house(databases, empty_house):
    with databases.fresh(empty_house.url) as url:
        clock = FakeClock()
        core = open_core(settings=settings(url), clock=clock)
        chosen = random.Random(7)
        for number, name in enumerate(NAMES):
            if chosen.random() < 0.7:
                clock.advance(seconds=chosen.choice([1, 60, 86_400]))
            email = f"number{number}@example.com"
            password = None if number % 5 == 0 else "seven lanterns over quiet water"
            made = a_user(core, email, name=name, role=chosen.choice(ROLES), password=password)
            if password and number % 3 == 0:
                token_for(core, email)
                forget_attempts(core)
            if password and number % 7 == 1:
                core.call(house(), users.suspend, user_id=made, reason="x")
            if number % 11 == 2:
                core.call(house(), users.soft_delete, user_id=made)
        core.close()
        databases.settle(url)
        yield Template(url)


@pytest.fixture(scope="module")
def listed(databases, people_house):
    """The list, read only: one database for all of this file."""
    with databases.fresh(people_house.url) as url:
        core = open_core(settings=settings(url), clock=FakeClock(MORNING + timedelta(days=400)))
        yield core
        core.close()


@pytest.fixture(params=["few", "many"], autouse=True)
def few_or_many(request, monkeypatch):
    """Each way to find people must find the same: from the few of a filter, and along the order."""
    if request.param == "many":
        for name, number in (("FEW", 2), ("MANY", 3), ("FAR", 4)):
            monkeypatch.setattr(finding, name, number)
        monkeypatch.setattr(sources, "NEWEST", 5)


@pytest.fixture(scope="module")
def reference(listed):
    """Everyone, as plain dictionaries."""
    every = UserQuery(statuses=STATUSES, limit=500)
    return listed.call(house(), people.search, query=every).to_dict("records")


def matches(person, text):
    kept = text[:200]
    searched = f"{folded(person['name'])}\n{folded(person['email'])}"
    return all(word in searched for word in folded(kept).split())


def is_number_of(people, total):
    return total == len(people) or (total.capped and total < len(people))


def found(core, **query):
    return core.call(house(), people.search, query=UserQuery(limit=500, **query))["id"].tolist()


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


KEYS = {
    "created_at": lambda person: (person["created_at"], person["id"].int),
    "last_sign_in_at": lambda person: (
        person["last_sign_in_at"] is not None,
        person["last_sign_in_at"] or MORNING,
        person["id"].int,
    ),
    "name": lambda person: (folded(person["name"]), person["id"].int),
    "email": lambda person: (person["email"], person["id"].int),
    "role": lambda person: (person["role"], person["created_at"], person["id"].int),
    "status": lambda person: (person["status"], person["created_at"], person["id"].int),
}


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("column", KEYS)
@pytest.mark.parametrize("limit", [1, 7, 41])
def test_pages_forward_and_back_are_the_whole_list_in_its_order(listed, reference, column, direction, limit):
    shown = [person for person in reference if person["status"] != "deleted"]
    expected = [person["id"] for person in sorted(shown, key=KEYS[column], reverse=direction == "-")]
    query = UserQuery(order_by=direction + column, limit=limit)

    pages, after = [], None
    while after is not None or not pages:
        page = listed.call(house(), people.search, query=query.model_copy(update={"after": after}))
        pages.append(page)
        after = page.attrs["next"]
    back, before = [], pages[-1].attrs["previous"]
    while before is not None:
        page = listed.call(house(), people.search, query=query.model_copy(update={"before": before}))
        back.insert(0, page)
        before = page.attrs["previous"]

    assert [row for page in pages for row in page["id"]] == expected
    assert [row for page in [*back, pages[-1]] for row in page["id"]] == expected
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[0].attrs["previous"] is None


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
    "order_by", ["password_hash", "-password_hash", "searched", "", "-", "id; DROP", "\0", "name.x"]
)
def test_a_list_sorts_only_by_what_is_offered(listed, order_by):
    with pytest.raises(BadQuery, match="The list cannot be shown that way"):
        listed.call(house(), people.search, query=UserQuery(order_by=order_by))


@pytest.mark.parametrize("field", ["after", "before"])
@pytest.mark.parametrize("cursor", ["nonsense", "\0", "019cadc6-9a80-7dfe-91cb-56657ba5b813"])
def test_a_page_that_is_none_is_gone(listed, field, cursor):
    with pytest.raises(PageGone, match="so this is the first one"):
        listed.call(house(), people.search, query=UserQuery(**{field: cursor}))


@pytest.mark.parametrize("order_by", ["last_sign_in_at", "-last_sign_in_at"])
def test_a_page_behind_someone_who_signed_in_has_only_those_who_never_did(listed, reference, order_by):
    """As an address may say that was put together: a filter chosen where another page stood."""
    signed_in = next(person["id"] for person in reference if person["last_sign_in_at"] is not None)
    never = {one["id"] for one in reference if one["last_sign_in_at"] is None and one["status"] != "deleted"}

    shown = found(listed, never_signed_in=True, order_by=order_by, after=signed_in)

    assert set(shown) == (never if order_by.startswith("-") else set())


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


@pytest.mark.parametrize("few_or_many", ["few"], indirect=True)
@pytest.mark.parametrize("limit", [1, 40])
@pytest.mark.parametrize(("text", "cost"), [("", 1), ("o", 2)])
def test_a_page_costs_one_statement_and_for_a_text_one_to_ask_the_index_first(listed, limit, text, cost):
    with statements(listed) as sent:
        listed.call(house(), people.search, query=UserQuery(limit=limit, text=text))
    with statements(listed) as counted:
        listed.call(house(), people.counts, query=UserQuery(text=text))

    assert (len(sent), len(counted)) == (cost, cost)


def test_a_later_page_looks_its_cursor_up_in_the_same_statement(listed):
    cursor = listed.call(house(), people.search).attrs["next"]

    with statements(listed) as sent:
        listed.call(house(), people.search, query=UserQuery(after=cursor))

    assert len(sent) == 1
