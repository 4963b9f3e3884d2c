"""A session goes on under a new token, after what one is or holds became more."""

from datetime import timedelta

import pytest

from tests.builders import (
    MAX,
    visitor,
)
from tests.letter_box import refusal
from tests.second_factors import (
    turned_on,
)
from tests.witness import entries
from usercore.actions import sign_in, two_factor
from usercore.errors import NotSignedIn, TokenSpent


def test_a_session_is_renewed_and_the_one_before_ends(core, maxim):
    turned_on(core, maxim.user_id, by=maxim)

    ticket = core.call(maxim, sign_in.renew).ticket
    new = core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=ticket))

    assert new.user_id == maxim.user_id
    with pytest.raises(NotSignedIn):
        core.call(maxim, sign_in.renew)


def test_the_browser_gives_its_older_token_back_as_ever(core, tokens, maxim):
    ticket = core.call(maxim, sign_in.renew).ticket

    token = core.call(visitor(address=""), sign_in.redeem, ticket=ticket, replacing=tokens[MAX])

    assert core.actor_for(token).signed_in
    assert not core.actor_for(tokens[MAX]).signed_in
    assert [entry.event for entry in entries(core)].count("sign-in:ended") == 1


def test_renewing_makes_no_session_fresh(core, clock, maxim):
    clock.now += core.settings.fresh_for_credentials - timedelta(seconds=1)
    ticket = core.call(maxim, sign_in.renew).ticket
    new = core.actor_for(core.call(visitor(address=""), sign_in.redeem, ticket=ticket))
    clock.advance(seconds=1)

    for deed in (lambda: core.call(new, sign_in.renew), lambda: core.call(new, two_factor.enable, user_id=new.user_id)):
        assert refusal(deed) == "NotFresh"


def test_a_session_that_ended_meanwhile_is_followed_by_none(core, maxim):
    ticket = core.call(maxim, sign_in.renew).ticket
    core.call(maxim, sign_in.out)

    with pytest.raises(TokenSpent):
        core.call(visitor(address=""), sign_in.redeem, ticket=ticket)


def test_a_visitor_has_nothing_to_renew(core, vera):
    with pytest.raises(NotSignedIn):
        core.call(vera, sign_in.renew)
