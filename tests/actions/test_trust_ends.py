"""A browser is trusted no longer once something about the account changes."""

import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, house, link_to, visitor
from tests.second_factors import trusted_by, turned_on
from tests.trusting import ELSEWHERE, HERE, asked, in_with
from tests.witness import entries
from usercore.actions import alarms, passwords, sessions, sign_in, two_factor, users
from usercore.errors import TokenSpent


def a_new_password(core, clock, who):
    core.call(house(), passwords.change, user_id=who.user_id, new_password=ANOTHER)
    return ANOTHER


def a_reset(core, clock, who):
    core.call(visitor(address=""), passwords.request_reset, email=who.email)
    core.call(visitor(address=""), passwords.reset, token=link_to(core, who.user_id, "reset"), new_password=ANOTHER)
    return ANOTHER


def the_owner_said_it_was_not_them(core, clock, who):
    core.call(HERE, alarms.by_letter, token=link_to(core, who.user_id, "two-factor"))
    return a_reset_from_the_letter(core, who)


def a_reset_from_the_letter(core, who):
    core.call(
        visitor(address=""), passwords.reset, token=link_to(core, who.user_id, "forced-reset"), new_password=ANOTHER
    )
    return ANOTHER


def the_owner_said_so_in_their_history(core, clock, who):
    ticket = in_with(core, clock, who, by=ELSEWHERE).ticket
    mine = core.actor_for(core.call(ELSEWHERE, sign_in.redeem, ticket=ticket))
    entry = next(entry for entry in reversed(entries(core)) if entry.subject_id == who.user_id)
    core.call(mine, alarms.in_history, user_id=who.user_id, entry_id=entry.id)
    return PASSPHRASE


def another_factor(core, clock, who):
    core.call(house(), two_factor.disable, user_id=who.user_id)
    turned_on(core, who.user_id)
    return PASSPHRASE


def distrusted(core, clock, who):
    core.call(house(), two_factor.distrust, user_id=who.user_id)
    return PASSPHRASE


def signed_out_everywhere(core, clock, who):
    core.call(house(), sessions.revoke_all, user_id=who.user_id)
    return PASSPHRASE


def suspended_and_back(core, clock, who):
    core.call(house(), users.suspend, user_id=who.user_id, reason="somebody else is in it")
    core.call(house(), users.reinstate, user_id=who.user_id)
    return PASSPHRASE


def in_the_trash_and_back(core, clock, who):
    core.call(house(), users.soft_delete, user_id=who.user_id)
    core.call(house(), users.restore, user_id=who.user_id)
    return PASSPHRASE


@pytest.mark.parametrize(
    "happened",
    [
        signed_out_everywhere,
        suspended_and_back,
        in_the_trash_and_back,
        a_new_password,
        a_reset,
        the_owner_said_it_was_not_them,
        the_owner_said_so_in_their_history,
        another_factor,
        distrusted,
    ],
    ids=lambda one: one.__name__,
)
def test_it_ends_when_something_changes(core, clock, trusted, happened):
    assert not asked(core)

    password = happened(core, clock, trusted)

    assert asked(core, password=password)
    assert trusted_by(core, trusted.user_id) == []


def test_who_is_on_the_way_in_without_a_code_is_stopped_too(core, trusted):
    ticket = core.call(HERE, sign_in.with_password, email=MAX, password=PASSPHRASE).ticket

    core.call(house(), two_factor.distrust, user_id=trusted.user_id)

    with pytest.raises(TokenSpent):
        core.call(HERE, sign_in.redeem, ticket=ticket)
