"""How far the invitations of each week came."""

from datetime import timedelta

import pytest

from tests.builders import house
from tests.invited import accept, carried, invite, token_of
from usercore.actions import invitations
from usercore.frames import invitations as lists
from usercore.frames.invitations import FUNNEL

DAY = timedelta(days=1)


def test_the_funnel_counts_each_week_s_invitations_by_how_far_they_came(core, clock):
    for week in range(3):
        some = [invite(core) for _ in range(3)]
        carried(core, some[0])
        if week:
            accept(core, token_of(core, some[1]))
            core.call(house(), invitations.opened, token=token_of(core, some[2]))
        clock.now += 7 * DAY

    found = core.call(house(), lists.funnel, weeks=4)

    assert list(found.columns) == FUNNEL
    assert list(found.week) == [clock.now - number * 7 * DAY for number in (4, 3, 2, 1)]
    assert found.drop(columns="week").to_numpy().tolist() == [
        [0, 0, 0, 0, 0],
        [3, 1, 0, 0, 3],
        [3, 1, 2, 1, 2],
        [3, 1, 2, 1, 2],
    ]


@pytest.mark.parametrize(("weeks", "rows"), [(-1, 1), (0, 1), (1000, 104)])
def test_the_funnel_looks_back_one_week_at_least_and_two_years_at_most(core, weeks, rows):
    assert len(core.call(house(), lists.funnel, weeks=weeks)) == rows
