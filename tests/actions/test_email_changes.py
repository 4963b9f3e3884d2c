"""A new address counts once it was confirmed there; the old one is told."""

import pytest

from tests.builders import (
    MAX,
    PASSPHRASE,
    SAM,
    a_user,
    house,
    letter_to,
    letters_to,
    link_to,
    may_enter,
    signed_in,
    token_for,
)
from tests.letter_box import NEW, a_link, asked_for_a_new_address, refusal, use
from tests.witness import entries, events, everything, person, rows, statements, values
from usercore.actions import emails, sign_in, users
from usercore.errors import EmailTaken, InvalidEmail, NotAllowed, NotFresh, TokenSpent, TooManyAttempts
from usercore.frames import links


def waiting(core, actor, user_id):
    found = core.call(actor, links.waiting, user_id=user_id)
    return list(found.loc[found["purpose"] == "email", "new_email"])


def test_a_new_address_that_was_asked_for_changes_nothing_yet(core, maxim):
    before = rows(core, "users")

    receipt = core.call(maxim, users.update, user_id=maxim.user_id, email=NEW)

    assert receipt.asked == NEW
    assert rows(core, "users") == before
    assert waiting(core, maxim, maxim.user_id) == [NEW]
    assert (may_enter(core, MAX), may_enter(core, NEW)) == (True, False)


def test_the_new_address_is_asked_and_the_old_one_is_told(core, maxim):
    asked_for_a_new_address(core, maxim)

    sent = {letter.kind: (letter.to_address, letter.facts) for letter in letters_to(core, maxim.user_id)[-2:]}
    assert sent == {"email-confirm": (NEW, {}), "email-asked": (MAX, {"new": NEW})}
    assert entries(core)[-1].event == "user:email-asked"
    assert {NEW, MAX} <= {value.value for value in values(core) if value.entry_id == entries(core)[-1].id}


def test_confirmed_it_counts_as_verified_and_signs_in(core, maxim):
    token = a_link(core, "email", maxim)
    seen = len(entries(core))

    assert use(core, "email", token) == NEW

    found = person(core, maxim.user_id)
    assert (found.email, found.email_verified_at) == (NEW, core.now())
    assert events(core, seen) == ["user:email-confirmed"]
    assert (may_enter(core, MAX), may_enter(core, NEW)) == (False, True)


def test_confirming_ends_all_sessions_but_the_one_that_confirms(core, maxim):
    other, mine = token_for(core, MAX), signed_in(core, MAX)
    token = a_link(core, "email", maxim)

    core.call(mine, emails.confirm, token=token)

    assert not core.actor_for(other).signed_in
    assert core.call(mine, links.waiting, user_id=mine.user_id).empty


def test_confirming_in_someone_else_s_browser_leaves_their_session_alone(core, maxim, sam, tokens):
    token = a_link(core, "email", maxim)

    core.call(sam, emails.confirm, token=token)

    assert core.actor_for(tokens[SAM]).email == SAM
    assert not core.actor_for(tokens[MAX]).signed_in


def test_the_old_address_is_told_again_once_the_new_one_counts(core, maxim):
    use(core, "email", a_link(core, "email", maxim))

    letter = letter_to(core, maxim.user_id, "email-changed")
    assert (letter.to_address, letter.facts) == (MAX, {"new": NEW})


def test_an_address_taken_meanwhile_is_refused_at_confirmation(core, maxim):
    token = a_link(core, "email", maxim)
    other = a_user(core, NEW)
    before = everything(core)

    with pytest.raises(EmailTaken):
        use(core, "email", token)
    assert everything(core) == before

    core.call(house(), users.soft_delete, user_id=other)
    assert refusal(lambda: use(core, "email", token)) == "EmailTaken"  # and nothing about a trash


def test_one_s_own_address_needs_a_sign_in_of_the_last_ten_minutes(core, clock, maxim):
    clock.advance(minutes=10)
    before = everything(core)
    with pytest.raises(NotFresh):
        asked_for_a_new_address(core, maxim)
    assert everything(core) == before

    core.call(maxim, sign_in.confirm, proof=PASSPHRASE)
    asked_for_a_new_address(core, maxim)

    assert waiting(core, maxim, maxim.user_id) == [NEW]


