"""The lists of the privacy desk: the most urgent first, pages by key, filters, and statements that walk an index."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text

from tests.builders import house, someone
from tests.requesting import exported, known, log, one
from tests.witness import asked, explained
from usercore.actions import request_answers, requests
from usercore.crypto.ids import uuid7
from usercore.errors import NotAllowed, PageGone
from usercore.frames import requests as lists
from usercore.frames import today
from usercore.frames.requests import RequestQuery
from usercore.models import PrivacyRequest

MANY, OPEN_ONES = 5_000, 2_500


@pytest.fixture
def full(core, maxim, sam):
    """Thousands, every second open; one in ten of those is overdue, one in a hundred is Sam's."""
    now, rows = core.now(), []
    for number in range(MANY):
        is_open, turn = number % 2 == 0, number // 2
        received = now - timedelta(days=35 if turn % 10 == 0 else 5, minutes=number)
        rows.append(
            {
                "id": uuid7(received), "kind": "access" if number % 3 else "objection", "law": "gdpr",
                "state": "new" if is_open else "done", "is_open": is_open, "user_id": maxim.user_id,
                "person_id": maxim.user_id, "email": "", "email_key": "", "received_at": received,
                "due_at": received + timedelta(days=30), "extended_at": None, "erases_at": None, "identity": "",
                "identity_by": None, "identity_at": None, "assignee_id": sam.user_id if turn % 100 == 1 else None,
                "paused_at": None, "paused_seconds": 0, "receipt_id": None,
                "closed_at": None if is_open else now, "version": 1,
            }
        )  # fmt: skip
    with core.engine.begin() as connection:
        connection.execute(insert(PrivacyRequest), rows)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE privacy_requests"))
    return core


def plans(core, actor, deed, **wanted):
    """How the database answers each statement about requests."""
    with asked(core) as seen:
        core.call(actor, deed, **wanted)
    return explained(core, seen, "privacy_requests")


def reads_all(plan):
    return "Seq Scan on privacy_requests" in plan or "SCAN privacy_requests'" in plan


@pytest.mark.parametrize("wanted", [{}, {"overdue": True}, {"states": ("done",)}, {"states": ("done", "refused")},
                                    {"kinds": ("access",)}])  # fmt: skip
def test_a_page_reads_no_more_than_it_shows_and_sorts_nothing(full, ada, wanted):
    (plan,) = plans(full, ada, lists.search, query=RequestQuery(**wanted))

    assert not reads_all(plan), plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
    assert "Sort" not in plan, plan


def test_a_later_page_walks_the_same_index(full, ada):
    first = full.call(ada, lists.search)

    *_, plan = plans(full, ada, lists.search, query=RequestQuery(after=first.attrs["next"]))

    assert "is_open" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_what_the_home_page_and_the_worker_look_up_is_looked_up(full, ada):
    for actor, deed in ((ada, today.requests), (house(), requests.erase_due)):
        found = plans(full, actor, deed)
        assert found
        assert not any(map(reads_all, found)), found


def test_all_pages_together_are_all_open_ones_the_most_urgent_first(full, ada):
    seen, query = [], RequestQuery(limit=500)
    while query:
        page = full.call(ada, lists.search, query=query)
        seen += list(zip(page["due_at"], page["id"], strict=True))
        on = page.attrs["next"]
        query = query.model_copy(update={"after": on}) if on else None

    assert len(seen) == OPEN_ONES
    assert seen == sorted(seen)
    back = full.call(ada, lists.search, query=RequestQuery(limit=500, before=seen[500][1]))
    assert list(back["id"]) == [row_id for _, row_id in seen[:500]]
    assert back.attrs["previous"] is None


def test_counts_and_filters_agree(full, ada, sam):
    assert tuple(full.call(ada, lists.counts).iloc[0][["open", "overdue", "closed"]]) == (1000, 250, 1000)  # capped
    full.settings = full.settings.model_copy(update={"count_cap": 10_000})
    counted = full.call(ada, lists.counts).iloc[0]

    assert (counted.open, counted.overdue, counted.closed) == (2500, 250, 2500)
    assert counted.nobody == 2500 - 25
    assert len(full.call(ada, lists.search, query=RequestQuery(overdue=True, limit=500))) == 250
    assert len(full.call(ada, lists.search, query=RequestQuery(assignee=sam.user_id, limit=500))) == 25
    newest = full.call(ada, lists.search, query=RequestQuery(states=("done",), limit=5))
    assert list(newest["due_at"]) == sorted(newest["due_at"], reverse=True)


