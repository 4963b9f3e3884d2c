"""The list of people in every order, page by page, forward and back, as a plain sort would have it; a page is one statement."""

import pytest

from tests.builders import MORNING, house
from tests.frames.plain_list import found
from tests.witness import statements
from usercore.errors import BadQuery, PageGone
from usercore.frames import users as people
from usercore.frames.users import UserQuery
from usercore.spelling import folded

pytestmark = pytest.mark.usefixtures("few_or_many")

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