def test_one_s_own_name_and_time_zone_need_none(core, clock, maxim):
    clock.advance(days=3)

    core.call(maxim, users.update, user_id=maxim.user_id, name="Maxim", time_zone="Asia/Tokyo")

    assert person(core, maxim.user_id).time_zone == "Asia/Tokyo"


def test_someone_else_s_address_needs_a_sign_in_of_the_last_hour(core, clock, sam, maxim):
    clock.advance(minutes=31)
    core.call(sam, users.update, user_id=maxim.user_id, name="Still here")
    clock.advance(minutes=31)

    with pytest.raises(NotFresh):
        core.call(sam, users.update, user_id=maxim.user_id, email=NEW)
    core.call(sam, users.update, user_id=maxim.user_id, name="Still here, still")


def test_staff_ask_like_anyone_and_the_owner_confirms(core, sam, maxim):
    core.call(sam, users.update, user_id=maxim.user_id, email=NEW)
    assert person(core, maxim.user_id).email == MAX

    use(core, "email", link_to(core, maxim.user_id, "email-confirm"))

    assert person(core, maxim.user_id).email == NEW


def test_someone_who_is_only_invited_has_no_old_address_to_ask(core, sam):
    user_id = a_user(core, "invited@example.com", password=None)

    core.call(sam, users.update, user_id=user_id, email=NEW)

    assert person(core, user_id).email == NEW
    assert letters_to(core, user_id) == []


def test_an_address_that_is_taken_says_so_to_staff_and_not_to_anyone_else(core, sam, maxim):
    with pytest.raises(EmailTaken):
        core.call(sam, users.update, user_id=maxim.user_id, email=SAM)

    done = []
    for email in (SAM, "free@example.com"):
        core._clock.advance(seconds=1)
        with statements(core) as sent:
            receipt = core.call(maxim, users.update, user_id=maxim.user_id, email=email)
        done.append((receipt.asked == email, tuple(sent)))

    assert done[0] == done[1]
    assert not [letter for letter in letters_to(core, sam.user_id) if letter.kind == "email-confirm"]
    assert {letter.to_address for letter in letters_to(core, maxim.user_id)} == {MAX, "free@example.com"}


@pytest.mark.parametrize("email", ["", "nonsense", "a\u202eb@example.com"])
def test_what_is_no_address_is_not_asked(core, maxim, email):
    before = everything(core)

    with pytest.raises(InvalidEmail):
        core.call(maxim, users.update, user_id=maxim.user_id, email=email)

    assert everything(core) == before


def test_letters_to_one_new_address_are_few(core, sam, maxim):
    for number in range(3):
        core.call(sam, users.update, user_id=a_user(core, f"someone{number}@example.com"), email=NEW)

    with pytest.raises(TooManyAttempts):
        core.call(maxim, users.update, user_id=maxim.user_id, email=NEW)


def test_a_cancelled_address_cannot_be_confirmed(core, maxim):
    token = a_link(core, "email", maxim)

    core.call(maxim, emails.cancel, user_id=maxim.user_id)

    assert refusal(lambda: use(core, "email", token)) == "TokenSpent"
    assert waiting(core, maxim, maxim.user_id) == []
    with pytest.raises(TokenSpent):
        core.call(maxim, emails.cancel, user_id=maxim.user_id)


def test_nobody_without_the_right_cancels_or_sees_someone_else_s(core, maxim, sam):
    asked_for_a_new_address(core, sam, "sam.new@example.com")

    with pytest.raises(NotAllowed):
        core.call(maxim, emails.cancel, user_id=sam.user_id)
    with pytest.raises(NotAllowed):
        core.call(maxim, links.waiting, user_id=sam.user_id)


def test_who_sees_addresses_masked_does_not_see_the_new_one_either(core, maxim):
    asked_for_a_new_address(core, maxim)
    a_user(core, "iris@example.com", role="auditor")

    assert waiting(core, signed_in(core, "iris@example.com"), maxim.user_id) == [None]
