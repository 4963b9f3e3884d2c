"""Two replicas work on one house: each thing is done once, and one that is killed in the middle loses nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.builders import a_user, an_address, house, token_for
from tests.letters import post
from tests.replicas.two import REPLICA, until
from usercore.frames import retention as lists

pytestmark = pytest.mark.xdist_group("replicas")
MANY = 12


def queue(replicas, count=MANY):
    """So many letters that wait, their ids as they stand in what arrives."""
    whose = a_user(replicas.core, an_address("reader"), name="A Reader")
    return [post(replicas.core, whose) for _ in range(count)]


def arrived(replicas, letters):
    """How often each arrived."""
    ids = [one.strip("<>").partition("@")[0] for one in replicas.mail.box.ids]
    return {letter: ids.count(letter.hex) for letter in letters}


def state(replicas, letter):
    with replicas.core.engine.connect() as connection:
        return connection.scalar(text("SELECT state FROM letters WHERE id = :id"), {"id": letter})


def all_sent(replicas, letters):
    until(lambda: {state(replicas, letter) for letter in letters} == {"sent"}, "letters wait")


def holder(replicas):
    with replicas.core.engine.connect() as connection:
        return connection.scalar(text("SELECT holder FROM leases WHERE until > now()"))


def test_one_of_them_works_and_each_letter_goes_once(replicas):
    all_sent(replicas, queue(replicas, 1))  # by one that lives: a dead one's lease may not be over yet
    before = holder(replicas)
    letters = queue(replicas)

    all_sent(replicas, letters)

    assert arrived(replicas, letters) == dict.fromkeys(letters, 1)
    assert holder(replicas) == before


def test_a_night_s_run_is_one_of_both(replicas):
    until(lambda: list(outcomes(replicas)[-1:]) == ["done"], "no run was done")

    nights = {(run.started_at - timedelta(hours=2)).date() for run in runs(replicas).itertuples()}
    assert len(nights) == len(runs(replicas))


def runs(replicas):
    return replicas.core.call(house(), lists.runs)


def outcomes(replicas):
    return runs(replicas)["outcome"]


def test_killed_between_letters_and_runs_the_other_goes_on_and_each_goes_once(replicas):
    """The letter in hand is the only one that may be sent again, under the same id, once its claim has ended."""
    box, killed = replicas.mail.box, []

    def kill(_letter):
        if len(killed) < 1 and sum(arrived(replicas, letters).values()) >= 2:
            killed.append(replicas.carrying())
            again.append(replicas.times_ready(killed[0]))
            in_hand.append(_letter["Message-ID"])
            replicas.end(killed[0])

    again, in_hand, letters = [], [], []
    visitors = {name: replicas.visitor(name, token_for(replicas.core, "max@example.com")) for name in "ab"}
    box.on_arrival = kill
    letters += queue(replicas)
    until(lambda: killed, "nobody carried")
    (dead,) = killed
    with visitors[dead] as one:
        assert one.get("/").headers["location"] == "/account"
        assert one.cookies[REPLICA] == ("b" if dead == "a" else "a")
    replicas.run("UPDATE leases SET until = now()")  # as if half a minute had passed

    (hand,) = [letter for letter in letters if letter.hex in in_hand[0]]
    all_sent(replicas, [letter for letter in letters if letter != hand])
    assert state(replicas, hand) == "queued"
    replicas.run("UPDATE letters SET claimed_until = now() WHERE claimed_until IS NOT NULL")  # as if five minutes had
    all_sent(replicas, [hand])

    assert arrived(replicas, letters) == {**dict.fromkeys(letters, 1), hand: 2}
    replicas.wait_for(dead, again[0] + 1)
    box.on_arrival = lambda _letter: None
