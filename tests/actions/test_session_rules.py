"""How long the sessions of a role last, and how many there may be, is an admin's to say."""

from datetime import timedelta

import pytest

from tests.builders import house, signed_in, someone
from tests.witness import entries
from usercore.actions import rules
from usercore.errors import BadRule, NotAllowed, NotFresh, UnknownRole
from usercore.frames import rules as rule_lists
from usercore.frames import sessions as lists
from usercore.frames import users as people

MINUTES = timedelta(minutes=10)
DAY = timedelta(days=1)


def change(core, actor, role, *, idle=None, absolute=None, most=None):
    core.call(actor, rules.change_sessions, role=role, idle=idle, absolute=absolute, most=most)


def in_force(core, role):
    found = core.call(house(), rule_lists.sessions).set_index("role").loc[role]
    return found.idle, found.absolute, None if found.most != found.most else found.most


def live(core, user_id):
    found = core.call(house(), lists.of_user, user_id=user_id)
    return set(found[found["live"].astype(bool)]["id"])


def test_a_shorter_idle_rule_counts_at_the_next_call(core, ada, clock):
    author = someone(core)
    change(core, ada, "author", idle=MINUTES)
    clock.now += MINUTES

    with pytest.raises(Exception, match="sign in first"):
        core.call(author, people.by_id, user_id=author.user_id)


def test_a_shorter_absolute_rule_counts_for_sessions_that_are_open(core, ada, clock):
    author = someone(core)
    clock.advance(hours=2)
    change(core, signed_in(core, "ada@example.com"), "author", absolute=timedelta(hours=1))

    assert live(core, author.user_id) == set()


def test_none_is_what_the_settings_say(core, ada):
    change(core, ada, "author", idle=MINUTES, absolute=DAY, most=3)
    assert in_force(core, "author") == (MINUTES, DAY, 3)

    change(core, ada, "author")

    assert in_force(core, "author") == (timedelta(days=7), timedelta(days=30), None)


def test_one_more_than_allowed_ends_the_one_unused_for_longest(core, ada, clock):
    author = someone(core, email="author@example.com")
    change(core, ada, "author", most=2)
    clock.advance(minutes=5)
    second = signed_in(core, "author@example.com")
    clock.advance(minutes=5)
    core.call(author, people.by_id, user_id=author.user_id)  # the older one is in use again

    third = signed_in(core, "author@example.com")

    assert live(core, author.user_id) == {author.session_id, third.session_id}
    kept = core.call(house(), lists.of_user, user_id=author.user_id).set_index("id").loc[second.session_id]
    assert (kept.ended_why, kept.ended_by) == ("too-many", None)


def test_others_may_have_as_many_as_before(core, ada):
    viewer = someone(core, "viewer", email="viewer@example.com")
    change(core, ada, "author", most=1)
    signed_in(core, "viewer@example.com")

    assert len(live(core, viewer.user_id)) == 2


def test_the_change_is_in_the_audit_log_with_before_and_after(core, ada):
    change(core, ada, "author", idle=MINUTES, most=2)

    entry = entries(core)[-1]
    assert entry.event == "settings:sessions-changed"
    assert entry.facts == {"role": "author", "before": [None, None, None], "after": [600, None, 2]}


def test_saving_it_as_it_is_records_nothing(core, ada):
    change(core, ada, "author", most=2)
    seen = len(entries(core))

    change(core, ada, "author", most=2)

    assert len(entries(core)) == seen


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"idle": timedelta(minutes=4)}, "between five minutes and a year"),
        ({"absolute": timedelta(days=400)}, "between five minutes and a year"),
        ({"idle": DAY, "absolute": MINUTES}, "cannot lie unused for longer than it may last"),
        ({"most": 0}, "between 1 and 1,000"),
        ({"most": 1001}, "between 1 and 1,000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(core, ada, wanted, why):
    before, seen = in_force(core, "author"), len(entries(core))

    with pytest.raises(BadRule, match=why):
        change(core, ada, "author", **wanted)

    assert in_force(core, "author") == before
    assert len(entries(core)) == seen


def test_a_role_that_is_none_is_refused(core, ada):
    with pytest.raises(UnknownRole):
        change(core, ada, "emperor", most=1)


@pytest.mark.parametrize("role", ["support", "auditor", "author"])
def test_only_admins_change_it(core, role):
    with pytest.raises(NotAllowed):
        change(core, someone(core, role), "author", most=1)


def test_it_needs_a_recent_sign_in(core, ada, clock):
    for _ in range(2):
        clock.advance(minutes=31)
        core.call(ada, people.by_id, user_id=ada.user_id)

    with pytest.raises(NotFresh):
        change(core, ada, "author", most=1)


def test_an_admin_sets_the_rule_of_admins_too(core, ada, clock):
    change(core, ada, "admin", idle=MINUTES)
    clock.now += MINUTES

    with pytest.raises(Exception, match="sign in first"):
        core.call(ada, people.by_id, user_id=ada.user_id)
