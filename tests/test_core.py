"""The contract: the calls that other programs make to change and list people, by the names they were promised."""

from uuid import UUID

import pandas as pd
import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, house, may_enter, visitor
from tests.witness import person
from usercore import Actor, UsercoreError, open_core
from usercore.actions import passwords, sign_in, users
from usercore.actions.sign_in import SignedIn
from usercore.errors import InvalidPassword, NotFound
from usercore.frames import users as people
from usercore.frames.users import UserQuery


def test_creating_someone_gives_a_receipt_with_their_id(core):
    made = core.call(house(), users.create, email="new@example.com", name="New", role="editor", password=PASSPHRASE)

    found = core.call(house(), people.by_id, user_id=made.id)
    assert isinstance(made.id, UUID)
    assert found.iloc[0][["email", "name", "role", "status"]].tolist() == ["new@example.com", "New", "editor", "active"]


def test_someone_created_without_a_password_is_an_invited_author(core):
    made = core.call(house(), users.create, email="new@example.com")

    found = core.call(house(), people.by_id, user_id=made.id).iloc[0]
    assert (found["status"], found["role"], found["name"]) == ("invited", "author", "")


def test_a_password_given_by_a_program_is_permanent(core):
    core.call(house(), users.create, email="new@example.com", password=PASSPHRASE)

    outcome = core.call(visitor(), sign_in.with_password, email="new@example.com", password=PASSPHRASE)

    assert outcome == SignedIn(outcome.ticket, must_change=False)


def test_a_password_given_by_staff_is_temporary(core, ada):
    core.call(ada, users.create, email="new@example.com", password=PASSPHRASE)

    outcome = core.call(visitor(), sign_in.with_password, email="new@example.com", password=PASSPHRASE)

    assert outcome.must_change


def test_a_generated_password_is_in_the_receipt_and_lets_in(core, sam):
    made = core.call(sam, users.create, email="new@example.com", generate_password=True)

    assert may_enter(core, "new@example.com", made.password)


def test_a_password_that_was_typed_is_not_repeated_in_the_receipt(core, sam):
    assert core.call(sam, users.create, email="new@example.com", password=PASSPHRASE).password is None


def test_a_hash_is_refused_where_a_password_belongs(core):
    with pytest.raises(InvalidPassword, match="import"):
        core.call(house(), users.create, email="new@example.com", password="$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aA")


def test_updating_changes_what_is_named_and_nothing_else(core, ada, maxim):
    core.call(ada, users.update, user_id=maxim.user_id, name="Maxi")

    row = person(core, maxim.user_id)
    assert (row.name, row.email) == ("Maxi", MAX)


def test_a_program_changes_an_address_at_once(core, maxim):
    core.call(house(), users.update, user_id=maxim.user_id, email="Maxim@Example.com")

    assert core.call(house(), people.by_email, email="maxim@example.com").iloc[0]["id"] == maxim.user_id


def test_one_s_own_password_changes_with_the_current_one(core, maxim):
    core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=PASSPHRASE)

    assert may_enter(core, MAX, ANOTHER)


def test_by_id_and_by_email_give_a_frame_of_one_row_or_none(core, sam, maxim):
    assert core.call(sam, people.by_id, user_id=maxim.user_id)["email"].tolist() == [MAX]
    assert core.call(sam, people.by_email, email="MAX@example.com")["id"].tolist() == [maxim.user_id]
    assert core.call(sam, people.by_email, email="nobody@example.com").empty
    assert core.call(sam, people.by_id, user_id="nonsense").empty


def test_an_empty_answer_has_the_same_columns(core, sam, maxim):
    full = core.call(sam, people.by_id, user_id=maxim.user_id)
    empty = core.call(sam, people.by_email, email="nobody@example.com")

    assert list(full.columns) == list(empty.columns)


def test_search_gives_a_frame_with_its_cursors(core, sam):
    page = core.call(sam, people.search, query=UserQuery(order_by="name", limit=2))

    assert isinstance(page, pd.DataFrame)
    assert page["name"].tolist() == ["Ada Admin", "Max Author"]
    assert page.attrs == {"next": page["id"].iloc[-1], "previous": None}


def test_search_without_a_query_lists_everyone_newest_first(core, sam, clock):
    clock.advance(seconds=1)
    a_moment_later = core.call(house(), users.create, email="new@example.com")

    assert core.call(sam, people.search)["id"].tolist()[0] == a_moment_later.id


def test_counts_gives_the_total(core, sam):
    assert core.call(sam, people.counts, query=UserQuery(roles=("author",))) == 1


def test_counts_stops_at_its_cap_and_says_so(core, sam, url, clock):
    from tests.builders import settings

    capped = open_core(settings=settings(url, count_cap=2), clock=clock)

    total = capped.call(sam, people.counts)

    assert (int(total), total.capped, str(total)) == (2, True, "2+")
    assert capped.call(sam, people.counts, exact=True) == 3
    capped.close()


def test_open_core_takes_an_address_and_makes_the_database(tmp_path):
    core = open_core(f"sqlite:///{tmp_path}/deep/inside/people.db")

    assert core.call(house(), people.counts) == 0
    core.close()


def test_the_moments_in_a_frame_are_aware(core, sam, maxim, clock):
    found = core.call(sam, people.by_id, user_id=maxim.user_id).iloc[0]

    assert found["created_at"] == clock.now
    assert found["created_at"].utcoffset() is not None


def test_every_refusal_is_of_one_family_with_a_sentence(core, ada):
    with pytest.raises(UsercoreError, match="There is no such person"):
        core.call(ada, users.update, user_id="nonsense", name="X")


def test_an_id_that_is_none_is_not_found(core, ada):
    with pytest.raises(NotFound):
        core.call(ada, users.soft_delete, user_id=None)


def test_the_system_s_name_may_be_long(core, maxim):
    core.call(Actor.system("a job with a long name, " * 5), users.update, user_id=maxim.user_id, name="X")

    assert person(core, maxim.user_id).name == "X"
