"""Reveals in the practice data: by the auditor, with a reason, and long over."""

from tests.practice.conftest import PEOPLE
from usercore.events import Event
from usercore.models import Reveal, User


def test_some_people_were_looked_at_by_an_auditor_with_a_reason(practiced):
    people = {user.id: user for user in practiced.every(User)}
    found = [entry for entry in practiced.history() if entry.event == Event.USER_REVEALED]

    assert PEOPLE / 150 < len(found) < PEOPLE / 20
    assert {people[entry.actor_id].role for entry in found} == {"auditor"}
    assert all("reason" in entry.sealed for entry in found)
    assert all(entry.at > people[entry.subject_id].created_at for entry in found if entry.subject_id in people)


def test_none_of_it_lasts(practiced):
    assert practiced.every(Reveal) == []
