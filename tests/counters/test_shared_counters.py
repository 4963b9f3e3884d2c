"""Counters in a real Redis: shared by all replicas, by its own clock."""

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.builders import ADA, MAX, PASSPHRASE, SAM, house, may_enter, signed_in, visitor
from tests.counters.redis_server import BUDGET, guess, spend
from tests.witness import at_once, entries, person, rows
from usercore.actions import locks, sign_in
from usercore.actions.sign_in import Refused
from usercore.errors import DatabaseAway, TooManyAttempts
from usercore.frames import audit, diagnoses
from usercore.frames import users as people


def test_tries_are_counted_there_and_not_in_the_database(replica, client):
    guess(replica)

    assert client.dbsize() == 6  # the network, the four of the address, everyone
    assert len(rows(replica, "limit_counters")) == 1  # how near the alert is: it goes with what tells of it


def test_what_could_not_be_recorded_is_not_read_the_second_time_either(replica):
    ada = signed_in(replica, ADA)

    def dead(_connection, _cursor, statement, *_):
        if "INSERT INTO audit_entries" in statement:
            raise OperationalError(statement, {}, Exception("read only"))

    event.listen(replica.engine, "before_cursor_execute", dead)
    for _ in range(2):
        with pytest.raises(DatabaseAway):
            replica.call(ada, audit.search)
    event.remove(replica.engine, "before_cursor_execute", dead)

    replica.call(ada, audit.search)
    assert [entry.event for entry in entries(replica)].count("audit:read") == 1


def test_the_eleventh_try_is_refused_and_told_how_long(replica):
    spend(replica)

    with pytest.raises(TooManyAttempts, match=r"Wait 5 minutes, then try again\."):
        guess(replica, password=PASSPHRASE)


def test_all_replicas_share_one_budget(replica, open_replica):
    other = open_replica()
    spend(replica, 5)
    spend(other, 5)

    with pytest.raises(TooManyAttempts):
        guess(replica, password=PASSPHRASE)


def test_sixty_four_at_once_on_two_replicas_reach_the_password_no_oftener_than_the_budget(
    replica, open_replica, checked
):
    other = open_replica()

    results = at_once(*[lambda core=core: guess(core) for core in (replica, other) * 32])

    assert len(checked) == BUDGET
    assert sum(isinstance(result, Refused) for result in results) == BUDGET
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 64 - BUDGET


def test_windows_run_by_the_clock_of_redis_whatever_ours_says(server, open_replica, client, clock):
    core = open_replica(clock=clock)
    spend(core)
    clock.advance(days=2)

    with pytest.raises(TooManyAttempts):
        guess(core, password=PASSPHRASE)
    assert all(client.ttl(key) > 0 for key in client.scan_iter())


def test_a_window_that_redis_ended_is_over(replica, client):
    spend(replica)
    for key in client.scan_iter():
        client.expire(key, 0)

    assert may_enter(replica, MAX)


def test_the_lock_is_marked_on_the_person_and_staff_open_it(replica):
    spend(replica)
    sam = signed_in(replica, SAM)
    found = replica.call(sam, people.by_email, email=MAX).iloc[0]
    assert found.status == "locked"

    replica.call(sam, locks.unlock, user_id=found.id)

    assert may_enter(replica, MAX)
    assert person(replica, found.id).locked_until is None


def test_the_owner_s_success_clears_the_address_and_not_the_network(replica, client):
    guess(replica)
    before = client.dbsize()

    guess(replica, password=PASSPHRASE)

    assert before - client.dbsize() == 4
    spend(replica, 9)
    assert may_enter(replica, MAX)


def test_no_address_stands_in_a_key(replica, client):
    guess(replica)

    kept = b" ".join(client.scan_iter())
    assert b"max" not in kept
    assert b"198.51" not in kept


def test_why_someone_cannot_sign_in_counts_there_too(replica, maxim):
    for _ in range(BUDGET - 2):
        replica.call(visitor(), sign_in.with_password, email=MAX, password="wrong")

    found = replica.call(house(), diagnoses.why, user_id=maxim.user_id).set_index("kind")

    assert found.loc["limit-nearly"].facts["left"] == 2
