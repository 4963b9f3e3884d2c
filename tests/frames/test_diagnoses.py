"""Why someone cannot sign in, as real deeds bring it about: their account, its lock, their invitation; and who sees what."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders import (
    MAX,
    a_role,
    an_address,
    house,
    lock,
    someone,
)
from tests.diagnosed import failed, first, guess, kinds, said, why
from tests.invited import carried, invite, without_password
from tests.second_factors import turned_on
from tests.witness import statements
from usercore.actions import invitations, locks, passwords, rules, users
from usercore.frames import diagnoses
from usercore.models import User


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


@pytest.fixture
def clerk(core):
    """Sees people, and personal data masked."""
    a_role(core, "clerk", "users:read")
    return someone(core, "clerk")


def test_where_nothing_is_wrong_the_last_sign_in_is_told(core, ada, max_id):
    found = why(core, ada, max_id)

    assert list(found.columns) == diagnoses.WHY
    row = found.iloc[0]
    assert (row.kind, row.stops, row.fix, bool(row.above_you)) == ("nothing", False, None, False)
    assert row.facts["last_at"] is not None


@pytest.mark.parametrize("nobody", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_of_nobody_there_is_nothing_to_say(core, ada, nobody):
    assert why(core, ada, nobody).empty


def test_the_trash_says_who_put_them_there(core, ada, max_id):
    core.call(ada, users.soft_delete, user_id=max_id)

    row = first(core, max_id)

    assert (row.kind, row.stops, row.fix) == ("deleted", True, "restore")
    assert said(core, max_id) == (
        "In the trash since 09:00, put there by Ada Admin. Nobody can sign in with this account."
    )
    core.call(ada, users.restore, user_id=max_id)
    assert kinds(core, max_id) == ["nothing"]


def test_a_program_is_named_and_what_lies_beneath_the_trash_waits(core, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="left", until=core.now() + timedelta(days=1))
    core.call(house("cleaner"), users.soft_delete, user_id=max_id)

    found = why(core, house(), max_id)

    assert list(found["kind"]) == ["deleted", "suspended"]
    assert list(found["fix"]) == ["restore", None]
    assert found.iloc[0].facts["by"] == "cleaner"


def test_where_the_log_does_not_say_who_it_was_nobody_is_named(core, max_id):
    with core.engine.begin() as connection:
        gone = {"status": "deleted", "status_before_deletion": "active", "deleted_at": core.now()}
        connection.execute(update(User).where(User.id == max_id).values(**gone))

    assert said(core, max_id) == "In the trash since 09:00. Nobody can sign in with this account."


def test_a_suspension_that_ended_beneath_the_trash_is_over(core, clock, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="left", until=core.now() + timedelta(hours=1))
    core.call(house(), users.soft_delete, user_id=max_id)
    clock.advance(hours=2)

    assert kinds(core, max_id) == ["deleted"]


def test_a_suspension_is_told_until_it_ends(core, clock, max_id):
    core.call(house(), users.suspend, user_id=max_id, reason="left", until=core.now() + timedelta(hours=1))
    assert said(core, max_id) == "Suspended until 10:00. “left”"

    clock.advance(hours=1)

    assert kinds(core, max_id) == ["nothing"]


def test_a_lock_is_told_with_its_tries_and_networks_and_opened(core, max_id):
    guess(core, MAX, 5)
    guess(core, MAX, 5, address="192.0.2.2")

    found = why(core, house(), max_id)

    assert said(core, max_id) == "Locked until 09:05 after 10 failed tries from 2 networks."
    assert list(found["kind"]) == ["locked", "refused"]
    assert list(found["fix"]) == ["unlock", "force-reset"]
    core.call(house(), locks.unlock, user_id=max_id)
    assert kinds(core, max_id) == ["refused", "nothing"]


def test_a_lock_that_lasts_until_a_reset_says_so(core, max_id):
    core.call(house(), rules.change_limit, name="sign-in:account-row", times=3, within=timedelta(days=365))

    guess(core, MAX, 3)

    assert said(core, max_id) == (
        "Locked after 3 failed tries from one network, until they choose a new password through a letter."
    )


def test_few_tries_left_and_none_left_without_a_mark(core, max_id):
    guess(core, MAX, 8)
    assert "limit-nearly" in kinds(core, max_id)
    assert why(core, house(), max_id).set_index("kind").loc["limit-nearly"].facts["left"] == 2

    core.call(house(), rules.change_limit, name="sign-in:account", times=5, within=timedelta(minutes=5))

    row = first(core, max_id)
    assert (row.kind, row.stops, row.fix, row.facts["tries"]) == ("limit-used-up", True, None, 8)


def test_an_invitation_is_told_at_every_stage(core, clock, ada):
    invited = invite(core, ada, email="guest@example.com")
    assert kinds(core, invited.user_id) == ["invitation-waits", "letter-by-hand"]
    carried(core, invited)
    row = first(core, invited.user_id)
    assert (row.kind, row.fix, row.facts["by"], row.facts["invitation_id"]) == (
        "invitation-waits", "resend", "Ada Admin", invited.id,
    )  # fmt: skip

    clock.advance(days=8)
    assert kinds(core, invited.user_id) == ["invitation-ended"]

    core.call(house(), invitations.revoke, invitation_id=invited.id)
    row = first(core, invited.user_id)
    assert (row.kind, row.fix) == ("invitation-revoked", "invite")


def test_without_an_inviter_or_an_invitation(core):
    inviter = someone(core, "support")
    invited = invite(core, inviter)
    core.call(house(), users.suspend, user_id=inviter.user_id, reason="left")

    assert first(core, invited.user_id).kind == "invitation-unbacked"
    assert first(core, without_password(core, an_address())).kind == "not-invited"


def test_who_may_not_see_personal_data_sees_no_network_no_reason_and_no_address(core, clerk, max_id):
    guess(core, MAX, 2)
    core.call(house(), passwords.force_reset, user_id=max_id)
    letter_id = why(core, house(), max_id).set_index("kind").loc["letter-by-hand"].facts["letter_id"]
    failed(core, letter_id, "450 max@example.com is greylisted")
    letter = why(core, clerk, max_id).set_index("kind").loc["letter-failing"]
    core.call(house(), users.suspend, user_id=max_id, reason="hit Sam")

    shown, masked = (why(core, actor, max_id).set_index("kind")["facts"] for actor in (house(), clerk))

    assert shown["refused"]["networks"] == ("192.0.2.1",)
    assert masked["refused"]["networks"] == ()
    assert (shown["suspended"]["reason"], masked["suspended"]["reason"]) == ("hit Sam", None)
    assert letter.facts["problem"] == "450 … is greylisted"


def test_whoever_has_no_name_is_shown_masked_to_who_may_see_no_address(core, clerk, max_id):
    nameless = someone(core, "admin", email="nameless@example.com")
    core.call(nameless, users.soft_delete, user_id=max_id)

    assert first(core, max_id).facts["by"] == "nameless@example.com"
    assert first(core, max_id, clerk).facts["by"] == "n•••@example.com"


def test_who_has_more_rights_is_above_you(core, ada, sam):
    assert first(core, ada.user_id, sam).above_you
    assert not first(core, ada.user_id, ada).above_you


def test_a_handful_of_statements_answer_it(core, ada, max_id):
    turned_on(core, max_id)
    guess(core, MAX, 3)
    lock(core, max_id)
    with statements(core) as seen:
        why(core, house(), max_id)
    assert len(seen) <= 6, seen

    invited = invite(core, ada)
    with statements(core) as seen:
        why(core, house(), invited.user_id)
    assert len(seen) <= 7, seen  # the roles, to judge who invited
