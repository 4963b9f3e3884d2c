"""What is known of the house is judged: each state of each check, in the words that tell of it."""

from datetime import UTC, datetime, timedelta

import pytest

from usercore.schema import Standing
from usercore.steps.checks import CHECKS, examine, worst
from usercore.steps.checkup import (
    Chain,
    Clock,
    Database,
    Disk,
    Keys,
    Known,
    Lease,
    Mail,
    Place,
    Replica,
    Retention,
    Run,
    State,
)
from usercore.steps.checkup_words import ADVICE, SENTENCES, TITLES, advice, told

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUICK = timedelta(milliseconds=0.4)
SQLITE = Database(engine="SQLite", version=(3, 46, 1), took=QUICK)
POSTGRESQL = Database(engine="PostgreSQL", version=(18, 1), took=QUICK)
END = {"segment": "2026-12", "sequence": 345, "hash": "ab" * 32}
WELL = {
    "database": SQLITE,
    "migrations": Standing("b", "b", (), known=True),
    "mail": Mail(server=True, last_sent_at=NOW - MINUTE),
    "worker": Lease(NOW + timedelta(seconds=20)),
    "jobs": (Run("tidying", NOW - MINUTE, False, True, {"done": 0}),),
    "retention": Retention(began=NOW - timedelta(hours=7), outcome="done", done=12),
    "clock": Clock(None, NOW - MINUTE),
    "keys": Keys(1, NOW - DAY),
    "chain": Chain(**END, verified_at=NOW - DAY, by="Ada Admin"),
    "disk": Disk(12_000_000, 0, 50 * 2**30),
    "zones": True,
    "place": Place("https://accounts.example.com", loopback=False, practice=False),
}


def found(check=None, **facts):
    """The findings of one check, or all of them."""
    return [one for one in examine(Known(now=NOW, **{**WELL, **facts})) if check in (None, one.check)]


def sentence(finding):
    return told(finding, moment=lambda at: f"{at:%-d %b %H:%M}")


def test_where_all_is_well_every_check_says_so():
    everything = found()

    assert worst(everything) is State.GOOD
    assert [one.check for one in everything] == [name for name in CHECKS if name not in {"counters", "replica"}]


def test_what_is_bad_comes_first_and_what_is_well_last():
    states = [one.state for one in found(zones=False, worker=Lease(None), keys=Keys(1, None))]

    assert states[:3] == [State.BAD, State.WARNING, State.UNKNOWN]
    assert set(states[3:]) == {State.GOOD}


@pytest.mark.parametrize("name", WELL)
def test_a_check_that_could_not_be_made_is_said_to_be_one(name):
    (one,) = found(name, **{name: None})

    assert (one.state, one.kind) == (State.UNKNOWN, "unread")
    assert worst(found(**{name: None})) is State.UNKNOWN


BAD_OR_NOT = [
    ("replica", Replica(lag=timedelta()), "good", "replica"),
    ("replica", Replica(lag=timedelta(seconds=5)), "good", "replica-some"),
    ("replica", Replica(lag=MINUTE, near=False), "warning", "replica-behind"),
    ("replica", Replica(near=False), "unknown", "replica-unclear"),
    ("replica", Replica(answers=False), "warning", "replica-away"),
    ("replica", Replica(follows=False), "warning", "replica-stranger"),
    ("database", Database(engine="SQLite", version=(3, 46), took=QUICK, sound=False), "bad", "database-damaged"),
    ("database", Database(engine="SQLite", version=(3, 46), took=QUICK, sound=True), "good", "database-sound"),
    ("database", Database(engine="SQLite", version=(3, 46), took=QUICK, keys_held=False), "bad", "database-loose"),
    (
        "database",
        Database(engine="SQLite", version=(3, 46), took=QUICK, journal="delete"),
        "warning",
        "database-no-wal",
    ),
    ("database", Database(engine="SQLite", version=(3, 46), took=timedelta(seconds=1)), "warning", "database-slow"),
    (
        "database",
        Database(engine="SQLite", version=(3, 46), took=QUICK, searched=False),
        "warning",
        "database-unsearched",
    ),
    ("database", POSTGRESQL, "good", "database"),
    ("database", Database(engine="PostgreSQL", version=(13, 2), took=QUICK), "warning", "database-old"),
    ("database", Database(engine="PostgreSQL", version=(14, 9), took=QUICK), "warning", "database-unmaintained"),
    ("database", Database(engine="PostgreSQL", version=(99, 0), took=QUICK), "good", "database"),
    ("migrations", Standing("a", "c", ("b", "c"), known=True), "bad", "migrations-behind"),
    ("migrations", Standing("z", "c", (), known=False), "bad", "migrations-ahead"),
    ("migrations", Standing("z", "c", (), known=False, fits=True), "warning", "migrations-newer"),
    ("mail", Mail(server=False, queued=3), "warning", "mail-none"),
    ("mail", Mail(server=True, failing=2, overdue_since=NOW + MINUTE), "warning", "mail-failing"),
    ("mail", Mail(server=True, given_up=1), "warning", "mail-given-up"),
    ("mail", Mail(server=True, queued=1, overdue_since=NOW - 10 * MINUTE), "bad", "mail-stuck"),
    ("mail", Mail(server=True, queued=1, overdue_since=NOW - MINUTE), "good", "mail"),
    ("worker", Lease(None), "bad", "worker-never"),
    ("worker", Lease(NOW - MINUTE), "good", "worker-changing"),
    ("worker", Lease(NOW - 2 * MINUTE), "bad", "worker-gone"),
    ("jobs", (), "unknown", "jobs-none"),
    ("jobs", (Run("tidying", NOW, True, True, {"problem": "KeyError"}),), "warning", "job-failed"),
    ("jobs", (Run("letters", NOW - DAY, False, False, {"done": 3}),), "good", "jobs"),
    ("clock", Clock(timedelta(seconds=5), NOW), "good", "clock"),
    ("clock", Clock(timedelta(seconds=-6), NOW), "warning", "clock-off"),
    ("clock", Clock(timedelta(seconds=31), NOW), "bad", "clock-off"),
    ("clock", Clock(None, NOW + MINUTE), "warning", "clock-back"),
    ("keys", Keys(1, None), "unknown", "key-unseen"),
    ("keys", Keys(2, NOW - 731 * DAY), "warning", "key-old"),
    ("chain", Chain(**END), "unknown", "chain-unverified"),
    ("chain", Chain(**END, verified_at=NOW, whole=False), "bad", "chain-broken"),
    ("chain", Chain(**END, verified_at=NOW - 36 * DAY), "warning", "chain-long-ago"),
    ("disk", Disk(1, 0, 199 * 2**20), "bad", "disk-full"),
    ("disk", Disk(1, 0, 2**30 - 1), "warning", "disk-low"),
    ("disk", Disk(2**30), "good", "disk-elsewhere"),
    ("place", Place("http://accounts.example.com", loopback=False, practice=False), "bad", "place-in-clear"),
    ("place", Place("http://localhost:8501", loopback=True, practice=True), "good", "place"),
    ("place", Place("https://accounts.example.com", loopback=False, practice=True), "bad", "place-practice"),
    ("zones", False, "warning", "zones-missing"),
]


