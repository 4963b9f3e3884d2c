"""What staff see of the limits: the numbers, what is closed, why someone is locked, and a rule tried on the past."""

from datetime import timedelta

import pytest

from tests.builders import ADA, MAX, PASSPHRASE, SAM, an_address, forget_attempts, house, someone, visitor
from tests.witness import statements
from usercore.actions import locks, rules, sign_in
from usercore.errors import NotAllowed, TooManyAttempts
from usercore.frames import locks as lock_lists
from usercore.frames import rules as lists
from usercore.limits import LIMITS
from usercore.steps import replaying

NAME = "sign-in:account"
MINUTES = timedelta(minutes=5)


def guess(core, email=MAX, address="", password="wrong"):
    try:
        return core.call(visitor(address=address), sign_in.with_password, email=email, password=password)
    except TooManyAttempts as refusal:
        return refusal


def closed(core):
    found = core.call(house(), lists.limits)
    return {name: many for name, many in zip(found["name"], found["closed"], strict=True) if many}


def replayed(core, times, within=MINUTES, name=NAME, days=30):
    """The rule of now and the new one, as dictionaries."""
    found = core.call(house(), lists.replay, name=name, times=times, within=within, days=days)
    return found.to_dict("records")


def why(core, actor, user_id):
    return core.call(actor, lock_lists.why, user_id=user_id)


# --- the table -----------------------------------------------------------------------------------------------------


def test_every_limit_stands_in_one_table_with_its_number_and_the_usual_one(core, ada):
    core.call(ada, rules.change_limit, name=NAME, times=3, within=timedelta(hours=1))

    found = core.call(ada, lists.limits)

    assert found["name"].tolist() == [limit.name for limit in LIMITS]
    row = found[found["name"] == NAME].iloc[0]
    assert (row.times, row.within, row.usual_times, row.usual_within) == (3, timedelta(hours=1), 10, MINUTES)
    assert found[found["changed"].astype(bool)]["name"].tolist() == [NAME]


@pytest.mark.parametrize("role", ["support", "auditor"])
def test_support_and_auditors_look(core, role):
    assert len(core.call(someone(core, role), lists.limits)) == len(LIMITS)


def test_people_without_dashboard_rights_do_not(core, maxim):
    for frame, wanted in ((lists.limits, {}), (lists.replay, {"name": NAME, "times": 1, "within": MINUTES})):
        with pytest.raises(NotAllowed):
            core.call(maxim, frame, **wanted)


def test_the_table_says_how_many_people_and_networks_are_kept_out_now(core, clock):
    for email in (MAX, SAM):
        for _ in range(10):
            guess(core, email)
    for number in range(52):
        guess(core, f"nobody{number}@example.com", "198.51.100.4")

    assert closed(core) == {"sign-in:source": 1, NAME: 2}
    clock.advance(minutes=5)
    assert closed(core) == {}


def test_unlocking_takes_a_person_out_of_that_number(core, sam, maxim):
    for _ in range(10):
        guess(core)

    core.call(sam, locks.unlock, user_id=maxim.user_id)

    assert closed(core) == {}


# --- why someone is locked -----------------------------------------------------------------------------------------


def test_a_lock_says_after_how_many_tries_from_how_many_networks(core, sam, maxim):
    for number in range(10):
        guess(core, address=["192.0.2.7", "2001:db8:1:2::1", "2001:db8:1:2::2"][number % 3])

    found = why(core, sam, maxim.user_id)

    assert found[["tries", "networks", "until_reset"]].values.tolist() == [[10, 2, False]]
    assert found["locked_until"].tolist() == [core.now() + MINUTES]


def test_tries_of_before_the_last_success_are_not_among_them(core, sam, maxim):
    for number in range(9):
        guess(core, address=f"192.0.2.{number}")
    assert not isinstance(guess(core, password=PASSPHRASE), TooManyAttempts)
    for _ in range(10):
        guess(core, address="198.51.100.4")

    assert why(core, sam, maxim.user_id)["networks"].tolist() == [1]


def test_without_an_address_the_networks_are_not_known(core, sam, maxim):
    for _ in range(10):
        guess(core)

    assert why(core, sam, maxim.user_id)["networks"].tolist() == [0]


def test_waiting_does_not_help_after_a_hundred_in_a_row(core, clock, maxim):
    while not why(core, house(), maxim.user_id)["until_reset"].any():
        guess(core)
        clock.advance(minutes=31)
        assert core.now().year == 2026

    assert why(core, house(), maxim.user_id)["tries"].tolist() == [100]
    clock.advance(days=30)
    assert isinstance(guess(core, password=PASSPHRASE), TooManyAttempts)


def test_whoever_is_not_locked_has_no_reason(core, sam, maxim):
    assert why(core, sam, maxim.user_id).empty
    assert why(core, sam, "nonsense").empty


