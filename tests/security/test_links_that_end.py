"""A link counts no more once what it was sent for has changed, but for the ways back."""

import pytest

from tests.builders import PASSPHRASE, house
from tests.letter_box import a_link, asked_for_a_reset, look, refusal, use
from tests.witness import everything
from usercore.actions import passwords, sessions, users

THIRD = "twelve barges on the slow canal"


def new_password(core, maxim):
    wanted = {"user_id": maxim.user_id, "new_password": THIRD, "current_password": PASSPHRASE}
    core.call(maxim, passwords.change, **wanted)


def new_address(core, maxim):
    core.call(house(), users.update, user_id=maxim.user_id, email="elsewhere@example.com")


def suspended(core, maxim):
    core.call(house(), users.suspend, user_id=maxim.user_id, reason="a reason")


def in_the_trash(core, maxim):
    core.call(house(), users.soft_delete, user_id=maxim.user_id)


def gone(core, maxim):
    core.call(house(), users.hard_delete, user_id=maxim.user_id, reason="asked for it")


def newer(core, maxim):
    asked_for_a_reset(core)
    core.call(maxim, users.update, user_id=maxim.user_id, email="newer@example.com")


HAPPENINGS = (new_password, new_address, suspended, in_the_trash, gone, newer)


@pytest.mark.parametrize("happened", HAPPENINGS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("purpose", ["reset", "email"])
def test_a_link_dies_with_what_it_was_sent_for(core, maxim, clock, purpose, happened):
    token = a_link(core, purpose, maxim)
    clock.advance(seconds=1)
    happened(core, maxim)
    before = everything(core)

    assert refusal(lambda: use(core, purpose, token)) in ("TokenSpent", "TokenVoid")

    assert everything(core) == before
    assert look(core, purpose, token).state in ("spent", "void")


def test_a_link_does_not_come_back_to_life_with_its_person(core, maxim):
    token = a_link(core, "reset", maxim)
    core.call(house(), passwords.force_reset, user_id=maxim.user_id, compromised=True)

    assert refusal(lambda: use(core, "reset", token)) == "TokenSpent"


@pytest.mark.parametrize(("away", "back"), [(suspended, users.reinstate), (in_the_trash, users.restore)])
@pytest.mark.parametrize("purpose", ["reset", "email"])
def test_a_link_stays_dead_once_its_person_is_back(core, maxim, purpose, away, back):
    """Whoever was in the account may have asked for it, and would confirm an address of their own."""
    token = a_link(core, purpose, maxim)
    away(core, maxim)
    core.call(house(), back, user_id=maxim.user_id)

    assert refusal(lambda: use(core, purpose, token)) == "TokenSpent"


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        (sessions.revoke_all, {}),
        (sessions.revoke_all, {"keep_this_one": True}),
        (passwords.force_reset, {}),
        (passwords.force_reset, {"keep_sessions": True}),
    ],
)
def test_no_address_asked_for_before_is_confirmed_after_somebody_stepped_in(core, maxim, deed, wanted):
    token = a_link(core, "email", maxim)

    core.call(house(), deed, user_id=maxim.user_id, **wanted)

    assert refusal(lambda: use(core, "email", token)) == "TokenSpent"


OUTLIVES = pytest.mark.parametrize(
    ("purpose", "happened", "good"),
    [
        ("undo", new_password, True), ("undo", suspended, True), ("undo", in_the_trash, False), ("undo", gone, False),
        ("undo", new_address, False),  # a program gave another: the old mailbox may be why
        ("notme", new_password, True), ("notme", new_address, False), ("notme", in_the_trash, False),
        ("notme", gone, False),
    ],
)  # fmt: skip


@OUTLIVES
def test_a_way_back_outlives_what_a_thief_would_change_first(core, maxim, purpose, happened, good):
    token = a_link(core, purpose, maxim)
    core._clock.advance(seconds=1)
    happened(core, maxim)

    assert (refusal(lambda: use(core, purpose, token)) == "") is good
