"""The outbox costs the same with a million letters: the list walks an index, what is due is looked up in one."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from tests.builders import house
from tests.witness import asked, explained
from usercore.actions import outbox
from usercore.crypto.ids import uuid7
from usercore.frames import house as jobs
from usercore.frames import outbox as lists
from usercore.frames.outbox import LetterQuery
from usercore.models import OutboxLetter

MANY = 5_000


@pytest.fixture
def full(core, maxim):
    """Thousands of letters were sent, five are due, five fail."""
    now = core.now()
    rows = [
        {
            "id": uuid7(now - timedelta(minutes=number)),
            "user_id": maxim.user_id,
            "kind": "reset",
            "to_address": "max@example.com",
            "to_name": "Max",
            "facts": {},
            "state": "queued" if number < 5 else "failing" if number < 10 else "sent",
            "tries": 0,
            "created_at": now - timedelta(minutes=number),
            "next_try_at": now if number < 10 else None,
        }
        for number in range(MANY)
    ]
    with core.engine.begin() as connection:
        connection.execute(insert(OutboxLetter), rows)
        if connection.dialect.name == "postgresql":  # which does so by itself; SQLite must do without
            connection.execute(text("ANALYZE letters"))
    return core


def plans(core, actor, deed, **wanted):
    """How the database answers each statement about letters."""
    with asked(core) as seen:
        core.call(actor, deed, **wanted)
    return explained(core, seen, "FROM letters")


def reads_all(plan):
    return "Seq Scan on letters" in plan or "SCAN letters'" in plan


@pytest.mark.parametrize(
    "wanted", [{}, {"states": ("sent",)}, {"states": ("failing",)}, {"states": ("queued", "failing")}, {"kinds": ("reset",)}]
)  # fmt: skip
def test_a_page_of_the_list_reads_no_more_than_it_shows(full, ada, wanted):
    (plan,) = plans(full, ada, lists.search, query=LetterQuery(limit=50, **wanted))

    assert not reads_all(plan), plan
    few = {"queued", "failing"}
    if not few & set(wanted.get("states", ())):  # a handful may be sorted
        assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
        assert "->  Sort" not in plan, plan


def test_a_later_page_walks_the_same_index(full, ada):
    first = full.call(ada, lists.search, query=LetterQuery(limit=50))

    *_, plan = plans(full, ada, lists.search, query=LetterQuery(limit=50, after=first.attrs["next"]))

    assert "created_at" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_one_persons_letters_are_looked_up(full, ada, maxim):
    (plan,) = plans(full, ada, lists.search, query=LetterQuery(limit=50, user_id=ada.user_id))

    assert not reads_all(plan), plan


@pytest.mark.parametrize("deed", [outbox.claim, outbox.set_aside])
def test_what_is_due_is_looked_up(full, deed):
    found = plans(full, house(), deed)

    assert found
    assert all("ix_letters_state_" in plan for plan in found), found


def test_whether_something_is_due_is_looked_up(full):
    (plan,) = plans(full, house(), jobs.due, lease="worker")

    assert "ix_letters_state_next_try_at" in plan, plan


def test_counting_reads_all_for_none_but_the_state_that_most_are_in(full, ada):
    found = plans(full, ada, lists.by_state)

    assert len(found) == 5
    assert sum(map(reads_all, found)) <= 1, found  # which ends at the cap
