"""A password that was long enough when it was chosen, and is not for what its owner may do by now."""

import pytest

from tests.builders import a_user, house, may_enter, signed_in
from tests.second_factors import step, turned_on
from tests.witness import person
from usercore.actions import two_factor, users

EMAIL, TWELVE, FIFTEEN = "short@example.com", "kettle-quart", "kettle-quart-lo"


@pytest.fixture
def author(core):
    return a_user(core, EMAIL, password=TWELVE, role="author")


def must_change(core):
    assert may_enter(core, EMAIL, TWELVE)
    return signed_in(core, EMAIL, TWELVE).must_change_password


def test_of_whoever_comes_to_work_in_the_dashboard_a_longer_one_is_asked(core, author):
    assert not must_change(core)

    core.call(house(), users.change_role, user_id=author, role="support")

    assert must_change(core)


def test_beside_a_second_factor_it_is_long_enough(core, author):
    turned_on(core, author)
    core.call(house(), users.change_role, user_id=author, role="support")
    step(core, EMAIL, TWELVE)
    assert not person(core, author).must_change_password

    core.call(house(), two_factor.disable, user_id=author)

    assert must_change(core)


def test_fifteen_characters_are_enough(core):
    a_user(core, EMAIL, password=FIFTEEN, role="support")

    assert not signed_in(core, EMAIL, FIFTEEN).must_change_password
