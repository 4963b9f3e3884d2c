"""Admins change the numbers of limits, and only admins do."""

from datetime import timedelta

import pytest

from tests.builders import MAX, an_address, house, someone, visitor
from tests.witness import at_once, entries, everything, rows
from usercore.actions import rules, sign_in
from usercore.errors import BadRule, NotAllowed, NotFound, NotFresh, TooManyAttempts
from usercore.frames import rules as lists

NAME = "sign-in:account"
MINUTES = timedelta(minutes=5)


def guess(core, email=MAX):
    return core.call(visitor(), sign_in.with_password, email=email, password="wrong")


def rule(core, name=NAME):
    found = core.call(house(), lists.limits)
    return found[found["name"] == name].iloc[0]


def test_a_smaller_number_counts_from_the_next_try_also_for_what_was_counted_before(core, ada):
    for _ in range(3):
        guess(core)

    core.call(ada, rules.change_limit, name=NAME, times=3, within=MINUTES)

    with pytest.raises(TooManyAttempts):
        guess(core)


def test_a_larger_number_opens_at_once_what_was_closed(core, ada):
    for _ in range(10):
        guess(core)

    core.call(ada, rules.change_limit, name=NAME, times=20, within=MINUTES)

    assert guess(core).sentence


def test_the_change_is_in_the_audit_log_with_what_stood_there_before(core, ada):
    core.call(ada, rules.change_limit, name=NAME, times=3, within=timedelta(hours=2))

    entry = entries(core)[-1]
    assert (entry.event, entry.actor_id) == ("settings:limit-changed", ada.user_id)
    assert entry.facts == {"limit": NAME, "before": [10, 300], "after": [3, 7200]}


def test_the_usual_number_comes_back(core, ada):
    core.call(ada, rules.change_limit, name=NAME, times=3, within=MINUTES)

    core.call(ada, rules.restore_limit, name=NAME)

    assert (rule(core).times, rule(core).changed) == (10, False)
    assert entries(core)[-1].facts == {"limit": NAME, "before": [3, 300], "after": [10, 300]}


@pytest.mark.parametrize("own", [False, True], ids=["shipped", "changed before"])
def test_the_same_number_again_changes_nothing_and_records_nothing(core, ada, own):
    times = 4 if own else 10
    if own:
        core.call(ada, rules.change_limit, name=NAME, times=times, within=MINUTES)
    before = everything(core, traces=True)

    core.call(ada, rules.change_limit, name=NAME, times=times, within=MINUTES)

    assert everything(core, traces=True) == before


def test_restoring_what_was_never_changed_does_nothing(core, ada):
    before = everything(core, traces=True)

    core.call(ada, rules.restore_limit, name=NAME)

    assert everything(core, traces=True) == before


@pytest.mark.parametrize(
    ("times", "within", "why"),
    [
        (0, MINUTES, "the number must lie between 1 and 1,000,000"),
        (-5, MINUTES, "the number must lie between 1 and 1,000,000"),
        (1_000_001, MINUTES, "the number must lie between 1 and 1,000,000"),
        (5, timedelta(0), "the time must lie between one second and a year"),
        (5, timedelta(days=367), "the time must lie between one second and a year"),
        (5, timedelta(days=-1), "the time must lie between one second and a year"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_in_words(core, ada, times, within, why):
    with pytest.raises(BadRule, match=f"This rule cannot be set: {why}"):
        core.call(ada, rules.change_limit, name=NAME, times=times, within=within)

    assert rows(core, "limit_rules") == []


@pytest.mark.parametrize("name", ["sign-in", "", "x" * 10_000, "\0"])
def test_a_limit_that_does_not_exist_is_not_made(core, ada, name):
    for deed, wanted in ((rules.change_limit, {"times": 3, "within": MINUTES}), (rules.restore_limit, {})):
        with pytest.raises(NotFound, match="no such limit"):
            core.call(ada, deed, name=name, **wanted)

    assert rows(core, "limit_rules") == []


@pytest.mark.parametrize("role", ["support", "auditor", "author"])
def test_whoever_may_only_look_changes_nothing(core, role):
    actor = someone(core, role)

    for deed, wanted in ((rules.change_limit, {"times": 3, "within": MINUTES}), (rules.restore_limit, {})):
        with pytest.raises(NotAllowed):
            core.call(actor, deed, name=NAME, **wanted)

    assert rows(core, "limit_rules") == []


def test_it_asks_for_a_recent_sign_in(core, clock):
    admin = someone(core, "admin")
    clock.advance(minutes=59)
    core.call(admin, lists.limits)
    clock.advance(minutes=2)

    with pytest.raises(NotFresh):
        core.call(admin, rules.change_limit, name=NAME, times=3, within=MINUTES)
    with pytest.raises(NotFresh):
        core.call(admin, rules.restore_limit, name=NAME)

    assert rows(core, "limit_rules") == []


def test_two_admins_who_change_one_limit_at_once_leave_one_rule_and_two_entries(core, ada):
    results = at_once(
        *[
            lambda times=times: core.call(ada, rules.change_limit, name=NAME, times=times, within=MINUTES)
            for times in (3, 4, 5, 6)
        ]
    )

    changes = [entry.facts for entry in entries(core) if entry.event == "settings:limit-changed"]
    assert results == [None] * 4
    assert len(rows(core, "limit_rules")) == 1
    assert [one["before"] for one in changes[1:]] == [one["after"] for one in changes[:-1]]


def test_one_s_own_rule_holds_for_addresses_without_an_account_too(core, ada):
    core.call(ada, rules.change_limit, name=NAME, times=2, within=MINUTES)
    email = an_address("nobody")
    guess(core, email)
    guess(core, email)

    with pytest.raises(TooManyAttempts):
        guess(core, email)
