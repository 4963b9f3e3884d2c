"""While many are invited, something breaks, or somebody else comes first."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from tests.builders import MAX
from tests.invited import a_list, outcomes
from tests.witness import at_once, entries, everything, failing_commits, first_break, rows
from usercore.actions import invitation_lists
from usercore.models import User

LOOKS_UP = "SELECT (SELECT users.status"  # whose an address is, before they are put in


def test_a_failing_commit_leaves_whole_batches_and_the_list_may_be_sent_again(core, sam):
    batches = [a_list(3, first) for first in (1, 4, 7)]
    core.call(sam, invitation_lists.send_many, lines=batches[0])
    before, seen = everything(core), len(entries(core))

    with failing_commits(), pytest.raises(RuntimeError, match="the power went"):
        core.call(sam, invitation_lists.send_many, lines=batches[1])
    assert everything(core) == before
    assert len(entries(core)) == seen

    done = [core.call(sam, invitation_lists.send_many, lines=batch) for batch in batches]

    assert [outcomes(one) for one in done] == [["invited"] * 3, ["sent"] * 3, ["sent"] * 3]
    assert len(rows(core, "invitations")) == len(rows(core, "letters")) == 9
    assert first_break(core) is None


def test_a_line_that_breaks_in_the_middle_takes_its_batch_with_it(core, sam):
    before = everything(core)

    with before_statement(core, "INSERT INTO invitations", lambda _: 1 / 0, times=2), pytest.raises(ZeroDivisionError):
        core.call(sam, invitation_lists.send_many, lines=a_list(3))

    assert everything(core) == before


@contextmanager
def before_statement(core, start, happens, times=1):
    """Do something on the same connection before such a statement is sent for that many a time."""
    left = [times]

    def note(connection, _cursor, statement, *_rest):
        if statement.startswith(start):
            left[0] -= 1
            if left[0] == 0:
                happens(connection)

    event.listen(core.engine, "before_cursor_execute", note)
    yield
    event.remove(core.engine, "before_cursor_execute", note)


def max_takes(email):
    """As if Max had just got that address."""
    return lambda connection: connection.execute(update(User).where(User.email == MAX).values(email_key=email))


@pytest.mark.parametrize("moment", [LOOKS_UP, "INSERT INTO users"])
def test_an_address_taken_meanwhile_spoils_its_own_line_only(core, sam, moment):
    with before_statement(core, moment, max_takes("person2@example.com"), times=2):
        done = core.call(sam, invitation_lists.send_many, lines=a_list(3))

    assert outcomes(done) == ["sent", "user", "sent"]
    assert done.results[1].why == "Another account already uses this address."
    assert len(rows(core, "invitations")) == 2
    assert first_break(core) is None


def test_a_batch_of_which_nothing_is_left_changes_nothing(core, sam):
    seen = len(entries(core))

    with before_statement(core, LOOKS_UP, max_takes("person1@example.com")):
        done = core.call(sam, invitation_lists.send_many, lines=a_list(1))

    assert outcomes(done) == ["user"]
    assert len(entries(core)) == seen


def test_two_who_send_the_same_list_at_once_invite_each_once(core, ada, sam):
    lines = a_list(8)

    done = at_once(
        lambda: core.call(ada, invitation_lists.send_many, lines=lines),
        lambda: core.call(sam, invitation_lists.send_many, lines=lines[::-1]),
    )

    assert sum(one.sent for one in done) == 8
    assert {result.outcome for one in done for result in one.results} <= {"sent", "invited"}
    assert len(rows(core, "invitations")) == len(rows(core, "letters")) == 8
    assert first_break(core) is None
