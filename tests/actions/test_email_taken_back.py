"""The old address takes a change back, and nobody takes it back from there."""

import pytest

from tests.builders import (
    MAX,
    PASSPHRASE,
    letter_to,
    link_to,
    may_enter,
    signed_in,
    visitor,
)
from tests.letter_box import NEW, a_link, asked_for_a_new_address, refusal, use
from tests.witness import person
from usercore.actions import passwords

THIEF, FENCE = "thief@evil.example.com", "fence@evil.example.com"


@pytest.mark.parametrize("confirmed", [False, True], ids=["asked", "confirmed"])
def test_the_old_address_takes_the_change_back(core, maxim, confirmed):
    asked = a_link(core, "email", maxim)
    if confirmed:
        use(core, "email", asked)
    back = link_to(core, maxim.user_id, "email-changed" if confirmed else "email-asked")
    core._clock.advance(seconds=1)

    assert use(core, "undo", back) == MAX

    found = person(core, maxim.user_id)
    assert (found.email, found.password_compromised) == (MAX, True)
    assert not may_enter(core, MAX)
    assert refusal(lambda: use(core, "email", asked)) == "TokenSpent"
    assert letter_to(core, maxim.user_id, "forced-reset").to_address == MAX


def test_the_owner_comes_back_in_through_the_letter_that_follows(core, maxim):
    use(core, "email", a_link(core, "email", maxim))
    use(core, "undo", link_to(core, maxim.user_id, "email-changed"))

    core.call(
        visitor(), passwords.reset, token=link_to(core, maxim.user_id, "forced-reset"), new_password="a barge at dawn"
    )

    assert may_enter(core, MAX, "a barge at dawn")


def test_a_thief_does_not_take_it_back_a_second_time(core, clock, maxim):
    """They moved the account to an address of theirs, and on to another, to be told there and have a way back too."""
    owner_s = a_link(core, "undo", maxim)
    use(core, "email", link_to(core, maxim.user_id, "email-confirm"))
    thief = signed_in(core, NEW)
    clock.advance(minutes=1)
    asked_for_a_new_address(core, thief, THIEF)
    thief_s = link_to(core, maxim.user_id, "email-asked")
    clock.advance(minutes=1)
    core.call(thief, passwords.change, user_id=thief.user_id, new_password="mine now, said the thief",
              current_password=PASSPHRASE)  # fmt: skip
    also_thief_s = link_to(core, maxim.user_id, "password-changed")

    use(core, "undo", owner_s)

    assert refusal(lambda: use(core, "undo", thief_s)) == "TokenSpent"
    assert refusal(lambda: use(core, "notme", also_thief_s)) in ("TokenSpent", "TokenVoid")
    assert person(core, maxim.user_id).email == MAX


def test_a_thief_who_uses_their_own_way_back_first_does_not_take_the_owner_s(core, clock, maxim):
    owner_s = a_link(core, "undo", maxim)
    use(core, "email", link_to(core, maxim.user_id, "email-confirm"))
    clock.advance(minutes=1)
    asked_for_a_new_address(core, signed_in(core, NEW), FENCE)
    use(core, "undo", link_to(core, maxim.user_id, "email-asked"))

    assert use(core, "undo", owner_s) == MAX


def test_the_second_letter_s_way_back_does_nothing_once_the_first_was_used(core, clock, maxim):
    first = a_link(core, "undo", maxim)
    use(core, "email", link_to(core, maxim.user_id, "email-confirm"))
    second = link_to(core, maxim.user_id, "email-changed")
    clock.advance(minutes=1)
    use(core, "undo", first)

    assert refusal(lambda: use(core, "undo", second)) == "TokenSpent"
