"""Staff open what a limit closed, and so does the owner."""

import pytest

from tests.builders import (
    ANOTHER,
    MAX,
    PASSPHRASE,
    a_user,
    an_address,
    house,
    link_to,
    may_enter,
    signed_in,
    someone,
    visitor,
)
from tests.witness import entries, person, rows
from usercore.actions import locks, passwords, sign_in, users
from usercore.errors import AboveYou, NotAllowed, NotFound, NotLocked, TooManyAttempts
from usercore.frames import users as people
from usercore.frames.users import UserQuery


def shut_out(core, email, times=10, address=""):
    for _ in range(times):
        core.call(visitor(address=address), sign_in.with_password, email=email, password="wrong")


@pytest.fixture
def locked(core, maxim):
    """Max, after ten wrong passwords."""
    shut_out(core, MAX)
    return maxim.user_id


def test_support_unlocks_and_the_person_signs_in_at_once(core, sam, locked):
    core.call(sam, locks.unlock, user_id=locked)

    assert may_enter(core, MAX)
    assert person(core, locked).locked_until is None
    assert person(core, locked).locked_reason is None


def test_an_unlock_is_in_the_audit_log_with_the_limit_it_opened(core, sam, locked):
    core.call(sam, locks.unlock, user_id=locked)

    entry = entries(core)[-1]
    assert (entry.event, entry.actor_id, entry.subject_id) == ("user:unlocked", sam.user_id, locked)
    assert entry.facts == {"limit": "sign-in:account"}


def test_every_counter_of_the_account_begins_again_and_the_network_s_does_not(core, sam, maxim):
    shut_out(core, MAX, address="198.51.100.4")
    before = len(rows(core, "limit_counters"))

    core.call(sam, locks.unlock, user_id=maxim.user_id)

    assert before - len(rows(core, "limit_counters")) == 4
    shut_out(core, MAX, address="198.51.100.4", times=9)
    assert may_enter(core, MAX)


def test_whoever_is_not_locked_cannot_be_unlocked(core, sam, maxim):
    with pytest.raises(NotLocked):
        core.call(sam, locks.unlock, user_id=maxim.user_id)


def test_a_lock_that_ended_by_itself_needs_no_unlocking(core, sam, clock, locked):
    clock.advance(minutes=5)

    with pytest.raises(NotLocked):
        core.call(sam, locks.unlock, user_id=locked)


def test_a_second_unlock_finds_nothing_to_open(core, sam, locked):
    core.call(sam, locks.unlock, user_id=locked)

    with pytest.raises(NotLocked):
        core.call(sam, locks.unlock, user_id=locked)


def test_support_does_not_unlock_an_admin(core, sam, ada):
    shut_out(core, "ada@example.com")

    with pytest.raises(AboveYou):
        core.call(sam, locks.unlock, user_id=ada.user_id)
    assert not_let_in(core, "ada@example.com")


def not_let_in(core, email):
    try:
        return not may_enter(core, email)
    except TooManyAttempts:
        return True


@pytest.mark.parametrize("role", ["auditor", "author"])
def test_whoever_may_not_unlock_does_not(core, locked, role):
    with pytest.raises(NotAllowed):
        core.call(someone(core, role), locks.unlock, user_id=locked)

    assert not_let_in(core, MAX)


@pytest.mark.parametrize("nobody", ["", "\0", "019cadc6-9a80-773e-92d2-c0045cd2e626"])
def test_nobody_is_not_unlocked(core, sam, nobody):
    with pytest.raises(NotFound):
        core.call(sam, locks.unlock, user_id=nobody)


def test_the_last_admin_gets_back_in_by_the_command_line_s_actor(core, ada):
    shut_out(core, "ada@example.com")

    core.call(house("command line"), locks.unlock, user_id=ada.user_id)

    assert may_enter(core, "ada@example.com")


def test_the_owner_opens_the_lock_by_a_reset(core, locked):
    core.call(visitor(address=""), passwords.request_reset, email=MAX)
    core.call(visitor(address=""), passwords.reset, token=link_to(core, locked, "reset"), new_password=ANOTHER)

    assert may_enter(core, MAX, ANOTHER)
    assert person(core, locked).locked_until is None


def test_a_locked_person_s_open_session_goes_on(core, locked):
    email = an_address("open")
    user_id = a_user(core, email)
    held = signed_in(core, email)
    shut_out(core, email)

    core.call(held, users.update, user_id=user_id, name="Still here")

    assert person(core, user_id).name == "Still here"
    core.call(held, sign_in.confirm, proof=PASSPHRASE)


def test_the_list_finds_who_is_locked_and_until_when(core, sam, clock, locked):
    page = core.call(sam, people.search, query=UserQuery(statuses=("locked",)))

    assert page["id"].tolist() == [locked]
    assert page["status"].tolist() == ["locked"]
    assert (page["locked_until"][0] - clock.now).total_seconds() == 300
    assert core.call(sam, people.counts, query=UserQuery(statuses=("locked",), ids=(locked, sam.user_id))) == 1


def test_once_the_window_passed_nobody_reads_as_locked(core, sam, clock, locked):
    clock.advance(minutes=5)

    assert core.call(sam, people.search, query=UserQuery(statuses=("locked",))).empty
    assert core.call(sam, people.by_id, user_id=locked)["status"].tolist() == ["active"]
