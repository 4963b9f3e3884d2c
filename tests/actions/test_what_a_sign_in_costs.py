"""What a sign-in asks of the database beside the hash: two transactions, one of which is waited for."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.builders import MAX, PASSPHRASE, visitor
from tests.witness import statements
from usercore.actions import sign_in
from usercore.actions.sign_in import Refused, SignedIn
from usercore.errors import TokenSpent

COUNTED, LOOKED_UP, LET_IN = 2, 1, {"sqlite": 8, "postgresql": 6}  # which is told of the log in two
FULL = 2


@contextmanager
def commits(core):
    """Of each transaction that wrote: whether its commit waits until it is on the disk."""
    seen = []

    def note(connection) -> None:
        raw = connection.connection.driver_connection
        if core.engine.dialect.name == "sqlite":
            (reads,) = raw.execute("PRAGMA query_only").fetchone()
            (level,) = raw.execute("PRAGMA synchronous").fetchone()
            waits = level == FULL
        else:
            reads = raw.execute("SHOW transaction_read_only").fetchone() == ("on",)
            (said,) = raw.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'").fetchone()
            waits = said != "session"  # the server of the tests waits for nothing
        seen.append("read" if reads else "waits" if waits else "with the next")

    event.listen(core.engine, "commit", note)
    yield seen
    event.remove(core.engine, "commit", note)


def signs_in(core, password=PASSPHRASE, email=MAX):
    return core.call(visitor(), sign_in.with_password, email=email, password=password)


def test_a_sign_in_is_two_statements_to_count_one_to_look_up_and_a_few_to_let_in(core):
    signs_in(core)

    with statements(core) as seen:
        outcome = signs_in(core)

    assert isinstance(outcome, SignedIn)
    assert len(seen) == COUNTED + LOOKED_UP + LET_IN[core.engine.dialect.name], seen


@pytest.mark.parametrize("password", [PASSPHRASE, "wrong"])
@pytest.mark.parametrize("email", [MAX, "nobody@example.com"])
def test_what_was_counted_is_on_the_disk_before_anyone_hears_how_it_ended(core, email, password):
    with commits(core) as seen:
        signs_in(core, password, email)

    assert seen == ["with the next", "waits"]


def test_known_and_unknown_addresses_are_refused_by_as_many_statements(core):
    asked = []
    for email in (MAX, "nobody@example.com"):
        signs_in(core, "wrong", email)
        with statements(core) as seen:
            outcome = signs_in(core, "wrong", email)
        assert isinstance(outcome, Refused)
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_where_no_commit_may_follow_the_count_itself_is_waited_for(core):
    with commits(core) as seen, pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.with_code, challenge="challenge_unknown", code="123456")

    assert "waits" in seen
    assert "with the next" not in seen


def test_a_write_is_waited_for_on_a_connection_that_only_counted_before(core):
    ticket = signs_in(core).ticket

    with commits(core) as seen:
        core.call(visitor(), sign_in.redeem, ticket=ticket)

    assert [one for one in seen if one != "read"] == ["waits"]
