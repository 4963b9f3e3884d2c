"""How many have a second factor, and who of the dashboard roles has none."""

import pyotp
import pytest

from tests.builders import ADA, MAX, SAM, a_user, house
from usercore.actions import rules, two_factor, users
from usercore.errors import TooManyAttempts, TwoFactorOn, WrongState
from usercore.frames import two_factor as lists
from usercore.frames import users as people


def the_id(core, email):
    return core.call(house(), people.by_email, email=email).iloc[0].id


def enrol(core, user_id):
    made = core.call(house(), two_factor.enable, user_id=user_id)
    code = pyotp.TOTP(made.secret).at(core.now())
    core.call(house(), two_factor.verify_setup, user_id=user_id, code=code)


def test_by_role_counts_people_who_may_sign_in_and_those_with_a_factor(core, ada):
    enrol(core, the_id(core, SAM))
    gone = a_user(core, role="support")
    enrol(core, gone)
    core.call(house(), users.soft_delete, user_id=gone)
    core.call(house(), two_factor.enable, user_id=the_id(core, ADA))  # pending counts for nothing

    found = core.call(ada, lists.by_role).set_index("role")

    assert (found.loc["support", "people"], found.loc["support", "enrolled"]) == (1, 1)
    assert (found.loc["admin", "people"], found.loc["admin", "enrolled"]) == (1, 0)
    assert (found.loc["author", "people"], found.loc["author", "enrolled"]) == (1, 0)


def test_whoever_is_missing_stands_there_admins_first_and_nobody_without_dashboard_rights(core, ada):
    a_user(core, "aaron@example.com", name="Aaron", role="support")

    found = core.call(ada, lists.missing)

    assert list(found["email"]) == [ADA, "aaron@example.com", SAM]
    assert len(core.call(ada, lists.missing, limit=1)) == 1
    enrol(core, the_id(core, ADA))
    assert list(core.call(house(), lists.missing)["email"]) == ["aaron@example.com", SAM]


def test_over_time_counts_what_was_on_at_the_end_of_each_week(core, clock):
    enrol(core, the_id(core, SAM))
    clock.advance(days=10)
    enrol(core, the_id(core, MAX))

    found = core.call(house(), lists.over_time, weeks=3)

    assert list(found["enrolled"]) == [0, 1, 2]
    assert list(core.call(house(), lists.over_time, weeks=1)["enrolled"]) == [2]


def test_a_reminder_goes_out_once_a_day_to_whoever_has_none(core, ada, clock):
    sam = the_id(core, SAM)
    core.call(ada, two_factor.remind, user_id=sam)
    with pytest.raises(TooManyAttempts):
        core.call(ada, two_factor.remind, user_id=sam)
    clock.advance(days=1, seconds=1)
    core.call(house(), two_factor.remind, user_id=sam)

    enrol(core, sam)
    with pytest.raises(TwoFactorOn):
        core.call(house(), two_factor.remind, user_id=sam)
    invited = a_user(core, password=None)
    with pytest.raises(WrongState):
        core.call(house(), two_factor.remind, user_id=invited)


def test_whoever_has_a_role_that_asks_for_one_is_missing_it_too(core, ada, maxim):
    assert MAX not in list(core.call(ada, lists.missing)["email"])

    core.call(house(), rules.ask_for_second_factor, roles=["admin", "author"])

    assert list(core.call(ada, lists.missing)["email"])[-1] == MAX
