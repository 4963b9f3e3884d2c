"""What ended long ago is forgotten, what is good still works."""

from tests.builders import ADA, PASSPHRASE, house, visitor
from tests.witness import rows
from usercore.actions import request_answers, requests, sign_in, tidying


def test_tokens_and_counters_are_forgotten_a_day_after_their_end(core, clock):
    core.call(visitor(), sign_in.with_password, email=ADA, password=PASSPHRASE)
    assert rows(core, "one_time_tokens")
    assert rows(core, "limit_counters")

    clock.advance(days=1, minutes=10)
    core.call(house(), tidying.drop_what_ended)

    assert rows(core, "one_time_tokens") == []
    assert rows(core, "limit_counters") == []


def test_of_a_request_without_an_account_address_and_words_go_after_24_months(core, clock):
    request_id = core.call(house(), requests.log, kind="access", email="stranger@example.com", note="Called twice")
    core.call(house(), request_answers.refuse, request_id=request_id, reason="We have nothing of theirs")
    clock.advance(days=730)
    core.call(house(), tidying.drop_what_ended)
    assert "stranger@example.com" in str(rows(core, "privacy_requests"))

    clock.advance(days=2)
    core.call(house(), tidying.drop_what_ended)

    assert "stranger" not in str(rows(core, "privacy_requests"))
    assert rows(core, "request_notes") == []


def test_a_ticket_that_is_good_survives_tidying(core):
    ticket = core.call(visitor(), sign_in.with_password, email=ADA, password=PASSPHRASE).ticket

    core.call(house(), tidying.drop_what_ended)

    assert core.call(visitor(), sign_in.redeem, ticket=ticket)
