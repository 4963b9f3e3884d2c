"""What is good once is good once: tickets, links, downloads."""

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, SAM, house, signed_in, visitor
from tests.witness import at_once, everything
from usercore.actions import downloads, first_admin, passwords, sign_in, users
from usercore.errors import SetUpClosed, TokenExpired, TokenSpent


def a_ticket(core, email=MAX, by=None):
    return core.call(by or visitor(), sign_in.with_password, email=email, password=PASSPHRASE).ticket


def test_a_used_ticket_is_refused(core):
    ticket = a_ticket(core)
    core.call(visitor(), sign_in.redeem, ticket=ticket)
    before = everything(core)

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)

    assert everything(core) == before


def test_a_ticket_redeemed_eight_times_at_once_gives_one_session(core):
    for _ in range(5):
        ticket = a_ticket(core)
        results = at_once(*[lambda ticket=ticket: core.call(visitor(), sign_in.redeem, ticket=ticket)] * 8)

        assert sum(isinstance(result, str) for result in results) == 1
        assert sum(isinstance(result, TokenSpent) for result in results) == 7


@pytest.mark.parametrize(("seconds", "good"), [(29.9, True), (30, False)])
def test_a_ticket_is_good_for_thirty_seconds(core, clock, seconds, good):
    ticket = a_ticket(core)
    clock.advance(seconds=seconds)

    if good:
        assert core.call(visitor(), sign_in.redeem, ticket=ticket)
    else:
        with pytest.raises(TokenExpired):
            core.call(visitor(), sign_in.redeem, ticket=ticket)


@pytest.mark.parametrize("browser", [None, "another"])
def test_a_ticket_is_good_in_the_browser_it_was_given_to(core, browser):
    ticket = a_ticket(core, by=visitor(browser="this one"))

    with pytest.raises(TokenSpent):
        core.call(visitor(browser=browser), sign_in.redeem, ticket=ticket)
    assert core.call(visitor(browser="this one"), sign_in.redeem, ticket=ticket)


@pytest.mark.parametrize("ticket", ["", "ticket_made-up", "\0", "\ud800", "x" * 100_000])
def test_a_made_up_ticket_is_refused(core, ticket):
    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


def test_a_ticket_dies_with_the_password_it_was_given_under(core, sam, maxim):
    ticket = a_ticket(core)
    core._clock.advance(seconds=1)
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


@pytest.mark.parametrize("deed", ["suspend", "soft_delete", "hard_delete"])
def test_a_ticket_dies_with_the_right_to_sign_in(core, ada, maxim, deed):
    ticket = a_ticket(core)
    reason = {} if deed == "soft_delete" else {"reason": "a reason"}
    core.call(ada, getattr(users, deed), user_id=maxim.user_id, **reason)

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


def test_a_ticket_is_no_download_and_a_download_no_ticket(core, sam):
    download = core.call(sam, downloads.prepare, export="users", wanted={})

    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=download)
    with pytest.raises(TokenSpent):
        core.call(sam, downloads.take, ticket=a_ticket(core))


def test_a_session_token_is_no_ticket(core, tokens):
    with pytest.raises(TokenSpent):
        core.call(visitor(), sign_in.redeem, ticket=tokens[MAX])


def test_redeeming_ends_the_session_that_the_browser_held_before(core, tokens):
    core.call(visitor(), sign_in.redeem, ticket=a_ticket(core, SAM), replacing=tokens[MAX])

    assert not core.actor_for(tokens[MAX]).signed_in


def test_a_download_is_good_once_and_tells_what_was_wanted(core, sam):
    ticket = core.call(sam, downloads.prepare, export="users", wanted={"query": {"text": "ada"}})

    assert core.call(sam, downloads.take, ticket=ticket).query.text == "ada"
    with pytest.raises(TokenSpent):
        core.call(sam, downloads.take, ticket=ticket)


def test_a_download_is_good_for_the_one_who_asked_and_stays_good_for_them(core, sam, ada):
    ticket = core.call(sam, downloads.prepare, export="users", wanted={})

    with pytest.raises(TokenSpent):
        core.call(ada, downloads.take, ticket=ticket)
    assert core.call(sam, downloads.take, ticket=ticket)


def test_a_download_ends_after_two_minutes(core, sam, clock):
    ticket = core.call(sam, downloads.prepare, export="users", wanted={})
    clock.advance(minutes=2)

    with pytest.raises(TokenExpired):
        core.call(sam, downloads.take, ticket=ticket)


FIRST = {"email": "first@example.com", "name": "First", "password": ANOTHER}


def test_the_set_up_link_makes_one_first_admin(empty_core):
    token = empty_core.call(house(), first_admin.offer)

    outcome = empty_core.call(visitor(), first_admin.create, token=token, **FIRST)

    assert empty_core.actor_for(empty_core.call(visitor(), sign_in.redeem, ticket=outcome.ticket)).role == "admin"
    with pytest.raises(SetUpClosed):
        empty_core.call(visitor(), first_admin.create, token=token, **FIRST)
    assert empty_core.call(house(), first_admin.offer) is None


def test_the_set_up_link_used_at_once_by_many_makes_one_first_admin(empty_core):
    token = empty_core.call(house(), first_admin.offer)

    results = at_once(
        *[
            lambda n=n: empty_core.call(
                visitor(), first_admin.create, token=token, **FIRST | {"email": f"first{n}@example.com"}
            )
            for n in range(8)
        ]
    )

    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert len(everything(empty_core)["users"]) == 1


def test_a_newer_set_up_link_voids_the_older(empty_core):
    older = empty_core.call(house(), first_admin.offer)
    empty_core.call(house(), first_admin.offer)

    with pytest.raises(TokenSpent):
        empty_core.call(visitor(), first_admin.create, token=older, **FIRST)


def test_the_set_up_link_ends_after_a_day(empty_core, clock):
    token = empty_core.call(house(), first_admin.offer)
    clock.advance(hours=24)

    with pytest.raises(TokenExpired):
        empty_core.call(visitor(), first_admin.create, token=token, **FIRST)


def test_set_up_stays_closed_when_the_first_admin_is_gone(empty_core):
    token = empty_core.call(house(), first_admin.offer)
    ticket = empty_core.call(visitor(), first_admin.create, token=token, **FIRST).ticket
    first = empty_core.actor_for(empty_core.call(visitor(), sign_in.redeem, ticket=ticket))
    second = empty_core.call(house(), users.create, email="second@example.com", role="admin", password=PASSPHRASE)
    empty_core.call(
        signed_in(empty_core, "second@example.com"), users.hard_delete, user_id=first.user_id, reason="left"
    )

    assert second.id
    assert empty_core.call(house(), first_admin.offer) is None
