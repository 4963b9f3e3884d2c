"""The newest run of each job is kept; one that fails is on record, and keeps no other."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select

from tests.letters import some
from tests.witness import failing_commits
from usercore import worker as workers
from usercore.actions import tidying
from usercore.database import reading
from usercore.errors import DatabaseAway
from usercore.models import JobRun, KnownKey
from usercore.steps.checkup_facts import BY_THE_MINUTE
from usercore.steps.checkup_words import JOBS as WORDS
from usercore.work import Deed
from usercore.worker import JOBS, LETTERS, Worker


def runs(core):
    with reading(core.engine) as db:
        found = {run.name: run for run in db.scalars(select(JobRun))}
        db.expunge_all()
    return found


def broken_by(error):
    def job(work):
        """Fails."""
        raise error

    job.__module__ = tidying.__name__
    return Deed(job, tidying.drop_what_ended.needs)


def test_each_job_leaves_one_row_however_often_it_runs(core, clock):
    worker = Worker(core)
    worker.turn()
    clock.advance(minutes=1)
    worker.turn()

    kept = runs(core)
    assert set(kept) == set(JOBS)
    for run in kept.values():
        assert (run.started_at, run.finished_at, run.outcome, run.facts) == (clock.now, clock.now, "done", {"done": 0})


def test_every_job_that_is_late_is_told_but_the_rules_whose_runs_have_a_check_of_their_own():
    assert set(JOBS) - {"retention"} == BY_THE_MINUTE


def test_every_job_has_words():
    assert set(JOBS) | {LETTERS} == set(WORDS)


def test_a_job_that_fails_is_on_record_by_its_error_and_the_others_and_the_letters_go_on(core, worker, box, caplog):
    some(core, 1)
    with patch.dict(workers.JOBS, {"suspensions": broken_by(KeyError("max@example.com"))}):
        assert worker.turn() == 1

    kept = runs(core)
    assert (kept["suspensions"].outcome, kept["suspensions"].facts) == ("failed", {"problem": "KeyError"})
    assert {run.outcome for name, run in kept.items() if name != "suspensions"} == {"done"}
    assert "the job suspensions" in caplog.text


def test_a_job_that_works_again_is_no_longer_said_to_fail(core, clock, worker):
    with patch.dict(workers.JOBS, {"suspensions": broken_by(KeyError("x"))}):
        worker.turn()
    clock.advance(minutes=1)
    worker.turn()

    assert runs(core)["suspensions"].outcome == "done"


def test_a_database_that_is_away_ends_the_turn(core, worker):
    with patch.dict(workers.JOBS, {"suspensions": broken_by(DatabaseAway())}), pytest.raises(DatabaseAway):
        worker.do_what_is_due()

    assert runs(core) == {}


def test_letters_are_on_record_when_there_were_any(core, clock, worker, box):
    worker.turn()
    assert "letters" not in runs(core)

    some(core, 3)
    refused = iter(["550 no"])
    box.on_arrival = lambda _letter: next(refused, None)
    worker.turn()

    assert runs(core)["letters"].facts == {"done": 2, "not_taken": 1}
    clock.advance(hours=1)
    worker.turn()
    assert runs(core)["letters"].finished_at == clock.now - timedelta(hours=1)


def test_the_key_is_noted_once_and_keeps_its_first_day(core, clock):
    first = clock.now
    Worker(core).turn()
    clock.advance(days=1)
    Worker(core).turn()

    with reading(core.engine) as db:
        (known,) = db.scalars(select(KnownKey)).all()
    assert known.first_seen_at == first


def test_nothing_is_kept_where_nothing_could_be_written(core, worker):
    with failing_commits():
        assert worker.turn() == 0

    assert runs(core) == {}
