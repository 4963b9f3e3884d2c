"""Where a list comes to a letter or a day: the page begins right there, at any depth, in either direction."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_user, house
from tests.witness import asked, explained
from usercore.errors import BadQuery
from usercore.frames import listings
from usercore.frames import users as people
from usercore.frames.users import UserQuery

NAMES = ["Ann", "Bo", "Mira", "Møller", "Nils", "Zoë"]


@pytest.fixture
def listed(empty_core, clock):
    for name in NAMES:
        clock.advance(days=1)
        a_user(empty_core, f"{name.lower().encode('ascii', 'ignore').decode()}@example.com", name=name, password=None)
    return empty_core


def jumped(core, order_by, to):
    """The names on the page that the jump leads to."""
    place = core.call(house(), listings.place, query=UserQuery(order_by=order_by), to=to)
    after = place["id"].iloc[0] if len(place) else None
    return core.call(house(), people.search, query=UserQuery(order_by=order_by, after=after))["name"].tolist()


@pytest.mark.parametrize(
    ("order_by", "to", "first"),
    [
        ("name", "m", "Mira"),
        ("name", "MO", "Møller"),
        ("name", "n", "Nils"),
        ("name", "a", "Ann"),
        ("-name", "m", "Møller"),
        ("-name", "y", "Nils"),
        ("-name", "z", "Zoë"),
        ("email", "ni", "Nils"),
    ],
)
def test_a_letter_leads_to_the_first_who_begins_with_it_or_comes_next(listed, order_by, to, first):
    assert jumped(listed, order_by, to)[0] == first


def test_a_letter_behind_all_leads_to_the_last_page(listed):
    query = UserQuery(order_by="name", limit=2)

    place = listed.call(house(), listings.place, query=query, to="zz")["id"].iloc[0]

    last = listed.call(house(), people.search, query=query.model_copy(update={"after": place}))
    assert last["name"].tolist() == ["Nils", "Zoë"]
    assert listed.call(house(), listings.place, query=UserQuery(order_by="name"), to="zz").empty


def test_a_place_behind_all_whom_a_filter_means_is_their_last_page(listed):
    query = UserQuery(order_by="name", text="i", limit=1)

    place = listed.call(house(), listings.place, query=query, to="z")["id"].iloc[0]

    assert listed.call(house(), people.search, query=query.model_copy(update={"after": place}))["name"].tolist() == [
        "Nils"
    ]


@pytest.mark.parametrize(("order_by", "first"), [("created_at", "Mira"), ("-created_at", "Bo")])
def test_a_day_leads_to_the_first_who_came_then(listed, clock, order_by, first):
    third = clock() - timedelta(days=3, hours=1)

    assert jumped(listed, order_by, third)[0] == first


def test_an_order_without_such_places_is_refused(listed):
    for order_by, to in (("role", "a"), ("name", datetime(2026, 1, 1, tzinfo=UTC)), ("created_at", "m")):
        with pytest.raises(BadQuery):
            listed.call(house(), listings.place, query=UserQuery(order_by=order_by), to=to)


@pytest.mark.parametrize("order_by", ["name", "-name", "email", "created_at", "-created_at", "-last_sign_in_at"])
def test_it_is_one_look_into_the_order_s_index(core, ada, order_by):
    to = "m" if order_by.endswith(("name", "email")) else datetime(2026, 1, 1, tzinfo=UTC)

    with asked(core) as seen:
        core.call(ada, listings.place, query=UserQuery(order_by=order_by), to=to)

    plans = explained(core, seen, "users")
    assert not any("USE TEMP B-TREE" in plan for plan in plans)
    assert all("USING" in plan for plan in plans) or core.engine.dialect.name == "postgresql"
