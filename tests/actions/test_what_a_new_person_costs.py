"""What it asks of the database to make one person: two questions, their row, and the entry of the log."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.builders import MAX, house
from tests.witness import statements
from usercore.actions import users
from usercore.errors import EmailTaken

QUESTIONS, ROW, ENTRY = 2, 1, {"sqlite": 4, "postgresql": 2}
ENOUGH = {"email": "new@example.com", "role": "author"}


def test_a_person_is_two_questions_one_row_and_the_entry(core):
    with statements(core) as seen:
        core.call(house(), users.create, **ENOUGH)

    assert len(seen) == QUESTIONS + ROW + ENTRY[core.engine.dialect.name], seen


def test_a_taken_address_is_told_after_the_two_questions(core):
    with statements(core) as seen, pytest.raises(EmailTaken):
        core.call(house(), users.create, email=MAX)

    assert len(seen) == QUESTIONS, seen


def test_no_row_becomes_an_object_on_the_way(core):
    made = []

    def note(_session, transaction) -> None:
        made.append(transaction)

    event.listen(Session, "after_transaction_create", note)
    core.call(house(), users.create, **ENOUGH)
    event.remove(Session, "after_transaction_create", note)

    assert made == []
