"""Who may ask to see someone whole, and with what reason; and what ends it before its five minutes are over."""

import json

import pytest
from sqlalchemy import text

from tests.actions.revealing import IRIS, MASKED, email_of, look
from tests.builders import MAX, a_role, house, signed_in, someone
from tests.witness import entries, rows
from usercore.actions import reveals, sessions
from usercore.errors import InvalidReason, NotAllowed, NotFound, NothingMasked, NotYourself


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


def keep_only(core, role, *words):
    """As if an admin had taken the other rights from a role; no action does so yet."""
    with core.engine.begin() as connection:
        connection.execute(
            text("UPDATE roles SET permissions = :p WHERE name = :n"), {"n": role, "p": json.dumps(words)}
        )


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "hid\u202eden"])
def test_there_is_no_looking_without_a_reason(core, iris, max_id, reason):
    with pytest.raises(InvalidReason):
        look(core, iris, max_id, reason)

    assert rows(core, "reveals") == []
    assert email_of(core, iris, max_id) == MASKED


def test_nobody_asks_for_themselves_or_for_someone_who_is_not_there(core, iris):
    with pytest.raises(NotYourself):
        look(core, iris, iris.user_id)
    for nobody in ("nobody", "01a21000-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound):
            look(core, iris, nobody)


def test_whoever_sees_everything_has_nothing_to_ask_for(core, ada, max_id):
    for actor in (ada, house()):
        with pytest.raises(NothingMasked):
            look(core, actor, max_id)

    assert "user:revealed" not in [entry.event for entry in entries(core)]


def test_reading_with_the_right_to_is_no_reveal(core, ada, max_id):
    seen = len(entries(core))
    email_of(core, ada, max_id)

    assert len(entries(core)) == seen


def test_a_role_can_be_made_that_sees_masked_and_may_not_ask(core, max_id):
    reader = someone(core, a_role(core, "reader", "users:read"))

    with pytest.raises(NotAllowed):
        look(core, reader, max_id)


def test_a_right_that_is_taken_away_ends_it_at_once(core, iris, max_id):
    clerk = someone(core, a_role(core, "clerk", "users:read", "users:ask-to-reveal"))
    look(core, clerk, max_id)
    assert email_of(core, clerk, max_id) == MAX

    keep_only(core, "clerk", "users:read")

    assert email_of(core, clerk, max_id) == MASKED


def test_it_ends_with_the_session(core, iris, max_id):
    look(core, iris, max_id)
    core.call(house(), sessions.revoke, session_id=iris.session_id)

    assert email_of(core, signed_in(core, IRIS), max_id) == MASKED


def test_it_can_be_ended_before_its_time(core, iris, max_id, sam):
    look(core, iris, max_id)
    look(core, iris, sam.user_id)
    core.call(iris, reveals.end, user_id=max_id)

    assert email_of(core, iris, max_id) == MASKED
    assert email_of(core, iris, sam.user_id) == "sam@example.com"
    assert entries(core)[-1].event == "user:reveal-ended"

    seen = len(entries(core))
    core.call(iris, reveals.end, user_id=max_id)
    core.call(iris, reveals.end, user_id="nobody")
    assert len(entries(core)) == seen


def test_asking_again_begins_five_new_minutes(core, clock, iris, max_id):
    look(core, iris, max_id)
    clock.advance(minutes=4)
    look(core, iris, max_id, reason="Not done yet")
    clock.advance(minutes=4)

    assert email_of(core, iris, max_id) == MAX
