"""What the registry says about erasure is what deletion for ever does today."""

import pytest

from tests.builders import a_user, house
from tests.personal.stuffed import left, stuff
from tests.witness import values
from usercore.actions import users
from usercore.personal import HOLDINGS, Erase


@pytest.fixture
def erased(core):
    """Someone who was everywhere, and is no more."""
    person, other = a_user(core, name="Gone Girl"), a_user(core, name="Other Person")
    stuff(core, person, other)
    before = {holding.name: left(core, holding, person) for holding in HOLDINGS}
    core.call(house(), users.soft_delete, user_id=person)
    core.call(house(), users.hard_delete, user_id=person, reason="asked for it")
    return person, before


def test_each_holding_goes_or_stays_as_declared(core, erased):
    person, before = erased

    assert [name for name, rows in before.items() if not rows] == []
    after = {holding.name for holding in HOLDINGS if left(core, holding, person)}
    of_the_erasure = {"audit_values"}  # the reason that was given for it
    assert after - of_the_erasure == {holding.name for holding in HOLDINGS if holding.erase is Erase.KEEP}
    assert {value.name: value.value for value in values(core) if value.person_id == person} == {
        "reason": "asked for it"
    }


def test_rows_about_others_stay_though_nobody_stands_behind_them_any_more(core, erased):
    from sqlalchemy import func, select

    from usercore.database import reading

    tables = {holding.table for holding in HOLDINGS if holding.erase is Erase.ANONYMISE}

    assert tables
    with reading(core.engine) as db:
        assert [table for table in tables if not db.scalar(select(func.count()).select_from(table))] == []
