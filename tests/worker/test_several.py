"""Of several workers one works; whatever happens to it, another takes over and no letter goes twice."""

from tests.letters import every, some, states
from tests.witness import at_once
from usercore.actions import jobs, leases
from usercore.worker import SPAN


def test_of_two_workers_one_works_and_the_other_takes_over_when_it_dies(core, clock, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    first.turn()
    some(core, 2)

    assert second.turn() == 0
    clock.advance(seconds=SPAN.total_seconds() - 1)
    assert second.turn() == 0
    clock.advance(seconds=1)
    assert second.turn() == 2

    some(core, 1)
    assert first.turn() == 0


def test_a_worker_that_works_keeps_the_lease(core, clock, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    for _ in range(20):
        first.turn()
        assert second.turn() == 0
        clock.advance(seconds=5)

    some(core, 1)
    assert (second.turn(), first.turn()) == (0, 1)


def test_a_worker_that_ends_gives_the_lease_back_at_once(core, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    first.turn()
    some(core, 1)

    first.stop()

    assert second.turn() == 1


def test_a_worker_that_was_thought_dead_does_not_give_back_what_another_holds(core, clock, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    first.turn()
    clock.advance(minutes=1)
    second.turn()
    some(core, 1)

    first.stop()

    assert (first.turn(), second.turn()) == (0, 1)


def test_a_worker_whose_lease_was_taken_while_it_carried_stops(core, clock, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    some(core, 3)

    def fall_asleep(_letter):
        kind.box.on_arrival = lambda _letter: None
        clock.advance(seconds=SPAN.total_seconds())
        assert second.core.call(second.me, leases.take, name="worker", holder=second.holder, span=SPAN)

    kind.box.on_arrival = fall_asleep

    assert first.turn() == 1
    assert second.turn() == 2
    assert len(set(kind.box.ids)) == 3


def test_a_worker_whose_jobs_took_longer_than_its_lease_carries_nothing(core, clock, hire, kind):
    first, second = hire(kind.url()), hire(kind.url())
    some(core, 1)

    class Slow:
        def saw(self, deed, _seconds, _outcome):
            if deed is jobs.note:
                first.core.watcher = None
                clock.advance(seconds=SPAN.total_seconds())
                assert second.core.call(second.me, leases.take, name="worker", holder=second.holder, span=SPAN)

    first.core.watcher = Slow()

    assert (first.turn(), second.turn()) == (0, 1)


def test_eight_workers_at_once_carry_each_letter_once(core, hire, kind):
    some(core, 24)

    at_once(*[hire(kind.url()).turn for _ in range(8)])

    assert sorted(kind.box.ids) == sorted(set(kind.box.ids))
    assert len(kind.box.ids) == 24
    assert states(core) == ["sent"] * 24


def test_a_worker_that_is_leaving_finishes_the_letter_in_hand_and_no_more(core, worker, box):
    some(core, 3)
    box.on_arrival = lambda _letter: worker.leaving.set()

    assert worker.turn() == 1

    assert states(core) == ["queued", "queued", "sent"]
    assert [letter.claimed_until for letter in every(core)] == [None] * 3


def test_letters_whose_link_ended_are_put_aside_within_a_minute(core, clock, hire):
    idle = hire()  # with a mail server or without
    some(core, 2)
    idle.turn()
    clock.advance(hours=1)

    idle.turn()

    assert states(core) == ["ended", "ended"]
