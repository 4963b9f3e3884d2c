"""Why someone cannot sign in, as real deeds bring it about: password, letters, second factor, what was typed."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders import (
    ANOTHER,
    MAX,
    house,
    may_enter,
    signed_in,
    someone,
    token_for,
)
from tests.diagnosed import failed, first, guess, kinds, why
from tests.letter_box import asked_for_a_reset
from tests.second_factors import code_of, codes_of, step, turned_on, typed
from usercore.actions import passwords, recoveries, rules, users
from usercore.models import User


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


def test_a_password_known_to_others_and_the_letter_that_is_not_taken(core, max_id):
    core.call(house(), passwords.force_reset, user_id=max_id, compromised=True)
    letter_id = why(core, house(), max_id).iloc[1].facts["letter_id"]
    failed(core, letter_id, "550 no mailbox max@example.com here", for_good=True)

    found = why(core, house(), max_id)

    assert list(found["kind"]) == ["compromised", "letter-given-up"]
    assert found["stops"].all()
    assert found.iloc[1].facts["problem"] == "550 no mailbox max@example.com here"


def test_a_new_password_makes_an_older_letter_moot(core, clock, max_id):
    core.call(house(), passwords.force_reset, user_id=max_id)
    assert kinds(core, max_id) == ["must-change", "letter-by-hand", "nothing"]
    clock.advance(minutes=1)

    core.call(house(), passwords.change, user_id=max_id, new_password=ANOTHER)

    found = why(core, house(), max_id)
    assert list(found["kind"]) == ["nothing"]


def test_a_temporary_password_is_to_be_changed(core, ada, max_id):
    core.call(ada, passwords.change, user_id=max_id, new_password=ANOTHER)

    found = why(core, house(), max_id)

    assert list(found["kind"]) == ["must-change", "nothing"]
    assert found.iloc[0].fix == "force-reset"


def test_a_letter_whose_link_ended_is_no_news(core, clock, max_id):
    asked_for_a_reset(core)
    assert kinds(core, max_id) == ["letter-by-hand", "nothing"]

    clock.advance(days=2)

    assert kinds(core, max_id) == ["nothing"]


def test_a_second_factor_and_no_recovery_codes_left(core, clock, max_id):
    codes = turned_on(core, max_id)
    assert kinds(core, max_id) == ["second-factor", "nothing"]
    assert first(core, max_id).facts["left"] == 10

    for one in codes:
        typed(core, step(core, MAX).challenge, one)

    row = first(core, max_id)
    assert all(code.used_at for code in codes_of(core, max_id))
    assert (row.kind, row.stops, row.fix) == ("no-codes-left", False, "recovery")


def test_a_phone_whose_clock_is_wrong_is_told_apart(core, clock, max_id):
    turned_on(core, max_id)
    clock.advance(minutes=1)

    typed(core, step(core, MAX).challenge, code_of(core, max_id, later=10))

    assert kinds(core, max_id) == ["clock", "second-factor", "nothing"]


def test_a_lost_phone_waits_for_a_second_person_and_then_a_factor_comes_first(core, ada, sam):
    user_id = someone(core, "support").user_id
    turned_on(core, user_id)
    core.call(sam, recoveries.ask, user_id=user_id, proofs=["seen"])
    assert kinds(core, user_id) == ["second-factor", "recovery-waits", "nothing"]

    core.call(house(), recoveries.ask, user_id=user_id, proofs=["seen"])

    assert kinds(core, user_id) == ["must-enrol", "nothing"]


def test_a_role_that_asks_for_a_factor_says_by_when(core, max_id):
    core.call(house(), rules.ask_for_second_factor, roles=["author"])
    assert kinds(core, max_id) == ["nothing"]  # they have not heard of it yet

    token_for(core, MAX)

    row = first(core, max_id)
    assert (row.kind, row.facts["by"]) == ("enrol-by", core.now() + core.settings.two_factor_grace)


def test_tries_count_since_the_last_sign_in(core, clock, max_id):
    clock.advance(minutes=1)
    guess(core, MAX, 3)
    row = first(core, max_id)
    assert (row.kind, row.facts["why"], row.facts["tries"]) == ("refused", "wrong-password", 3)
    clock.advance(minutes=1)

    signed_in(core, MAX)

    assert kinds(core, max_id) == ["nothing"]


def test_the_right_password_of_someone_suspended_is_told_to_be_right(core, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="left")

    assert not may_enter(core, MAX)

    row = why(core, house(), max_id).iloc[1]
    assert (row.kind, row.facts["why"], row.facts["networks"]) == ("refused", "suspended", ())


def test_a_password_that_is_too_old_is_to_be_changed(core, max_id):
    with core.engine.begin() as connection:
        old = core.now() - timedelta(days=400)
        connection.execute(update(User).where(User.id == max_id).values(password_changed_at=old))
    core.settings = core.settings.model_copy(update={"password_longest_age": timedelta(days=365)})

    assert kinds(core, max_id) == ["aged", "nothing"]