def test_an_auditor_learns_how_many_networks_and_no_address(core, maxim):
    for _ in range(10):
        guess(core, address="192.0.2.7")

    found = why(core, someone(core, "auditor"), maxim.user_id)

    assert found["networks"].tolist() == [1]
    assert "192.0.2" not in found.to_string()


# --- a rule tried on the past --------------------------------------------------------------------------------------


@pytest.fixture
def quiet(core, clock):
    """A month after everyone last signed in."""
    clock.advance(days=31)
    return core


def test_a_stricter_rule_shows_whom_it_would_have_kept_out_and_who_of_them_was_right(quiet):
    forgetful = an_address("forgetful")  # has no account: counts as a person all the same
    for number in range(4):
        guess(quiet, MAX, f"192.0.2.{number % 2}")
    guess(quiet, MAX, "192.0.2.1", PASSPHRASE)
    for _ in range(4):
        guess(quiet, forgetful, "198.51.100.4")

    now, new = replayed(quiet, times=3)

    assert (now["rule"], now["tries"], now["kept_out"], now["people"]) == ("now", 9, 0, 0)
    assert (new["rule"], new["tries"], new["capped"]) == ("new", 9, False)
    assert (new["kept_out"], new["people"], new["networks"]) == (3, 2, 2)
    assert (new["wrongly"], new["wronged"]) == (1, 1)


def test_the_owner_s_success_clears_the_account_in_the_replay_too(quiet):
    for _ in range(3):
        guess(quiet)
        guess(quiet)
        guess(quiet, password=PASSPHRASE)

    assert replayed(quiet, times=3)[1]["kept_out"] == 0
    assert replayed(quiet, times=2)[1]["wrongly"] == 3


def test_a_success_does_not_clear_the_network_s_counter(quiet):
    for email in (MAX, SAM, ADA):
        guess(quiet, email, "192.0.2.1", PASSPHRASE)

    _, new = replayed(quiet, times=2, name="sign-in:source")

    assert (new["kept_out"], new["wronged"], new["networks"]) == (1, 1, 1)


def test_a_window_that_passed_begins_again_in_the_replay(quiet, clock):
    for _ in range(4):
        guess(quiet)
        clock.advance(minutes=3)

    assert replayed(quiet, times=2)[1]["kept_out"] == 0
    assert replayed(quiet, times=2, within=timedelta(hours=1))[1]["kept_out"] == 2


def test_everyone_s_limit_counts_all_tries_together(quiet):
    for email in (MAX, SAM, "nobody@example.com"):
        guess(quiet, email, f"192.0.2.{len(email)}")

    _, new = replayed(quiet, times=1, name="sign-in:everyone")

    assert (new["kept_out"], new["people"]) == (2, 2)


def test_the_replay_says_the_same_as_the_limit_really_does(quiet):
    for _ in range(9):
        guess(quiet)
    guess(quiet, password=PASSPHRASE)
    _, foretold = replayed(quiet, times=4)
    quiet.call(house(), rules.change_limit, name=NAME, times=4, within=MINUTES)
    forget_attempts(quiet)

    refused = [isinstance(guess(quiet), TooManyAttempts) for _ in range(9)]
    refused.append(isinstance(guess(quiet, password=PASSPHRASE), TooManyAttempts))

    assert (foretold["kept_out"], foretold["wrongly"]) == (sum(refused), int(refused[-1]))


def test_only_the_last_days_are_looked_at(quiet, clock):
    guess(quiet)
    clock.advance(days=8)
    guess(quiet)

    assert replayed(quiet, times=3, days=7)[1]["tries"] == 1
    assert replayed(quiet, times=3, days=30)[1]["tries"] == 2


def test_it_looks_at_so_many_tries_at_most_the_newest_and_says_so(quiet, clock, monkeypatch):
    monkeypatch.setattr(replaying, "MOST_TRIES", 3)
    for _ in range(5):
        guess(quiet)
        clock.advance(minutes=1)

    _, new = replayed(quiet, times=2)

    assert (new["tries"], new["capped"], new["kept_out"]) == (3, True, 1)
    assert quiet.now() - new["since"] == timedelta(minutes=3)


@pytest.mark.parametrize("name", ["reset:source", "password:current", "nonsense", ""])
def test_a_limit_on_anything_else_cannot_be_replayed(quiet, name):
    assert replayed(quiet, times=1, name=name) == []


def test_a_house_where_nobody_tried_has_nothing_to_replay(empty_core):
    now, new = replayed(empty_core, times=1)

    assert (now["tries"], new["tries"], new["since"]) == (0, 0, None)


def test_both_rules_are_tried_on_the_same_tries_read_once(quiet):
    guess(quiet)

    with statements(quiet) as seen:
        replayed(quiet, times=2)

    assert sum("audit_entries" in statement for statement in seen) == 1
