"""A house that hardly anybody is in yet gets all its people at once, its indexes last."""

from uuid import UUID

import pytest

from tests.builders import a_user, house
from tests.practice.test_loading import indexes
from tests.witness import entries, everything, first_break, person, statements
from usercore.actions import imports
from usercore.actions.imports import FEW
from usercore.errors import PeopleHere
from usercore.frames import users as people
from usercore.models import User


def first(core, lines, **more):
    return core.call(house(), imports.first_people, lines=lines, **more)


def a_list(count):
    return [{"email": f"person{number}@example.com", "name": f"Person {number}"} for number in range(count)]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(imports, "MOST_AT_ONCE", 10)


def test_all_come_in_one_transaction_with_an_entry_for_each_batch(empty_core, small_batches):
    before = indexes(empty_core)

    tally = first(empty_core, [*a_list(25), {"email": "nonsense"}, {"email": "person3@example.com"}], role="viewer")

    assert (tally.made, tally.there, [one.line for one in tally.refused]) == (25, 1, [26])
    told = entries(empty_core)
    assert [entry.facts["rows"] for entry in told] == [10, 10, 5]
    assert len({entry.call_id for entry in told}) == 1
    ids = {found for entry in told for found in entry.facts["ids"]}
    assert len(ids) == 25
    assert person(empty_core, UUID(ids.pop())).role == "viewer"
    assert indexes(empty_core) == before
    assert first_break(empty_core) is None
    search = empty_core.call(house(), people.search, query=people.UserQuery(text="rson 17"))
    assert search["email"].tolist() == ["person17@example.com"]


def test_the_indexes_are_built_after_the_rows(empty_core):
    with statements(empty_core) as seen:
        first(empty_core, a_list(3))

    made = [place for place, one in enumerate(seen) if one.startswith("CREATE INDEX")]
    gone = [place for place, one in enumerate(seen) if one.startswith("DROP INDEX")]
    (between,) = [place for place, one in enumerate(seen) if one.startswith("RELEASE SAVEPOINT")]
    assert gone
    assert max(gone) < between < min(made)


def test_what_breaks_in_the_middle_leaves_the_house_empty_and_whole(empty_core, small_batches):
    before, whole = everything(empty_core, traces=True), indexes(empty_core)

    class Breaking(list):
        def __iter__(self):
            yield from a_list(15)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        first(empty_core, Breaking())

    assert everything(empty_core, traces=True) == before
    assert indexes(empty_core) == whole
    assert first(empty_core, a_list(15)).made == 15


def test_the_few_who_set_the_house_up_may_be_there(empty_core):
    a_user(empty_core, "person1@example.com", role="admin")

    tally = first(empty_core, a_list(3))

    assert (tally.made, tally.there) == (2, 1)
    assert (
        person(empty_core, empty_core.call(house(), people.by_email, email="person1@example.com").iloc[0].id).role
        == "admin"
    )


def test_where_people_work_already_they_come_in_batches(empty_core):
    first(empty_core, a_list(FEW + 1))
    before = everything(empty_core, traces=True)

    with pytest.raises(PeopleHere, match="More than 100 people"):
        first(empty_core, a_list(FEW + 9))

    assert everything(empty_core, traces=True) == before


def test_lines_that_can_be_gone_through_only_once_are_not_taken(empty_core):
    with pytest.raises(TypeError, match="only once"):
        first(empty_core, iter(a_list(3)))

    assert empty_core.call(house(), people.counts) == 0


def test_every_column_that_matters_is_filled(empty_core):
    first(empty_core, [{"email": "a@example.com"}])

    with empty_core.engine.connect() as connection:
        row = connection.execute(User.__table__.select()).one()
    assert (row.version, row.must_enrol, row.password_compromised, row.must_change_password) == (1, False, False, False)
