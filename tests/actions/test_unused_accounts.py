"""Accounts that nobody signs in to are warned first, and go only once the warning was on its way."""

from datetime import timedelta

import pytest

from tests.builders import ADA, a_user, house, letters_to, signed_in
from tests.consenting import a_purpose, lines
from tests.keeping import (
    YEAR,
    goes_after_a_second_letter,
    hand_over,
    last_seen,
    look,
    only,
    run,
    with_a_year_s_session,
)
from tests.witness import entries, people_in, values
from usercore.actions import consents, rules
from usercore.frames import retention as lists
from usercore.models import User

SECOND = timedelta(seconds=1)


@pytest.fixture
def stays_in(core):
    return with_a_year_s_session(core)


def test_an_unused_account_is_warned_first_and_made_nameless_when_nobody_came(core, clock):
    user_id = a_user(core, name="Long Gone")
    last_seen(core, user_id, clock())
    only(core, "dormant", days=730, warn_days=30)
    clock.advance(days=700, seconds=-1)
    run(core)
    assert letters_to(core, user_id) == []

    clock.advance(seconds=1)
    run(core)
    assert [letter.kind for letter in letters_to(core, user_id)] == ["dormant-warning"]
    hand_over(core, user_id)
    clock.advance(days=30, seconds=-1)
    run(core)
    assert "Long Gone" in names(core)

    clock.advance(seconds=1)
    run(core)

    assert user_id in people_in(core)
    assert "Long Gone" not in names(core)
    assert "Long Gone" not in {value.value for value in values(core)}
    assert letters_to(core, user_id) == []
    assert [entry.event for entry in entries(core) if entry.subject_id == user_id][-3:] == [
        "user:warned",
        "letter:sent",
        "user:anonymised",
    ]


def test_nobody_goes_whose_warning_no_mail_server_took(core, clock):
    user_id = a_user(core)
    last_seen(core, user_id, clock())
    only(core, "dormant", action="delete", days=730, warn_days=30)
    clock.advance(days=700)
    run(core)

    clock.advance(days=90)
    run(core)
    assert user_id in people_in(core)
    hand_over(core, user_id)
    clock.advance(days=30, seconds=-1)
    run(core)
    assert user_id in people_in(core)

    clock.advance(seconds=1)
    run(core)
    assert user_id not in people_in(core)


def test_words_of_staff_in_the_ledger_go_with_the_name(core, clock):
    user_id = a_user(core, name="Long Gone")
    key = a_purpose(core)
    core.call(house(), consents.record, user_id=user_id, purpose=key, answer="given", how="import",
              proof="Call from Long Gone")  # fmt: skip
    last_seen(core, user_id, clock())
    only(core, "dormant", days=730, warn_days=0)
    clock.advance(days=731)

    run(core)

    (line,) = lines(core, user_id)
    assert (line.answer, line.proof) == ("given", "")


def test_who_signs_in_after_the_warning_is_safe_and_is_warned_again_a_time_later(core, clock):
    user_id = a_user(core)
    last_seen(core, user_id, clock())
    only(core, "dormant", action="delete")
    clock.advance(days=700)
    run(core)
    last_seen(core, user_id, clock())

    clock.advance(days=60)
    run(core)
    assert user_id in people_in(core)
    clock.advance(days=640)
    run(core)
    assert len(letters_to(core, user_id)) == 2
    hand_over(core, user_id)
    clock.advance(days=30)
    run(core)

    assert user_id not in people_in(core)


@pytest.mark.parametrize("warn_days", [0, 30])
def test_whoever_uses_the_session_they_have_is_neither_warned_nor_gone(core, clock, stays_in, warn_days):
    only(core, "dormant", action="delete", days=180, warn_days=warn_days)
    for _ in range(2):
        clock.advance(days=140)
        look(core, stays_in)

    run(core)

    assert stays_in.user_id in people_in(core)
    assert letters_to(core, stays_in.user_id) == []
    clock.advance(days=180 - warn_days)
    run(core)
    assert (stays_in.user_id in people_in(core)) is (warn_days > 0)
    assert len(letters_to(core, stays_in.user_id)) == (warn_days > 0)


def test_whoever_uses_their_session_after_the_warning_is_safe_and_is_warned_again(core, clock, stays_in):
    only(core, "dormant", action="delete", days=180)
    clock.advance(days=150)
    run(core)
    hand_over(core, stays_in.user_id)
    clock.advance(days=10)
    look(core, stays_in)

    clock.advance(days=149)
    run(core)
    assert len(letters_to(core, stays_in.user_id)) == 1
    clock.advance(days=31)
    run(core)

    goes_after_a_second_letter(core, clock, stays_in.user_id)


def test_others_who_are_here_change_nothing_for_whoever_is_not(core, clock, stays_in):
    gone = a_user(core)
    only(core, "dormant", action="delete", days=180)
    clock.advance(days=150)
    look(core, stays_in)
    run(core)
    hand_over(core, gone)
    clock.advance(days=30)
    look(core, stays_in)

    run(core)

    assert gone not in people_in(core)
    assert stays_in.user_id in people_in(core)


def test_staff_who_use_their_session_are_not_suggested_as_unused(core, clock):
    core.call(house(), rules.change_sessions, role="admin", idle=YEAR, absolute=YEAR, most=None)
    ada = signed_in(core, ADA)
    clock.advance(days=200)
    look(core, ada)
    clock.advance(days=179)

    found = core.call(house(), lists.effect, category="dormant", days=180)

    assert found.attrs["staff"] == 1  # Sam


def test_staff_are_never_touched_by_it(core, clock, ada, sam, maxim):
    only(core, "dormant", action="delete", warn_days=0)
    clock.advance(days=900)

    run(core)

    left = people_in(core)
    assert {ada.user_id, sam.user_id} <= set(left)
    assert maxim.user_id not in left


def names(core):
    with core.engine.connect() as connection:
        return set(connection.scalars(User.__table__.select().with_only_columns(User.__table__.c.name)))
