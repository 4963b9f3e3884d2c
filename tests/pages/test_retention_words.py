"""What became of a rule in a run, in words."""

from pages.parts import retention_words

PART = {
    "category": "dormant", "state": "waiting", "due": 0, "to_warn": 0, "most": 0, "of": 200, "cap": 2, "done": 0,
    "warned": 0,
}  # fmt: skip


def told(*, dry_run=False, **part):
    return retention_words.part({**PART, **part}, dry_run=dry_run)


def test_too_many_to_warn_are_told_as_such():
    part = {"state": "capped", "to_warn": 40, "most": 40}

    assert retention_words.worth_telling({**PART, **part})
    assert told(**part) == "Left alone: 40 accounts of 200 would be told by letter, more than 2 %"


def test_too_many_to_go_are_told_as_such():
    assert told(state="capped", due=40, to_warn=3, most=40) == "Left alone: 40 accounts of 200 would go, more than 2 %"


def test_what_went_and_who_was_told():
    assert told(due=3, most=5, to_warn=5, done=3, warned=5) == "3 accounts removed; 5 told by letter"
    assert told(dry_run=True, due=3, to_warn=5) == "3 accounts would go; 5 told by letter"


def test_without_a_letter_nothing_is_said_of_one():
    rule = {"category": "dormant", "days": 730, "action": "delete"}

    assert "30 days before" in retention_words.means({**rule, "warn_days": 30})
    assert "not told before" in retention_words.means({**rule, "warn_days": 0})
