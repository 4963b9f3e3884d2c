"""How often one colleague may look, and what is left of it afterwards."""

import pytest

from tests.actions.revealing import IRIS, look
from tests.builders import house, signed_in, someone
from tests.witness import entries, rows
from usercore.actions import tidying, users
from usercore.errors import NotAllowed, TooManyAttempts


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


def test_nobody_reads_the_whole_list_one_by_one(core, clock, iris, max_id):
    for _ in range(20):
        look(core, iris, max_id)
    with pytest.raises(TooManyAttempts):
        look(core, signed_in(core, IRIS), max_id)
    look(core, someone(core, "auditor"), max_id)

    clock.advance(hours=1)
    look(core, signed_in(core, IRIS), max_id)


def test_whoever_may_not_ask_uses_up_nothing(core, sam, maxim):
    for _ in range(25):
        with pytest.raises(NotAllowed):
            look(core, maxim, sam.user_id)


def test_what_has_ended_is_forgotten_and_stays_in_the_log(core, clock, iris, max_id, sam):
    look(core, iris, max_id)
    clock.advance(minutes=5)
    look(core, iris, sam.user_id)
    core.call(house(), tidying.drop_what_ended)

    assert len(rows(core, "reveals")) == 1
    assert [entry.event for entry in entries(core)].count("user:revealed") == 2


def test_it_goes_with_the_person(core, ada, iris, max_id):
    look(core, iris, max_id, reason="Kanarienvogel")
    core.call(ada, users.soft_delete, user_id=max_id)
    core.call(ada, users.hard_delete, user_id=max_id, reason="asked for it")

    assert rows(core, "reveals") == []
    assert "Kanarienvogel" not in str([rows(core, table) for table in ("audit_entries", "audit_values")])
