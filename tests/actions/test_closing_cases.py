"""A case is worked on: what is left is ticked by hand, then it is closed, and only then may another be opened."""

import pytest

from tests.actions.test_cases import secured
from tests.builders import a_role, a_user, an_address, someone
from tests.second_factors import turned_on
from tests.witness import entries
from usercore.actions import cases
from usercore.errors import CaseClosed, CaseNotDone, CaseOpen
from usercore.frames import cases as lists
from usercore.frames import users as people
from usercore.frames.users import UserQuery


@pytest.fixture
def max_id(core):
    return a_user(core, an_address("taken"))


def test_the_rest_is_ticked_by_hand_and_then_it_is_closed(core, sam, max_id):
    turned_on(core, max_id)
    case = secured(core, sam, max_id)
    with pytest.raises(CaseNotDone):
        core.call(sam, cases.close, case_id=case.id)

    for step in ("owner", "factor"):
        core.call(sam, cases.tick, case_id=case.id, step=step)
    core.call(sam, cases.tick, case_id=case.id, step="factor", done=False)
    with pytest.raises(CaseNotDone):
        core.call(sam, cases.close, case_id=case.id)
    core.call(sam, cases.tick, case_id=case.id, step="factor")
    core.call(sam, cases.close, case_id=case.id)

    assert entries(core)[-1].event == "case:closed"
    closed = core.call(sam, lists.of_user, user_id=max_id).iloc[0]
    assert closed.closed_by == sam.name
    assert not core.call(sam, people.counts, query=UserQuery(in_case=True))
    for deed, more in ((cases.close, {}), (cases.tick, {"step": "owner"})):
        with pytest.raises(CaseClosed):
            core.call(sam, deed, case_id=case.id, **more)


def test_whoever_sees_addresses_masked_sees_no_address_of_colleagues_either(core, sam, max_id):
    nameless = someone(core, "support", email="nameless@example.com", name="")
    secured(core, nameless, max_id)
    clerk = someone(core, a_role(core, "clerk", "cases:work"))

    (row,) = core.call(clerk, lists.of_user, user_id=max_id).itertuples()

    assert row.opened_by == "n•••@example.com"


def test_there_is_one_open_case_at_a_time(core, clock, sam, max_id):
    case = secured(core, sam, max_id)
    with pytest.raises(CaseOpen):
        core.call(sam, cases.secure, user_id=max_id)
    core.call(sam, cases.tick, case_id=case.id, step="owner")
    core.call(sam, cases.close, case_id=case.id)

    clock.advance(minutes=1)
    assert secured(core, sam, max_id).id != case.id
