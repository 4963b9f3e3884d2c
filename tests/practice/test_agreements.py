"""Consent in the practice data: people in all states, each line in the log, and the staff not asked when they come in."""

from collections import Counter

from tests.builders import house
from usercore.frames import consents
from usercore.models import Consent, ConsentPurpose, ConsentState, ConsentText, User


def test_there_are_two_purposes_and_two_versions_of_one(practiced):
    assert len(practiced.every(ConsentPurpose)) == 2
    assert sorted((text.purpose, text.version) for text in practiced.every(ConsentText)) == [
        ("newsletter", 1),
        ("newsletter", 2),
        ("product-research", 1),
    ]


def test_people_stand_everywhere(practiced):
    newest = {purpose.key: purpose.version for purpose in practiced.every(ConsentPurpose)}
    found = Counter((state.answer, state.version < newest[state.purpose]) for state in practiced.every(ConsentState))

    assert {("given", True), ("given", False), ("declined", False), ("withdrawn", False)} <= set(found)


def test_where_one_stands_is_one_s_last_line_and_each_line_is_in_the_log(practiced):
    lines = sorted(practiced.every(Consent), key=lambda line: line.number)
    last = {(line.user_id, line.purpose): line.id for line in lines}
    told = {entry.facts["consent"] for entry in practiced.history() if entry.event.startswith("consent:")}

    assert {(state.user_id, state.purpose): state.consent_id for state in practiced.every(ConsentState)} == last
    assert told == {str(line.id) for line in lines}


def test_nobody_answered_before_they_came_or_before_the_text_did(practiced):
    people = {user.id: user for user in practiced.every(User)}
    texts = {text.id: text for text in practiced.every(ConsentText)}

    for line in practiced.every(Consent):
        assert line.at > people[line.user_id].created_at
        assert line.at > texts[line.text_id].published_at
        assert line.sha256 == texts[line.text_id].sha256


def test_whoever_practises_as_one_of_the_staff_is_not_asked_first(practiced):
    staff = [user.id for user in practiced.every(User) if user.role in ("admin", "support")]

    assert len(staff) >= 4
    for user_id in staff:
        assert not practiced.core.call(house(), consents.of_user, user_id=user_id)["asked"].any()
