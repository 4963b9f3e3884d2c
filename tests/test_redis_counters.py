"""Counters in a real Redis: shared by all replicas, by its own clock; and while it does not answer nobody is let in."""

import os
import shutil
import signal
import subprocess
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.builders import ADA, MAX, PASSPHRASE, SAM, house, may_enter, settings, signed_in, visitor
from tests.dashboards import free_port, wait_for_port
from tests.witness import at_once, entries, hashes_checked, person, rows
from usercore import counters, open_core
from usercore.actions import locks, sign_in, users
from usercore.actions.sign_in import Refused
from usercore.errors import CountersAway, DatabaseAway, TooManyAttempts
from usercore.frames import audit, diagnoses, health
from usercore.frames import users as people

SERVER = shutil.which("redis-server")
BUDGET = 10


@contextmanager
def a_server(port):
    """Redis in memory only, on loopback only."""
    assert SERVER, "The tests of shared counters need Redis: apt-get install redis-server"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    only = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"]
    process = subprocess.Popen([SERVER, "--port", str(port), *only], cwd="/tmp", **quiet)
    try:
        wait_for_port(port)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def server(port):
    with a_server(port) as process:
        yield process


@pytest.fixture
def client(port, server):
    with redis.Redis(port=port) as client:
        yield client


@pytest.fixture
def open_replica(url, port):
    """Another process's core on the same database and the same Redis, by the clock on the wall."""
    opened = []

    def one(**more):
        opened.append(open_core(settings=settings(url, rate_limit_url=f"redis://127.0.0.1:{port}/0"), **more))
        return opened[-1]

    yield one
    for core in opened:
        core.close()
        core._counters.storage.close()


@pytest.fixture
def replica(server, open_replica):
    return open_replica()


@pytest.fixture
def checked(monkeypatch):
    return hashes_checked(monkeypatch)


def guess(core, email=MAX, password="wrong"):
    return core.call(visitor(), sign_in.with_password, email=email, password=password)


def spend(core, times=BUDGET):
    for _ in range(times):
        guess(core)


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


# --- while it does not answer --------------------------------------------------------------------------------------


def test_a_dead_redis_lets_nobody_in_checks_no_password_and_changes_nothing(replica, server, checked):
    before = len(entries(replica))
    server.terminate()
    server.wait(timeout=20)

    with pytest.raises(CountersAway, match=r"Tries cannot be counted just now, so nothing was tried\."):
        guess(replica, password=PASSPHRASE)

    assert checked == []
    assert len(entries(replica)) == before


def test_a_redis_that_was_never_there_lets_nobody_in_either(open_replica):
    with pytest.raises(CountersAway):
        guess(open_replica(), password=PASSPHRASE)


def test_a_redis_that_stalls_refuses_after_a_moment(server, open_replica, checked, monkeypatch):
    monkeypatch.setattr(counters, "PATIENCE", 0.2)
    core = open_replica()
    guess(core)
    checked.clear()
    os.kill(server.pid, signal.SIGSTOP)

    with pytest.raises(CountersAway):
        guess(core, password=PASSPHRASE)
    assert checked == []


def test_whoever_is_signed_in_works_on_meanwhile(replica, server):
    sam = signed_in(replica, SAM)
    server.terminate()
    server.wait(timeout=20)

    replica.call(sam, users.update, user_id=sam.user_id, name="Still here")

    assert replica.call(sam, people.by_id, user_id=sam.user_id)["name"].tolist() == ["Still here"]


def test_it_goes_on_by_itself_once_redis_is_back(open_replica, port):
    core = open_replica()
    with a_server(port):
        guess(core)
    with pytest.raises(DatabaseAway):
        guess(core)

    with a_server(port):
        assert may_enter(core, MAX)


def test_why_someone_cannot_sign_in_counts_there_too(replica, maxim):
    for _ in range(BUDGET - 2):
        replica.call(visitor(), sign_in.with_password, email=MAX, password="wrong")

    found = replica.call(house(), diagnoses.why, user_id=maxim.user_id).set_index("kind")

    assert found.loc["limit-nearly"].facts["left"] == 2


@pytest.mark.parametrize("trouble", [signal.SIGTERM, signal.SIGSTOP])
def test_the_checkup_says_whether_it_answers(replica, server, trouble):
    def found():
        rows = replica.call(house(), health.checkup)
        return dict(zip(rows["check"], rows["kind"], strict=True))["counters"]

    assert found() == "counters"
    server.send_signal(trouble)
    if trouble is signal.SIGTERM:
        server.wait(timeout=20)

    assert found() == "counters-away"
