"""What staff see of the limits: their numbers, how many each keeps out now, and why someone is locked."""

from datetime import timedelta

import pytest

from tests.builders import MAX, PASSPHRASE, SAM, house, someone, visitor
from usercore.actions import locks, rules, sign_in
from usercore.errors import NotAllowed, TooManyAttempts
from usercore.frames import locks as lock_lists
from usercore.frames import rules as lists
from usercore.limits import LIMITS

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


def why(core, actor, user_id):
    return core.call(actor, lock_lists.why, user_id=user_id)


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
