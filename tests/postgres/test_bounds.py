"""No question and no wait is without an end: both databases break off what takes too long, and say so in a sentence."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.builders import house, settings
from tests.witness import at_once, everything, person
from usercore import Permission, exports, open_core
from usercore.actions import retention, users
from usercore.checkouts import pools
from usercore.database import asking
from usercore.errors import DatabaseAway, TookTooLong
from usercore.frames import chain
from usercore.frames import users as lists
from usercore.work import Deed, Needs

ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
SHORT = timedelta(milliseconds=100)


def a_deed(room, does):
    """Something of that room, as a person could ask for it."""
    deed = Deed(does, Needs(permission=Permission.READ_USERS))
    does.__module__ = f"usercore.{room}.probe"
    return deed


def runaway(work):
    return work.db.scalar(ENDLESS)


def rename_and_run_away(work):
    one = work.get(lists.User, work.actor.user_id)
    one.name = "Changed"
    work.db.flush()
    work.db.scalar(ENDLESS)


@pytest.fixture
def hurried(url, clock):
    """Where nothing may take long."""
    core = open_core(
        settings=settings(url, statement_timeout=SHORT, statement_timeout_writing=SHORT, pool_size=2), clock=clock
    )
    yield core
    core.close()


@pytest.fixture
def postgresql(core):
    if core.engine.dialect.name == "sqlite":
        pytest.skip("a file knows no bound of one statement, and has one writer")


def test_a_runaway_question_ends_in_a_sentence_and_changes_nothing(hurried, ada):
    before = everything(hurried)

    with pytest.raises(TookTooLong, match=r"nothing was changed\. Narrow the search"):
        hurried.call(ada, a_deed("frames", runaway))

    assert everything(hurried) == before
    assert len(hurried.call(ada, lists.search)) == 3


def test_the_bound_goes_with_the_question(hurried, ada):
    for _ in range(4):
        with pytest.raises(TookTooLong):
            hurried.call(ada, a_deed("frames", runaway))

    long_one = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n"
    )
    assert hurried.call(house(), a_deed("frames", lambda work: work.db.scalar(long_one))) == 2_000_000


def test_a_runaway_action_is_taken_back(hurried, ada, postgresql):
    with pytest.raises(TookTooLong):
        hurried.call(ada, a_deed("actions", rename_and_run_away))

    assert person(hurried, ada.user_id).name == "Ada Admin"


def test_who_waits_for_a_row_too_long_is_told_to_try_again(hurried, ada, maxim, postgresql):
    with hurried.engine.begin() as holder:
        holder.execute(text("SELECT 1 FROM users FOR UPDATE"))

        with pytest.raises(DatabaseAway, match="try again in a moment"):
            hurried.call(ada, users.update, user_id=maxim.user_id, name="Maximilian")

    assert person(hurried, maxim.user_id).name == "Max Author"


@pytest.mark.parametrize(
    ("deed", "bounds"),
    [
        (lists.search, ("15s", "1min")),
        (users.update, ("15s", "1min")),
        (exports.users, ("0", "0")),
        (chain.broken, ("0", "0")),
        (retention.start, ("0", "0")),
    ],
)
def test_each_kind_of_work_has_its_bounds(core, ada, postgresql, deed, bounds):
    for writes, bound in zip((False, True), bounds, strict=True):
        with core._work(ada, deed, {}, writes=writes) as work:
            assert work.db.scalar(text("SHOW statement_timeout")) == bound


def test_the_house_s_own_programs_take_as_long_as_they_take(core, postgresql):
    for writes in (False, True):
        with core._work(house(), lists.search, {}, writes=writes) as work:
            assert work.db.scalar(text("SHOW statement_timeout")) == "0"
            assert work.db.scalar(text("SHOW lock_timeout")) == "0"


def test_a_bound_of_none_is_none(url, clock, ada, postgresql):
    core = open_core(settings=settings(url, statement_timeout=timedelta()), clock=clock)

    with core._work(ada, lists.search, {}, writes=False) as work:
        assert work.db.scalar(text("SHOW statement_timeout")) == "0"
    core.close()


def test_a_burst_waits_in_line_for_the_connections_there_are(hurried, ada):
    told = at_once(*[lambda: hurried.call(ada, lists.counts)] * 12)

    assert told == [3] * 12
    assert all(pool.checkedin() <= 2 for pool in pools(hurried.engine))


def test_whoever_waits_too_long_in_line_is_told_to_try_again(url, clock, ada):
    core = open_core(settings=settings(url, pool_size=2, pool_timeout=timedelta()), clock=clock)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(asking(core.engine))

        with pytest.raises(DatabaseAway):
            core.call(ada, lists.counts)

    assert core.call(ada, lists.counts) == 3
    core.close()
