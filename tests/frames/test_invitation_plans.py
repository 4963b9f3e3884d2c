"""The list of invitations costs the same with a million of them: it walks an index and looks people up one by one."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from tests.builders import a_user, house
from tests.invited import invite, token_of
from tests.witness import asked, explained
from usercore.actions import invitations
from usercore.crypto.ids import uuid7
from usercore.frames import invitations as lists
from usercore.frames.invitations import InvitationQuery
from usercore.models import Invitation

MANY = 5_000
STATES = ("accepted", "revoked", "replaced")


@pytest.fixture
def full(core, ada, maxim):
    """Thousands were answered, a hundred ended, forty wait."""
    now = core.now()
    rows = []
    for number in range(MANY):
        at = now - timedelta(minutes=number)
        state = "open" if number < 140 else STATES[number % 3]
        ends_at = now - timedelta(minutes=number) if 40 <= number < 140 else now + timedelta(days=3)
        rows.append(
            {"id": uuid7(at), "user_id": maxim.user_id, "role": "author", "inviter_id": ada.user_id, "state": state,
             "created_at": at, "sent_at": at, "times_sent": 1, "ends_at": ends_at}
        )  # fmt: skip
    with core.engine.begin() as connection:
        connection.execute(insert(Invitation), rows)
        if connection.dialect.name == "postgresql":  # which does so by itself; SQLite must do without
            connection.execute(text("ANALYZE invitations"))
    return core


def plans(core, actor, deed, **wanted):
    """How the database answers each statement about invitations."""
    with asked(core) as seen:
        core.call(actor, deed, **wanted)
    return explained(core, seen, "FROM invitations")


def reads_all(plan):
    return "Seq Scan on invitations" in plan or "SCAN invitations'" in plan


def sorts(plan):
    return "TEMP B-TREE FOR ORDER BY" in plan or "->  Sort" in plan


@pytest.mark.parametrize("statuses", [(), ("accepted",), ("revoked",), ("replaced",)])
def test_a_page_walks_an_index_and_sorts_nothing(full, ada, statuses):
    (plan,) = plans(full, ada, lists.all, query=InvitationQuery(statuses=statuses))

    assert not sorts(plan), plan
    assert not reads_all(plan), plan


@pytest.mark.parametrize("statuses", [("waiting",), ("opened",), ("review",), ("expired",)])
def test_those_that_were_not_answered_are_looked_up_among_themselves(full, ada, statuses):
    (plan,) = plans(full, ada, lists.all, query=InvitationQuery(statuses=statuses))

    assert "ix_invitations_state" in plan, plan
    assert not reads_all(plan), plan


def test_a_later_page_of_pending_ones_is_looked_up_too(full, ada):
    first = full.call(ada, lists.pending, query=InvitationQuery(limit=20))

    *_, plan = plans(full, ada, lists.pending, query=InvitationQuery(limit=20, after=first.attrs["next"]))

    assert len(first) == 20
    assert not reads_all(plan), plan


@pytest.mark.parametrize("field", ["user_id", "inviter_id"])
def test_one_person_s_are_looked_up(full, ada, field):
    who = a_user(full)

    (plan,) = plans(full, ada, lists.all, query=InvitationQuery(**{field: who}))

    assert f"ix_invitations_{field}" in plan, plan


def test_the_funnel_reads_no_older_weeks(full):
    (plan,) = plans(full, house(), lists.funnel, weeks=1)

    assert "ix_invitations_created_at" in plan or full.engine.dialect.name == "postgresql", plan


def test_a_link_and_what_its_holder_does_are_looked_up(full):
    token = token_of(full, invite(full))

    found = plans(full, house(), lists.about, token=token) + plans(full, house(), invitations.opened, token=token)

    assert len(found) >= 2
    assert not any(map(reads_all, found)), found
