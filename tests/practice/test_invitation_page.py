"""What the invitations page shows of 2,000 people, as `usercore demo` makes them."""

from itertools import pairwise

import pytest

from tests.builders import FakeClock, house, settings
from usercore import open_core
from usercore.actions import practice
from usercore.frames import chain
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery, InvitationStatus

STEPS = ["sent", "handed_over", "opened", "accepted"]


@pytest.fixture(scope="module")
def demo(sqlite_files):
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url), clock=FakeClock())
        core.call(house("practice"), practice.build, people=2_000)
        yield core
        core.close()


@pytest.fixture(scope="module")
def counted(demo):
    """How many there are, by status."""
    return {
        one: int(demo.call(house(), lists.counts, query=InvitationQuery(statuses=(one,)))) for one in InvitationStatus
    }


def test_every_status_occurs(counted):
    assert [status for status, count in counted.items() if not count] == []


def test_of_those_who_have_not_come_in_most_still_may(counted):
    still = counted["waiting"] + counted["opened"]

    assert still > counted["expired"] > counted["revoked"] > counted["review"]
    assert 1 <= counted["review"] <= 2


def test_some_who_came_too_late_ask_for_another(demo):
    assert 2 <= int(demo.call(house(), lists.counts, query=InvitationQuery(asked_again=True))) <= 20


def test_some_were_sent_again_and_some_have_a_message(demo):
    page = demo.call(house(), lists.pending, query=InvitationQuery(limit=100))

    assert {1, 2, 3} <= set(page["times_sent"])
    assert 0 < page["message"].notna().sum() < len(page) / 2
    assert {"queued", "failing", "given-up", "sent"} <= set(page["letter_state"].dropna())


def test_the_funnel_narrows_every_week(demo):
    funnel = demo.call(house(), lists.funnel, weeks=12)

    for wider, narrower in pairwise(STEPS):
        assert (funnel[wider] >= funnel[narrower]).all()
        assert funnel[wider].sum() > funnel[narrower].sum()


def test_every_week_has_some_and_only_the_last_has_none_that_ended(demo):
    funnel = demo.call(house(), lists.funnel, weeks=12)

    assert (funnel["accepted"] > 0).all()
    assert funnel["expired"].iloc[:-1].sum() >= 10
    assert funnel["expired"].iloc[-1] == 0


def test_the_chain_is_whole(demo):
    assert demo.call(house(), chain.broken).empty
