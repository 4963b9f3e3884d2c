"""The nightly run is the worker's, by its lease, and goes on with what another left."""

from unittest.mock import patch

from tests.builders import house
from tests.keeping import in_the_trash, only
from tests.letters import some
from tests.witness import events, people_in
from usercore import worker as workers
from usercore.actions import retention
from usercore.frames import retention as lists
from usercore.worker import Worker


def trashed(core, clock, many=25):
    for _ in range(many):
        in_the_trash(core)
    clock.advance(days=31)
    only(core, "trash")


def runs(core):
    return core.call(house(), lists.runs)


def test_it_comes_by_itself_and_once_a_night(core, clock):
    trashed(core, clock)
    worker = Worker(core)

    worker.turn()
    assert len(people_in(core)) == 3
    clock.advance(minutes=2)
    worker.turn()

    assert list(runs(core)["outcome"]) == ["done"]
    assert events(core).count("user:erased") == 25


def test_letters_come_between_the_batches_of_a_long_one(core, clock):
    trashed(core, clock)
    worker = Worker(core)
    with patch.object(workers, "BATCHES_A_TURN", 1):
        worker.turn()
        assert len(people_in(core)) == 18
        worker.turn()
        worker.turn()
        worker.turn()

    assert len(people_in(core)) == 3
    assert runs(core).iloc[0]["outcome"] == "done"


def test_of_two_workers_only_the_one_with_the_lease_does_it_and_the_other_takes_over(core, clock):
    trashed(core, clock)
    first, second = Worker(core), Worker(core)
    with patch.object(workers, "BATCHES_A_TURN", 1):
        first.turn()
        second.turn()
        assert len(people_in(core)) == 18
    clock.advance(minutes=2)  # the first died: its lease is over

    second.turn()

    assert len(people_in(core)) == 3
    assert len(runs(core)) == 1


def test_one_that_someone_began_is_done_within_a_minute(core, clock):
    worker = Worker(core)
    worker.turn()
    trashed(core, clock, many=3)
    worker.turn()
    for _ in range(2):
        in_the_trash(core)
    clock.advance(days=31)
    worker.turn()
    core.call(house(), retention.start)

    clock.advance(minutes=1)
    worker.turn()

    assert set(runs(core)["outcome"]) == {"done"}


def test_one_that_fails_is_over_and_keeps_no_letter(core, clock, worker, box):
    some(core, 1)
    with patch("usercore.steps.runs.step", side_effect=KeyError("x")):
        assert worker.turn() == 1

    assert list(runs(core)["outcome"]) == ["failed"]
    assert runs(core).iloc[0]["problem"] == "KeyError"
