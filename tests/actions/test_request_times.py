"""The time to answer a request: it stands still, is lengthened once, and cannot be once it is over."""

from datetime import timedelta

import pytest

from tests.builders import house, someone
from tests.requesting import kinds_of_letters, known, log, one
from usercore.actions import request_work
from usercore.errors import (
    IdentityKnown,
    NotPaused,
    TooLateToExtend,
    TooLateToPause,
)
from usercore.frames import requests as lists


def test_a_pause_moves_the_day_and_ends_once_it_is_known_who_asks(core, clock, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)

    with pytest.raises(NotPaused):
        core.call(sam, request_work.resume, request_id=request_id)
    core.call(sam, request_work.pause, request_id=request_id)
    clock.advance(days=40)  # nobody is overdue while the clock stands
    assert core.call(house(), lists.counts).iloc[0].overdue == 0
    sam_again = someone(core, "support")
    known(core, sam_again, request_id)

    moved = one(core, request_id)
    assert (moved.state, moved.due_at.date().isoformat()) == ("in-work", "2026-05-12")
    with pytest.raises(IdentityKnown):
        core.call(sam_again, request_work.pause, request_id=request_id)


def test_once_the_time_is_over_it_cannot_stand_still_nor_be_lengthened(core, clock, sam, maxim):
    late = log(core, house(), user_id=maxim.user_id)
    waiting = log(core, house(), "objection", user_id=maxim.user_id)
    clock.now = one(core, late).due_at + timedelta(days=8)

    with pytest.raises(TooLateToPause):
        core.call(house(), request_work.pause, request_id=late)
    with pytest.raises(TooLateToExtend):
        core.call(house(), request_work.extend, request_id=late, reason="There is a lot.")
    assert one(core, waiting).days_left == -8


def test_more_time_is_taken_once_within_the_first_period_and_told(core, clock, sam, maxim):
    request_id = log(core, sam, user_id=maxim.user_id)
    late = log(core, sam, "objection", user_id=maxim.user_id)

    core.call(sam, request_work.extend, request_id=request_id, reason="There is a lot.")

    extended = one(core, request_id)
    assert extended.due_at.date().isoformat() == "2026-06-02"
    assert "request-extended" in kinds_of_letters(core, maxim.user_id)
    with pytest.raises(TooLateToExtend):
        core.call(sam, request_work.extend, request_id=request_id, reason="There is still a lot.")
    clock.advance(days=32)
    with pytest.raises(TooLateToExtend):
        core.call(house(), request_work.extend, request_id=late, reason="There is a lot.")
