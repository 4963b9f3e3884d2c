"""The checkup on a real database: what each check finds, who may read it, and that a look changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.builders import house, settings
from tests.frames.checkups import facts, found, kind
from tests.letters import every, post, some
from usercore import open_core
from usercore.actions import outbox
from usercore.errors import NotAllowed
from usercore.frames import chain, health
from usercore.worker import Worker


@pytest.fixture
def with_mail(url, clock):
    """The same database with a mail server set; nobody asks it."""
    core = open_core(settings=settings(url, smtp_url="smtp://mail.invalid"), clock=clock)
    yield core
    core.close()


def test_a_house_that_was_just_opened_says_what_it_has_and_has_not(core):
    told = found(core)

    assert {check for check, (kind, _) in told.items() if kind == "unread"} == set()
    assert [told[check][0] for check in ("database", "migrations", "mail", "worker", "jobs", "keys", "chain")] == [
        "database", "migrations", "mail-none", "worker-never", "jobs-none", "key-unseen", "chain-unverified",
    ]  # fmt: skip


def test_the_engine_and_its_version_are_named(core):
    engine = "SQLite" if core.engine.dialect.name == "sqlite" else "PostgreSQL"
    told = facts(core, "database")

    assert told["engine"] == engine
    assert all(part.isdecimal() for part in told["version"].split("."))
    assert told["took"] > timedelta()


def test_after_a_turn_of_the_worker_it_is_at_work_its_jobs_are_told_and_the_key_is_known(core, clock):
    Worker(core).turn()
    clock.advance(days=1)
    Worker(core).turn()

    told = found(core)
    assert told["worker"][0] == "worker"
    assert [job for job, *_ in told["jobs"][1]["runs"]] == [
        "erasures-filed",
        "erasures-scrubbed",
        "months",
        "requests",
        "retention",
        "search",
        "sessions",
        "set-aside",
        "suspensions",
        "tidying",
    ]
    assert told["keys"] == ("key", {"older": 0, "since": clock.now - timedelta(days=1)})


def test_a_worker_that_has_gone_is_missed(core, clock):
    worker = Worker(core)
    worker.turn()
    worker.stop()
    since = clock.now

    assert kind(core, "worker") == "worker-changing"
    clock.advance(minutes=2)
    assert found(core)["worker"] == ("worker-gone", {"since": since})


def test_a_new_key_is_young_again_and_the_older_one_is_counted(core, url, clock):
    Worker(core).turn()
    clock.advance(days=800)
    assert kind(core, "keys") == "key-old"

    both = open_core(settings=settings(url, secret_key=f"{'n' * 40},{core._keys[0]}"), clock=clock)
    Worker(both).turn()

    assert found(both)["keys"] == ("key", {"older": 1, "since": clock.now})
    both.close()


def test_no_key_is_in_any_table(core):
    Worker(core).turn()

    with core.engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM known_keys")).scalars().all()
    assert len(names) == 1
    assert core._keys[0][:6] not in names[0]


def test_letters_that_wait_fail_or_were_given_up_are_counted_with_the_server_s_words(with_mail, clock):
    first, second, third, _ = some(with_mail, 4)
    with_mail.call(house(), outbox.failed, letter_id=first, said="450 no room for <max@example.com>")
    with_mail.call(house(), outbox.failed, letter_id=second, said="550 never", for_good=True)
    with_mail.call(house(), outbox.sent, letter_id=third)

    rows = with_mail.call(house(), health.checkup)
    mail = {row.kind: row.facts for row in rows.itertuples() if row.check == "mail"}
    assert set(mail) == {"mail-failing", "mail-given-up"}
    told = mail["mail-failing"]
    assert (told["waiting"], told["failing"], told["given_up"], told["last"]) == (2, 1, 1, clock.now)
    assert told["problem"].startswith("450 no room for ")
    assert "max@example.com" not in told["problem"]


def test_a_letter_that_nobody_carries_is_missed_after_ten_minutes(with_mail, maxim, clock):
    post(with_mail, maxim.user_id)
    written = clock.now

    clock.advance(minutes=9)
    assert kind(with_mail, "mail") == "mail"
    clock.advance(minutes=1)
    assert found(with_mail)["mail"][0] == "mail-stuck"
    assert facts(with_mail, "mail")["since"] == written


def test_letters_given_up_long_ago_or_by_their_own_end_are_no_news(with_mail, maxim, clock):
    gone = post(with_mail, maxim.user_id)
    with_mail.call(house(), outbox.failed, letter_id=gone, said="550 never", for_good=True)
    clock.advance(days=2)
    post(with_mail, maxim.user_id)
    clock.advance(hours=2)
    with_mail.call(house(), outbox.set_aside)

    assert [letter.state for letter in every(with_mail)].count("ended") == 2
    assert kind(with_mail, "mail") == "mail"


def test_who_verified_the_log_and_what_came_of_it_is_told(core, ada, clock):
    core.call(ada, chain.broken)

    told = facts(core, "chain")
    assert (kind(core, "chain"), told["by"], told["at"]) == ("chain", "Ada Admin", clock.now)
    clock.advance(days=36)
    assert kind(core, "chain") == "chain-long-ago"


def test_whoever_may_not_see_addresses_sees_none(core, ada, iris):
    with core.engine.begin() as connection:
        connection.execute(text("UPDATE users SET name = '' WHERE email = 'ada@example.com'"))
    core.call(ada, chain.broken)

    assert found(core)["chain"][1]["by"] == "ada@example.com"
    assert found(core, iris)["chain"][1]["by"] == "a•••@example.com"


@pytest.fixture
def iris(core):
    """An auditor."""
    from tests.builders import someone

    return someone(core, "auditor", name="Iris Auditor")


def test_support_may_not_see_it(core, sam):
    with pytest.raises(NotAllowed):
        core.call(sam, health.checkup)


def test_a_database_clock_that_runs_elsewhere_is_told_from_ours(core, clock):
    if core.engine.dialect.name == "sqlite":
        assert kind(core, "clock") == "clock-one"  # one machine, one clock
        return
    told = facts(core, "clock")  # the tests' clock stands still in another year
    assert kind(core, "clock") == "clock-off"
    assert {"ahead", "behind"} & set(told)


def test_an_entry_from_tomorrow_shows_that_a_clock_was_put_back(core, ada, clock):
    core.call(ada, chain.broken)
    clock.advance(days=-1)

    assert "clock-back" in set(core.call(house(), health.checkup)["kind"])


def test_the_size_is_told(core):
    told = facts(core, "disk")

    assert told["size"] > 0
    assert (told["free"] is None) == (core.engine.dialect.name != "sqlite")


def test_a_thorough_look_reads_the_file_from_end_to_end(core):
    told = found(core, thorough=True)

    assert told["database"][0] == ("database-sound" if core.engine.dialect.name == "sqlite" else "database")


def test_a_look_changes_nothing(core):
    seen = []

    def note(session):
        seen.extend((*session.new, *session.dirty, *session.deleted))

    event.listen(Session, "before_commit", note)
    found(core, thorough=True)
    event.remove(Session, "before_commit", note)

    assert seen == []
