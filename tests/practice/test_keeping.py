"""What is kept in the practice data: two people under a hold, the last nights' runs, rules as they are shipped."""

from tests.builders import house
from usercore.events import Event
from usercore.frames import retention as lists
from usercore.models import LegalHold, RetentionRule, RetentionRun, User


def test_two_people_are_under_a_hold_and_it_stands_in_the_log(practiced):
    people = {user.id: user for user in practiced.every(User)}
    found = practiced.every(LegalHold)

    assert len({hold.user_id for hold in found}) == 2
    assert {people[hold.placed_by].role for hold in found} == {"admin"}
    told = {entry.facts["hold"]: entry.subject_id for entry in practiced.history() if entry.event == Event.HOLD_PLACED}
    assert told == {str(hold.id): hold.user_id for hold in found}


def test_the_last_nights_had_runs_and_the_next_comes_by_itself(practiced):
    runs = practiced.every(RetentionRun)

    assert sorted({run.outcome for run in runs}) == ["done", "stopped"]
    assert practiced.every(RetentionRule) == []
    due = practiced.core.call(house(), lists.due).iloc[0]
    assert due["at"] > max(run.started_at for run in runs)
    assert due["run"] is None