@pytest.mark.parametrize(("check", "fact", "state", "kind"), BAD_OR_NOT)
def test_each_state(check, fact, state, kind):
    (one,) = found(check, **{check: fact})

    assert (one.state, one.kind) == (state, kind)
    assert "{" not in sentence(one)
    assert (advice(one) is not None) == (state in ("bad", "warning") or kind == "chain-unverified")


def test_a_job_that_is_late_is_no_news_where_nobody_is_at_work():
    late = (Run("tidying", NOW - timedelta(hours=2), False, True, {}),)

    assert [one.kind for one in found("jobs", jobs=late)] == ["job-late", "jobs"]
    assert [one.kind for one in found("jobs", jobs=late, worker=Lease(NOW - DAY))] == ["jobs"]


def test_a_log_of_changes_that_only_grows_is_told_beside_the_room_there_is():
    assert [one.kind for one in found("disk", disk=Disk(1, 2**30 + 1, 2**40))] == ["disk-long-log", "disk"]


def test_counters_elsewhere_are_looked_at_where_there_are_some():
    assert found("counters") == []
    assert [one.kind for one in found("counters", counters=False, counted_elsewhere=True)] == ["counters-away"]
    assert [one.kind for one in found("counters", counted_elsewhere=True)] == ["unread"]


SAID = [
    ("mail", Mail(server=True, failing=2, problem="450 not now"),
     "2 letters were not taken yet, and are tried again. The mail server said: “450 not now”."),
    ("mail", Mail(server=True, last_sent_at=NOW, queued=1), "The last letter was sent 3 Dec 09:00. One waits."),
    ("jobs", (Run("letters", NOW, False, False, {"done": 3, "not_taken": 1}), Run("tidying", NOW, False, True, {})),
     "Last done: Letters 3 Dec 09:00 (3 sent, 1 not taken) · Tidying up 3 Dec 09:00"),
    ("migrations", Standing("a", "c", ("b", "c"), known=True), "The database waits for 2 migrations: b, c."),
    ("clock", Clock(timedelta(seconds=-40), None),
     "The clock of the database is 40 seconds behind the clock of this machine."),
    ("keys", Keys(2, NOW - DAY), "Known to be at work since 2 Dec 09:00. One older key is kept beside it."),
    ("chain", Chain(**END, verified_at=NOW, by="Ada Admin"),
     ("Verified 3 Dec 09:00 by Ada Admin: all as it was written. The newest entry, 2026-12 no. 345, begins with "
     "abababababab.")),
    ("disk", Disk(3_250_586, 0, 50 * 2**30), "50.0 GB are free; the database takes 3.1 MB."),
    ("database", SQLITE, "SQLite 3.46.1 answers in 0.4 ms."),
]  # fmt: skip


@pytest.mark.parametrize(("check", "fact", "words"), SAID)
def test_what_it_says(check, fact, words):
    assert sentence(found(check, **{check: fact})[0]) == words


def test_the_words_of_others_are_made_safe():
    (one,) = found("mail", mail=Mail(server=True, failing=1, problem="*550*"))

    assert "“\\*550\\*”" in told(one, moment=str, plain=lambda text: text.replace("*", "\\*"))


def test_there_is_no_advice_without_a_sentence_and_no_check_without_a_title():
    assert set(ADVICE) <= set(SENTENCES)
    assert set(CHECKS) == set(TITLES)
