"""Staff ask someone to choose a new password, and never see it."""

import pytest

from tests.builders import (
    ADA,
    ANOTHER,
    MAX,
    PASSPHRASE,
    a_user,
    house,
    letter_to,
    link_to,
    may_enter,
    signed_in,
    visitor,
)
from tests.letter_box import use
from tests.witness import entries, everything, person, rows
from usercore.actions import passwords, sign_in, users
from usercore.errors import (
    AboveYou,
    LastAdmin,
    MustChangePassword,
    NotFresh,
    NotYourself,
    TokenExpired,
    WrongPassword,
    WrongState,
)


def test_the_owner_gets_a_link_and_is_out_everywhere(core, sam, maxim, tokens):
    assert core.call(sam, passwords.force_reset, user_id=maxim.user_id) == 1

    assert not core.actor_for(tokens[MAX]).signed_in
    letter = letter_to(core, maxim.user_id)
    assert (letter.kind, letter.to_address) == ("forced-reset", MAX)
    assert entries(core)[-1].facts == {"compromised": False, "sessions_ended": 1}
    use(core, "reset", link_to(core, maxim.user_id, "forced-reset"))
    assert not signed_in(core, MAX, ANOTHER).must_change_password


def test_the_old_password_still_leads_to_choosing_a_new_one(core, sam, maxim):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id)

    actor = signed_in(core, MAX)

    assert actor.must_change_password
    with pytest.raises(MustChangePassword):
        core.call(actor, users.update, user_id=actor.user_id, name="x")
    core.call(actor, passwords.change, user_id=actor.user_id, new_password=ANOTHER)
    assert not signed_in(core, MAX, ANOTHER).must_change_password


def test_a_password_known_to_others_lets_nobody_in_until_it_is_replaced(core, sam, maxim):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id, compromised=True)

    refused = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE)
    assert refused.sentence == "The address or the password is not right."
    use(core, "reset", link_to(core, maxim.user_id, "forced-reset"))
    assert may_enter(core, MAX, ANOTHER)


def test_a_password_known_to_others_ends_every_session_whatever_was_asked(core, sam, maxim, tokens):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id, compromised=True, keep_sessions=True)

    assert not core.actor_for(tokens[MAX]).signed_in


def test_sessions_can_stay_and_then_choose_before_anything_else(core, sam, maxim, tokens):
    assert core.call(sam, passwords.force_reset, user_id=maxim.user_id, keep_sessions=True) == 0

    assert core.actor_for(tokens[MAX]).must_change_password


def test_a_session_that_stayed_for_long_needs_the_old_password_to_choose_a_new_one(core, clock, sam, maxim):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id, keep_sessions=True)
    clock.advance(minutes=10)
    before = rows(core, "users")
    wanted = {"user_id": maxim.user_id, "new_password": ANOTHER}

    with pytest.raises(WrongPassword):
        core.call(maxim, passwords.change, **wanted)
    assert rows(core, "users") == before

    core.call(maxim, passwords.change, current_password=PASSPHRASE, **wanted)
    assert may_enter(core, MAX, ANOTHER)


def test_a_session_that_stayed_shows_once_more_whose_it_is_however_lately_it_began(core, sam, maxim):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id, keep_sessions=True)

    with pytest.raises(WrongPassword):
        core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)

    core.call(maxim, sign_in.confirm, proof=PASSPHRASE)
    core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER)


def test_the_link_works_as_long_as_any_link_to_choose_a_password(core, clock, sam, maxim):
    core.call(sam, passwords.force_reset, user_id=maxim.user_id)
    clock.advance(hours=1)

    with pytest.raises(TokenExpired):
        use(core, "reset", link_to(core, maxim.user_id, "forced-reset"))


def test_a_ticket_given_before_is_no_session_after(core, sam, maxim):
    ticket = core.call(visitor(), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket
    core.call(sam, passwords.force_reset, user_id=maxim.user_id)

    with pytest.raises(Exception, match="used already"):
        core.call(visitor(), sign_in.redeem, ticket=ticket)


def test_it_needs_a_sign_in_of_the_last_hour(core, clock, sam, maxim):
    clock.advance(minutes=30)
    core.call(sam, users.update, user_id=maxim.user_id, name="Still working")
    clock.advance(minutes=30)
    before = everything(core)

    with pytest.raises(NotFresh):
        core.call(sam, passwords.force_reset, user_id=maxim.user_id)

    assert everything(core) == before


def test_nobody_asks_themselves_or_someone_above_them(core, sam, ada):
    with pytest.raises(NotYourself):
        core.call(sam, passwords.force_reset, user_id=sam.user_id)
    with pytest.raises(AboveYou):
        core.call(sam, passwords.force_reset, user_id=ada.user_id)


@pytest.mark.parametrize("state", ["invited", "suspended", "deleted"])
def test_whoever_may_not_sign_in_is_not_asked(core, ada, state):
    user_id = a_user(core, password=None if state == "invited" else PASSPHRASE)
    if state == "suspended":
        core.call(ada, users.suspend, user_id=user_id, reason="a reason")
    if state == "deleted":
        core.call(ada, users.soft_delete, user_id=user_id)
    before = everything(core)

    with pytest.raises(WrongState, match=state):
        core.call(ada, passwords.force_reset, user_id=user_id)

    assert everything(core) == before


def test_the_password_of_the_last_admin_is_not_taken_away(core, ada):
    with pytest.raises(LastAdmin):
        core.call(house(), passwords.force_reset, user_id=ada.user_id, compromised=True)

    core.call(house(), passwords.force_reset, user_id=ada.user_id)
    assert person(core, ada.user_id).must_change_password
    assert may_enter(core, ADA)
