"""A run is planned, capped, done in small batches, told of, and goes on where another stopped."""

import pytest

from tests.builders import ADA, a_user, house, letters_to
from tests.keeping import an_ended_session, in_the_trash, only, report, run, to_the_end
from tests.witness import at_once, entries, events, everything, failing_commits, people_in
from usercore.actions import retention
from usercore.errors import RunOver, RunUnderWay
from usercore.frames import chain
from usercore.frames import retention as lists
from usercore.frames import users as people
from usercore.steps import clearing


@pytest.fixture
def full(core, clock):
    """Twenty-five people in the trash for long, and a rule to empty it."""
    for _ in range(25):
        in_the_trash(core)
    clock.advance(days=31)
    only(core, "trash")
    return core


def trash(core):
    return len(people_in(core)) - 3


def admin(core):
    return core.call(house(), people.by_email, email=ADA).iloc[0]["id"]


def test_a_dry_run_changes_nothing_and_says_what_one_would_do(full):
    before = everything(full)

    plan, outcome = run(full, dry_run=True)

    after = everything(full)
    assert {name for name, rows in after.items() if rows != before[name]} == {"retention_runs"}
    assert (plan["trash"]["due"], plan["trash"]["done"], outcome) == (25, 0, "done")


def test_a_rule_beyond_its_cap_takes_nothing_and_the_admins_are_told_once(full, clock):
    only(full, "trash", cap_percent=50)

    plan, outcome = run(full)
    clock.advance(days=1)
    run(full)

    assert trash(full) == 25
    assert (plan["trash"]["state"], outcome) == ("capped", "stopped")
    assert [letter.kind for letter in letters_to(full, admin(full))] == ["retention-stopped"]
    assert "retention:stopped" in events(full)
    clock.advance(days=7)
    run(full)
    assert len(letters_to(full, admin(full))) == 2


def test_an_admin_lets_it_go_on_beyond_its_cap_once(full):
    only(full, "trash", cap_percent=50)

    run(full, beyond_cap=["trash"])

    assert trash(full) == 0
    for _ in range(3):
        in_the_trash(full)
    assert run(full)[1] == "done"  # nothing is old enough


def test_a_cap_of_one_rule_keeps_no_other(full, clock):
    an_ended_session(full)
    clock.advance(days=91)
    only(full, "trash", cap_percent=50)
    full.call(house(), retention.change, category="sessions", on=True, days=90, cap_percent=100, seen=4)

    plan, _ = run(full)

    assert plan["trash"]["state"] == "capped"
    assert plan["sessions"]["done"] >= 1


def test_one_may_always_go_even_from_a_small_house(core, clock):
    in_the_trash(core)
    clock.advance(days=31)
    only(core, "trash", cap_percent=1)

    run(core)

    assert trash(core) == 0


def test_killed_in_the_middle_everything_is_whole_and_the_next_goes_on(full):
    run_id = full.call(house(), retention.start)
    full.call(house(), retention.step)
    assert trash(full) == 25 - clearing.ACCOUNTS
    with failing_commits(), pytest.raises(RuntimeError):
        full.call(house(), retention.step)
    assert trash(full) == 25 - clearing.ACCOUNTS
    assert full.call(house(), chain.broken).empty

    to_the_end(full)

    plan, outcome = report(full, run_id)
    assert (trash(full), plan["trash"]["done"], outcome) == (0, 25, "done")
    assert events(full).count("user:erased") == 25
    assert full.call(house(), chain.broken).empty


def test_two_workers_at_once_erase_each_once(full):
    full.call(house(), retention.start)

    results = at_once(*[lambda: to_the_end(full)] * 3)

    assert results == [None, None, None]
    assert trash(full) == 0
    assert events(full).count("user:erased") == 25
    assert events(full).count("retention:finished") == 1


def test_two_who_begin_at_once_begin_one(full):
    results = at_once(*[lambda: full.call(house(), retention.start)] * 2)

    assert sorted(isinstance(one, RunUnderWay) for one in results) == [False, True]


def test_a_run_is_cancelled_after_its_batch(full, ada):
    run_id = full.call(house(), retention.start)
    full.call(house(), retention.step)

    full.call(house(), retention.cancel, run_id=run_id)
    to_the_end(full)

    assert trash(full) == 25 - clearing.ACCOUNTS
    assert report(full, run_id)[1] == "cancelled"
    with pytest.raises(RunOver):
        full.call(house(), retention.cancel, run_id=run_id)


def test_it_comes_every_night_once(core, clock):
    def began():
        core.call(house(), retention.daily)
        to_the_end(core)
        return len(core.call(house(), lists.runs))

    assert began() == 1  # where none has been, at once
    clock.advance(hours=12)
    assert began() == 1
    clock.advance(hours=6)
    assert began() == 2
    assert core.call(house(), lists.due).iloc[0]["at"].hour == 2


def test_a_night_in_which_nothing_was_too_old_leaves_no_entry(core):
    before = len(entries(core))

    core.call(house(), retention.daily)
    to_the_end(core)

    assert events(core, before) == []


def test_what_went_is_on_record_with_how_much(core, clock):
    an_ended_session(core)
    clock.advance(days=91)
    only(core, "sessions")
    before = len(entries(core))

    run(core)

    told = [entry for entry in entries(core)[before:] if entry.event == "retention:cleared"]
    assert [entry.facts for entry in told] == [{"category": "sessions", "rows": 1, "days": 90}]


def test_a_run_that_fails_is_over_and_says_why(full):
    run_id = full.call(house(), retention.start)

    full.call(house(), retention.give_up, problem="the power went")

    found = full.call(house(), lists.runs, run_id=run_id).iloc[0]
    assert (found["outcome"], found["problem"]) == ("failed", "the power went")
    run(full)
    assert trash(full) == 0


def test_the_addresses_of_those_who_are_gone_are_free_again(full, clock):
    run(full)

    assert a_user(full, "again@example.com")


def test_too_many_who_would_be_warned_are_left_alone(core, clock):
    for _ in range(3):
        a_user(core)
    clock.advance(days=800)
    only(core, "dormant", days=730, warn_days=30, cap_percent=2)

    plan, outcome = run(core)

    assert outcome == "stopped"
    assert (plan["dormant"]["due"], plan["dormant"]["to_warn"], plan["dormant"]["most"]) == (0, 4, 4)
