"""A rule is switched on by someone who has seen what it does."""

import pytest

from tests.builders import house
from tests.keeping import in_the_trash, rule, run, set_rule
from tests.witness import entries, events
from usercore.actions import retention
from usercore.errors import BadRule, EditedMeanwhile, EffectChanged, EffectUnseen, NotFresh
from usercore.frames import retention as lists

TRASH = {"category": "trash", "on": True, "days": 30, "cap_percent": 2}


def effect(core, actor, **wanted):
    return dict(core.call(actor, lists.effect, **wanted).itertuples(index=False))


def test_the_effect_is_told_for_today_and_for_30_90_and_365_days(core, clock):
    in_the_trash(core)
    clock.advance(days=40)
    in_the_trash(core)

    assert effect(core, house(), category="trash", days=30) == {0: 1, 30: 2, 90: 2, 365: 2}
    assert effect(core, house(), category="trash", days=80) == {0: 0, 30: 0, 90: 2, 365: 2}


def test_whoever_did_not_look_switches_nothing_on(core, ada):
    with pytest.raises(EffectUnseen):
        core.call(ada, retention.change, **TRASH)

    assert rule(core, "trash")["on"] is False


def test_what_changed_by_much_since_it_was_seen_is_looked_at_again(core, clock, ada):
    for _ in range(12):
        in_the_trash(core)
    clock.advance(days=30)

    with pytest.raises(EffectChanged, match="12"):
        core.call(house(), retention.change, **TRASH, seen=1)
    core.call(house(), retention.change, **TRASH, seen=5)

    assert rule(core, "trash")["on"] is True


@pytest.mark.parametrize(
    "wanted",
    [
        {"days": 0},
        {"days": 4000},
        {"cap_percent": 0},
        {"cap_percent": 101},
        {"action": "anonymise"},
        {"warn_days": 3},
        {"kinds": ["sign-in"]},
        {"category": "made-up"},
        {"category": "audit", "days": 89},
        {"category": "values", "kinds": []},
        {"category": "values", "kinds": ["made-up"]},
    ],
)
def test_what_cannot_be_a_rule_is_refused(core, ada, wanted):
    with pytest.raises(BadRule):
        core.call(ada, retention.change, **{**TRASH, "seen": 0, **wanted})


def test_what_takes_less_needs_no_look_and_what_takes_more_does(core, ada):
    core.call(ada, retention.change, **TRASH, seen=0)

    core.call(ada, retention.change, **{**TRASH, "days": 60})
    with pytest.raises(EffectUnseen):
        core.call(ada, retention.change, **{**TRASH, "days": 20})


def test_it_is_on_record_with_what_stood_there_before(core, ada):
    core.call(ada, retention.change, **TRASH, seen=0)

    told = entries(core)[-1]
    assert told.event == "retention:changed"
    assert (told.facts["before"]["on"], told.facts["after"]["on"]) == (False, True)
    (row,) = (one for one in core.call(ada, lists.rules).itertuples() if one.category == "trash")
    assert (row.changed_by, row.version) == ("Ada Admin", 1)


def test_nothing_changed_is_nothing_on_record(core, ada):
    core.call(ada, retention.change, **TRASH, seen=0)
    before = len(entries(core))

    core.call(ada, retention.change, **TRASH)

    assert events(core, before) == []


def test_two_who_change_one_at_once_are_told(core, ada):
    core.call(ada, retention.change, **TRASH, seen=0, version=0)

    with pytest.raises(EditedMeanwhile):
        core.call(ada, retention.change, **{**TRASH, "days": 60}, version=0)


def test_it_asks_who_it_is_where_the_sign_in_is_long_past(core, clock, ada):
    for _ in range(2):
        clock.advance(minutes=40)
        core.call(ada, lists.due)  # at work all the time
    with pytest.raises(NotFresh):
        core.call(ada, retention.change, **TRASH, seen=0)


def test_for_unused_accounts_staff_are_only_suggested(core, clock):
    clock.advance(days=800)

    found = core.call(house(), lists.effect, category="dormant", days=730, warn_days=30)

    assert found.attrs["staff"] == 2
    assert found.attrs["to_warn"] == 1
    assert found.iloc[0]["many"] == 1


def test_a_way_that_there_is_not_is_refused_and_is_not_deletion(core):
    with pytest.raises(BadRule):
        core.call(house(), retention.change, **{**TRASH, "action": "shred"}, seen=0)


def test_a_rule_switched_off_meanwhile_takes_nothing(core, clock):
    in_the_trash(core)
    clock.advance(days=31)
    set_rule(core, "trash")
    run_id = core.call(house(), retention.start)
    core.call(house(), retention.change, **{**TRASH, "on": False, "cap_percent": 100})

    while core.call(house(), retention.step):
        pass

    from tests.keeping import report

    assert report(core, run_id)[0]["trash"]["state"] == "off"
    assert run(core)[0].get("trash") is None
