"""Who sees people's addresses, and who sees them masked."""

import pytest

from tests.builders import ADA, MAX, SAM, house, signed_in, someone
from usercore.actions import users
from usercore.errors import BadQuery
from usercore.frames import roles, sessions
from usercore.frames import users as people
from usercore.frames.users import UserQuery


@pytest.fixture
def auditor(core):
    """Reads, and sees addresses masked."""
    return someone(core, "auditor", email="olga@audit.example")


@pytest.mark.parametrize("reader", [ADA, SAM])
def test_admin_and_support_see_addresses_in_full(core, reader):
    assert MAX in core.call(signed_in(core, reader), people.search)["email"].tolist()


def test_an_auditor_sees_addresses_masked_but_their_own(core, auditor):
    seen = core.call(auditor, people.search, query=UserQuery(order_by="name"))["email"].tolist()

    assert sorted(seen) == ["a•••@example.com", "m•••@example.com", "olga@audit.example", "s•••@example.com"]


def test_an_auditor_sees_one_person_s_address_masked(core, auditor, maxim):
    assert core.call(auditor, people.by_id, user_id=maxim.user_id)["email"].tolist() == ["m•••@example.com"]
    assert core.call(auditor, people.by_email, email=MAX)["email"].tolist() == ["m•••@example.com"]


@pytest.mark.parametrize("text", ["ax@example.com", "max@example.co", "max@", "@example", ".com", "example"])
def test_an_auditor_cannot_find_out_an_address_by_searching(core, auditor, text):
    query = UserQuery(text=text)

    assert core.call(auditor, people.search, query=query).empty
    assert core.call(auditor, people.counts, query=query) == 0


def test_an_auditor_finds_people_by_their_names(core, auditor):
    assert core.call(auditor, people.search, query=UserQuery(text="max auth"))["name"].tolist() == ["Max Author"]


@pytest.mark.parametrize("order_by", ["email", "-email"])
def test_an_auditor_cannot_sort_by_address(core, auditor, order_by):
    with pytest.raises(BadQuery):
        core.call(auditor, people.search, query=UserQuery(order_by=order_by))


def test_an_auditor_sees_sessions_without_where_they_are(core, auditor, maxim):
    listed = core.call(auditor, sessions.of_user, user_id=maxim.user_id)

    assert listed["address"].tolist() == [""]


def test_one_sees_where_one_s_own_sessions_are(core, maxim):
    listed = core.call(maxim, sessions.of_user, user_id=maxim.user_id)

    assert listed[["live", "this_one"]].to_numpy().tolist() == [[True, True]]


def test_no_frame_of_a_person_holds_a_hash_or_a_token(core, ada, maxim):
    one = core.call(ada, people.by_id, user_id=maxim.user_id)
    page = core.call(ada, people.search)
    held = core.call(ada, sessions.of_user, user_id=maxim.user_id)

    columns = {*one.columns, *page.columns, *held.columns}
    assert not {column for column in columns if "hash" in column or "token" in column or "digest" in column}
    assert "argon2" not in one.to_json(default_handler=str) + page.to_json(default_handler=str)


def test_deleted_people_are_hidden_unless_asked_for(core, ada, maxim):
    core.call(ada, users.soft_delete, user_id=maxim.user_id)

    assert MAX not in core.call(ada, people.search)["email"].tolist()
    assert core.call(ada, people.search, query=UserQuery(statuses=("deleted",)))["email"].tolist() == [MAX]
    assert core.call(ada, people.counts) == 2


@pytest.mark.parametrize(
    ("reader", "grantable"),
    [(ADA, ["admin", "support", "auditor", "editor", "author", "viewer"]), (SAM, ["editor", "author", "viewer"])],
)
def test_roles_say_which_of_them_the_reader_may_give(core, reader, grantable):
    every = core.call(signed_in(core, reader), roles.every)

    assert every.loc[every["may_grant"], "name"].tolist() == grantable
    assert every.loc[every["staff"], "name"].tolist() == ["admin", "support", "auditor"]


def test_an_international_address_is_found_in_both_spellings(core, sam):
    made = core.call(house(), users.create, email="eva@bücher.example")

    for spelling in ("eva@bücher.example", "EVA@BÜCHER.example", "eva@xn--bcher-kva.example", "eva@bücher。example"):
        assert core.call(sam, people.by_email, email=spelling)["id"].tolist() == [made.id]
