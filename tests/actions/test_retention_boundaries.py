"""Each rule takes what is old enough to the second, and nothing younger."""

from datetime import timedelta

import pytest

from tests.builders import a_user, house, letters_to
from tests.keeping import (
    a_failed_try,
    an_ended_session,
    in_the_trash,
    never_accepted,
    only,
    run,
    sessions_of,
    to_the_end,
)
from tests.witness import entries, people_in, values
from usercore.actions import retention, users
from usercore.database import session, writing
from usercore.frames import chain
from usercore.models import LetterState, OutboxLetter

SECOND = timedelta(seconds=1)


def whole(core):
    return core.call(house(), chain.broken).empty


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=90) - SECOND, 1), (timedelta(days=90), 0)])
def test_ended_sessions_go_after_ninety_days_and_open_ones_never(core, clock, maxim, later, left):
    gone = an_ended_session(core)
    clock.advance(seconds=later.total_seconds())

    only(core, "sessions")
    report, outcome = run(core)

    assert sessions_of(core, gone.user_id) == left
    assert report["sessions"]["done"] == 1 - left
    assert sessions_of(core, maxim.user_id) == 1
    assert outcome == "done"


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=180) - SECOND, 1), (timedelta(days=180), 0)])
def test_sent_letters_go_after_half_a_year_and_those_that_wait_never(core, clock, later, left):
    sent, waits = a_user(core), a_user(core)
    for user_id in (sent, waits):
        a_letter(core, user_id, LetterState.SENT if user_id == sent else LetterState.QUEUED)
    clock.advance(seconds=later.total_seconds())

    only(core, "letters")
    run(core)

    assert len(letters_to(core, sent)) == left
    assert len(letters_to(core, waits)) == 1


def a_letter(core, user_id, state):
    now = core.now()
    with writing(core.engine) as connection, session(connection) as db:
        db.add(
            OutboxLetter(
                id=user_id, user_id=user_id, kind="locked", to_address="a@example.com", to_name="", facts={},
                state=state, tries=1, created_at=now, next_try_at=now,
            )
        )  # fmt: skip


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=90) - SECOND, True), (timedelta(days=90), False)])
def test_networks_of_failed_tries_go_the_entries_stay_and_the_log_is_whole(core, clock, maxim, later, left):
    a_failed_try(core, maxim.user_id)
    before = len(entries(core))
    clock.advance(seconds=later.total_seconds())

    only(core, "tries")
    run(core)

    assert ("203.0.113.9" in {value.value for value in values(core)}) is left
    assert [entry.event for entry in entries(core)[:before]].count("sign-in:refused") == 1
    assert whole(core)


def test_values_of_chosen_kinds_go_and_others_stay(core, clock, maxim):
    a_failed_try(core, maxim.user_id)
    a_user(core, name="Someone Kept")
    clock.advance(days=200)

    only(core, "values", kinds=["sign-in"], days=180)
    run(core)

    left = {value.value for value in values(core)}
    assert "203.0.113.9" not in left
    assert "Someone Kept" in left
    assert whole(core)


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=30) - SECOND, True), (timedelta(days=30), False)])
def test_the_trash_is_emptied_after_thirty_days_and_each_is_on_record(core, clock, later, left):
    user_id = in_the_trash(core)
    clock.advance(seconds=later.total_seconds())

    only(core, "trash")
    run(core)

    assert (user_id in people_in(core)) is left
    erased = [entry for entry in entries(core) if entry.event == "user:erased"]
    assert [entry.facts["rule"] for entry in erased] == ([] if left else ["trash"])
    assert whole(core)


def test_who_never_accepted_goes_ninety_days_after_the_invitation_ended(core, clock):
    user_id = never_accepted(core)
    lasts = core.settings.invitation_lifetime
    clock.advance(seconds=(lasts + timedelta(days=90) - SECOND).total_seconds())
    only(core, "invitations")
    run(core)
    assert user_id in people_in(core)

    clock.advance(seconds=1)
    run(core)

    assert user_id not in people_in(core)


def test_whole_months_of_the_log_go_after_a_year_and_the_rest_still_verifies(core, clock):
    for _ in range(14):
        clock.advance(days=31)
        a_user(core)
    only(core, "audit")

    report, _ = run(core)

    oldest = min(entry.segment for entry in entries(core))
    assert oldest == f"{clock() - timedelta(days=365):%Y-%m}"
    assert report["audit"]["done"] > 0
    assert whole(core)


def test_whoever_was_never_invited_is_no_invitation_that_nobody_accepted(core, clock):
    waiting = core.call(house(), users.create, email="later@example.com", name="Later", password=None)
    only(core, "invitations", days=90)
    clock.advance(days=400)

    run(core)

    assert waiting.id in people_in(core)


def test_rules_that_lose_nobody_anything_are_on_by_themselves_and_no_others(core, clock):
    core.call(house(), retention.daily)
    to_the_end(core)

    from usercore.frames import retention as lists

    report = core.call(house(), lists.runs).iloc[0]
    assert [part["category"] for part in report["plan"]] == ["sessions", "letters", "tries"]
