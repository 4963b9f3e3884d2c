"""While a real Redis that counts does not answer, nobody is let in; who is in works on."""

import os
import signal

import pytest

from tests.builders import MAX, PASSPHRASE, SAM, house, may_enter, signed_in
from tests.counters.redis_server import a_server, guess
from tests.witness import entries
from usercore import counters
from usercore.actions import users
from usercore.errors import CountersAway, DatabaseAway
from usercore.frames import health
from usercore.frames import users as people


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