def test_the_card_of_the_home_page_counts_the_overdue_ones(full, ada):
    row = full.call(ada, today.requests).iloc[0]

    assert (row.overdue, row.who) == (250, "Max Author")
    assert row.many >= row.overdue


def test_a_page_whose_row_is_gone_says_so(core, ada):
    with pytest.raises(PageGone):
        core.call(ada, lists.search, query=RequestQuery(after="nothing"))


def test_one_s_own_are_seen_by_oneself_and_not_by_others(core, maxim):
    core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="access")

    assert list(core.call(maxim, lists.of_user, user_id=maxim.user_id)["kind"]) == ["access"]
    with pytest.raises(NotAllowed):
        core.call(someone(core, "author"), lists.of_user, user_id=maxim.user_id)


def test_days_are_those_of_the_calendar_by_which_the_clock_counts(core, clock, maxim):
    core.settings = core.settings.model_copy(update={"time_zone": "Pacific/Auckland"})
    request_id = core.call(house(), requests.log, kind="access", user_id=maxim.user_id)
    here = clock.now.astimezone(ZoneInfo("Pacific/Auckland")).date()

    row = core.call(house(), lists.one, request_id=request_id).iloc[0]

    assert row.received_on == here
    assert (row.due_on - here).days == row.days_left
    assert core.call(maxim, lists.of_user, user_id=maxim.user_id).iloc[0].due_on == row.due_on
    clock.now = row.due_at - timedelta(days=1)
    assert core.call(house(), today.requests).iloc[0].due_on == row.due_on


@pytest.mark.parametrize(("after", "left"), [(timedelta(0), 0), (timedelta(days=3), -3)])
def test_of_closed_ones_it_is_told_how_late_the_answer_was(core, clock, maxim, after, left):
    request_id = core.call(house(), requests.log, kind="access", user_id=maxim.user_id)
    clock.now = core.call(house(), lists.one, request_id=request_id).iloc[0].due_at + after
    core.call(house(), request_answers.refuse, request_id=request_id, reason="They ask every day")
    clock.now += timedelta(days=30)

    row = core.call(house(), lists.search, query=RequestQuery(states=("refused",))).iloc[0]

    assert row.days_left == left


def test_colleagues_are_those_who_may_work_on_it(core, ada, sam, maxim):
    someone(core, "auditor")

    assert list(core.call(sam, lists.colleagues)["name"]) == ["Ada Admin", "Sam Support"]


def test_under_the_ccpa_it_is_told_until_when_it_has_to_be_confirmed(core, ada, maxim):
    core.settings = core.settings.model_copy(update={"privacy_law": "ccpa"})
    request_id = core.call(ada, requests.log, kind="access", user_id=maxim.user_id)

    row = core.call(ada, lists.one, request_id=request_id).iloc[0]

    assert row.due_at.date().isoformat() == "2026-04-16"
    assert row.acknowledge_on.isoformat() == "2026-03-16"


def test_a_closed_one_says_who_answered_it_and_with_what_proof(core, clock, sam, maxim):
    request_id = known(core, sam, log(core, sam, user_id=maxim.user_id))
    assert one(core, request_id, sam)[["closed_by", "reason", "proof"]].isna().all()
    exported(core, sam, maxim.user_id)
    at = core.now()
    clock.advance(minutes=5)
    core.call(sam, request_answers.close, request_id=request_id)

    row = one(core, request_id, sam)

    assert (row.closed_by, row.proof, row.proof_at) == ("Sam Support", "export:finished", at)
    assert row.reason is None


def test_why_it_was_refused_is_read_by_those_who_see_personal_values(core, sam, maxim):
    other = log(core, sam, "objection", user_id=maxim.user_id)
    request_id = log(core, sam, user_id=maxim.user_id)
    core.call(house(), request_answers.refuse, request_id=other, reason="Something else")
    core.call(sam, request_answers.refuse, request_id=request_id, reason="They ask every day")

    auditor = one(core, request_id, someone(core, "auditor"))

    assert one(core, request_id, sam).reason == "They ask every day"
    assert (auditor.closed_by, auditor.reason) == ("Sam Support", None)


def test_of_one_that_was_withdrawn_it_is_said_by_whom(core, sam, maxim):
    request_id = core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="erasure")
    core.call(maxim, requests.cancel_own, user_id=maxim.user_id, request_id=request_id)

    assert one(core, request_id, sam).closed_by == "Max Author"
