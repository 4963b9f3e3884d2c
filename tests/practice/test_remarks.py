"""Notes in the practice data: by staff, after the person came, one pinned at most, and in the log."""

from collections import Counter

from tests.practice.conftest import PEOPLE
from usercore.events import Event
from usercore.models import Note, User


def test_some_people_have_a_note_of_someone_who_may_write_one(practiced):
    people = {user.id: user for user in practiced.every(User)}
    found = practiced.every(Note)

    assert PEOPLE / 40 < len(found) < PEOPLE / 8
    assert {people[note.author_id].role for note in found} <= {"admin", "support"}
    assert all(note.created_at > people[note.user_id].created_at for note in found)
    assert max(Counter(note.user_id for note in found).values()) == 1


def test_each_stands_in_the_log(practiced):
    told = {entry.facts["note"]: entry.subject_id for entry in practiced.history() if entry.event == Event.NOTE_WRITTEN}

    assert told == {str(note.id): note.user_id for note in practiced.every(Note)}
