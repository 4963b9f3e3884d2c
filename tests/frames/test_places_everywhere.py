"""Every jump lands where a plain sort of the same people says it must, whatever the order and the filter."""

from datetime import timedelta

import pytest

from tests.builders import MORNING, a_user, house
from tests.keeping import last_seen
from tests.witness import asked, explained, person
from usercore.actions import users
from usercore.frames import listings
from usercore.frames import users as people
from usercore.frames.users import UserQuery

DAYS = [MORNING + timedelta(days=day) for day in range(-1, 10)]
WORDS = ["a", "e", "m", "n", "p3", "p6", "z"]
SIGNED_IN = [None, 3, None, 1, 3, None, 6, None]  # so many days after the first account
FILTERS = {
    "all": {},
    "role": {"roles": ("editor",)},
    "roles": {"roles": ("editor", "author")},
    "status": {"statuses": ("invited",)},
    "trash": {"statuses": ("deleted",)},
    "text": {"text": "e"},
    "never": {"never_signed_in": True},
}
# What each order goes by; by role or status there are such places only where all have the same.
KEYS = {"created_at": "created_at", "last_sign_in_at": "last_sign_in_at", "name": "name_key", "email": "email_key"}
ALONE = {"role": {"role": "created_at"}, "status": {"status": "created_at"}, "trash": {"status": "created_at"}}
LIMIT = 2


@pytest.fixture
def listed(empty_core, clock):
    """Eight people, a day apart, of two roles; who never signed in is invited, and some are in the trash."""
    for place, day in enumerate(SIGNED_IN):
        role = "editor" if place % 3 else "author"
        password = None if day is None else "seven lanterns over quiet water"
        user_id = a_user(empty_core, f"p{place}@example.com", name="mnoe"[place % 4], role=role, password=password)
        if day is not None:
            last_seen(empty_core, user_id, MORNING + timedelta(days=day))
        if place in {4, 5}:
            empty_core.call(house(), users.soft_delete, user_id=user_id)
        clock.advance(days=1)
    return empty_core


def in_order(core, query, key):
    """Everyone whom the query means, sorted here: the key of each, None for the earliest, and the id."""
    meant = core.call(house(), people.search, query=query.model_copy(update={"order_by": "created_at", "limit": 500}))
    found = [(getattr(person(core, user_id), key), user_id) for user_id in meant["id"]]
    return sorted(found, key=lambda one: (one[0] is not None, one[0] or 0, one[1]), reverse=query.descending)


def comes_before(value, to, *, descending):
    if value is None:
        return not descending
    if not descending:
        return value < to
    return value[: len(to)] > to if isinstance(to, str) else value >= to


def expected(rows, to, *, descending):
    """The page that begins with the first who does not come before that place, or the last one."""
    behind = [user_id for value, user_id in rows if not comes_before(value, to, descending=descending)]
    return behind[:LIMIT] or [user_id for _, user_id in rows][-LIMIT:]


def jumped(core, query, to):
    place = core.call(house(), listings.place, query=query, to=to)
    after = place["id"].iloc[0] if len(place) else None
    return core.call(house(), people.search, query=query.model_copy(update={"after": after}))["id"].tolist()


@pytest.mark.parametrize("which", FILTERS)
def test_a_jump_lands_on_the_first_who_comes_there(listed, which):
    for name, key in {**KEYS, **ALONE.get(which, {})}.items():
        for order_by in (name, f"-{name}"):
            query = UserQuery(order_by=order_by, limit=LIMIT, **FILTERS[which])
            rows = in_order(listed, query, key)
            for to in WORDS if key.endswith("_key") else DAYS:
                assert jumped(listed, query, to) == expected(rows, to, descending=query.descending), (order_by, to)


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(
    "filtered", [{"roles": ("author",)}, {"statuses": ("invited",)}, {"statuses": ("deleted",)}, {}]
)
@pytest.mark.parametrize("column", ["created_at", "last_sign_in_at"])
def test_it_is_found_in_the_index_that_the_filter_has(core, ada, filtered, column, sign):
    if core.engine.dialect.name == "postgresql":
        pytest.skip("what it takes for a handful of rows tells nothing")
    query = UserQuery(order_by=sign + column, **filtered)
    before_all = MORNING + timedelta(days=1000 if query.descending else -1)

    with asked(core) as seen:
        place = core.call(ada, listings.place, query=query, to=before_all)

    *_, plan = explained(core, seen, "users")
    assert place.empty
    assert "SEARCH users USING" in plan, plan
    assert "USE TEMP B-TREE" not in plan, plan
