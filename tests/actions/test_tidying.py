"""What ended long ago is forgotten, what is good still works."""

from tests.builders import ADA, PASSPHRASE, house, visitor
from tests.witness import rows
from usercore.actions import sign_in, tidying


def test_tokens_and_counters_are_forgotten_a_day_after_their_end(core, clock):
    core.call(visitor(), sign_in.with_password, email=ADA, password=PASSPHRASE)
    assert rows(core, "one_time_tokens")
    assert rows(core, "limit_counters")

    clock.advance(days=1, minutes=10)
    core.call(house(), tidying.drop_what_ended)

    assert rows(core, "one_time_tokens") == []
    assert rows(core, "limit_counters") == []


def test_a_ticket_that_is_good_survives_tidying(core):
    ticket = core.call(visitor(), sign_in.with_password, email=ADA, password=PASSPHRASE).ticket

    core.call(house(), tidying.drop_what_ended)

    assert core.call(visitor(), sign_in.redeem, ticket=ticket)
