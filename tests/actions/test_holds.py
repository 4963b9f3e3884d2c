"""A legal hold wins: over every rule, and over everyone who would delete."""

from datetime import timedelta

import pytest

from tests.actions.test_retention_boundaries import a_letter
from tests.builders import a_user, house, letters_to, someone
from tests.keeping import (
    a_failed_try,
    an_ended_session,
    in_the_trash,
    last_seen,
    never_accepted,
    only,
    run,
    sessions_of,
)
from tests.witness import entries, people_in, values
from usercore.actions import holds, segments, users
from usercore.errors import HoldLifted, InvalidMoment, MonthHeld, NotYourself, OnHold
from usercore.frames import audit, chain
from usercore.frames import holds as lists
from usercore.models import LetterState


def hold(core, user_id):
    return core.call(house(), holds.place, user_id=user_id, reason="a lawsuit")


def test_their_sessions_stay(core, clock):
    actor = an_ended_session(core)
    hold(core, actor.user_id)
    clock.advance(days=400)

    only(core, "sessions")
    run(core)

    assert sessions_of(core, actor.user_id) == 1


def test_their_letters_stay(core, clock):
    user_id = a_user(core)
    a_letter(core, user_id, LetterState.SENT)
    hold(core, user_id)
    clock.advance(days=400)

    only(core, "letters")
    run(core)

    assert len(letters_to(core, user_id)) == 1


@pytest.mark.parametrize("category", ["tries", "values"])
def test_what_the_log_says_of_them_by_name_stays(core, clock, maxim, category):
    a_failed_try(core, maxim.user_id)
    hold(core, maxim.user_id)
    clock.advance(days=400)

    only(core, category)
    run(core)

    assert "203.0.113.9" in {value.value for value in values(core)}


@pytest.mark.parametrize("category", ["trash", "invitations", "dormant"])
def test_they_stay(core, clock, category):
    made = {"trash": in_the_trash, "invitations": never_accepted, "dormant": a_user}
    user_id = made[category](core)
    if category == "dormant":
        last_seen(core, user_id, clock())
    held = hold(core, user_id)
    clock.advance(days=900)
    only(core, category, warn_days=0)
    run(core)
    assert user_id in people_in(core)

    core.call(house(), holds.lift, hold_id=held)
    only(core, category, warn_days=0, action="delete")
    run(core)

    assert user_id not in people_in(core)


def test_no_month_that_speaks_of_them_goes_nor_one_after_it(core, clock, maxim):
    for number in range(16):
        clock.advance(days=31)
        if number == 1:
            core.call(house(), users.update, user_id=maxim.user_id, name="Max Held")
        else:
            a_user(core)
    months = sorted({entry.segment for entry in entries(core)})
    told = next(entry.segment for entry in entries(core) if entry.event == "user:updated")
    hold(core, maxim.user_id)
    first = min(entry.segment for entry in entries(core) if maxim.user_id in (entry.subject_id, entry.actor_id))
    only(core, "audit")

    report, outcome = run(core)

    assert first <= told
    assert sorted({entry.segment for entry in entries(core)}) == months[months.index(first) :]
    assert report["audit"]["state"] == "held"
    assert first in report["audit"]["problem"]
    assert outcome == "done"
    assert core.call(house(), chain.broken).empty
    with pytest.raises(MonthHeld):
        core.call(house(), segments.remove_oldest, keep=timedelta(days=90))


def test_nobody_deletes_them_for_ever_and_staff_are_told_why(core, ada, maxim):
    hold(core, maxim.user_id)

    with pytest.raises(OnHold, match="a lawsuit"):
        core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    assert maxim.user_id in people_in(core)


def test_who_may_not_read_holds_is_not_told_why(core, maxim, sam):
    hold(core, maxim.user_id)

    (seen,) = core.call(sam, lists.of_user, user_id=maxim.user_id).itertuples()

    assert seen.reason is None
    assert "lawsuit" not in str(OnHold(told=""))


def test_a_second_hold_stands_when_the_first_is_lifted(core, maxim):
    first, _ = hold(core, maxim.user_id), hold(core, maxim.user_id)
    core.call(house(), holds.lift, hold_id=first)

    with pytest.raises(OnHold):
        core.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")
    with pytest.raises(HoldLifted):
        core.call(house(), holds.lift, hold_id=first)


def test_it_is_looked_at_again_by_its_day_and_does_not_end_by_itself(core, clock, ada, maxim):
    review = clock() + timedelta(days=30)
    held = core.call(ada, holds.place, user_id=maxim.user_id, reason="a lawsuit", review_at=review)
    clock.advance(days=31)
    core.call(house(), holds.review, hold_id=held, review_at=clock() + timedelta(days=30))

    (found,) = core.call(house(), lists.all).itertuples()

    assert found.late is False
    assert found.placed_by == "Ada Admin"
    with pytest.raises(InvalidMoment):
        core.call(house(), holds.review, hold_id=held, review_at=clock())


def test_nobody_lifts_their_own(core, ada):
    other = someone(core, "admin")
    held = core.call(other, holds.place, user_id=ada.user_id, reason="a lawsuit")

    with pytest.raises(NotYourself):
        core.call(ada, holds.lift, hold_id=held)


def test_why_does_not_stand_in_the_log_and_they_do_not_read_of_it_in_their_own_history(core, maxim):
    hold(core, maxim.user_id)

    assert entries(core)[-1].event == "hold:placed"
    assert "lawsuit" not in str([entry.facts for entry in entries(core)])
    assert "a lawsuit" not in {value.value for value in values(core)}
    own = core.call(maxim, audit.of_user, user_id=maxim.user_id)
    assert "hold:placed" not in set(own["event"])
