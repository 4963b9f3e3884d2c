"""Saying “this wasn't me”: from a letter, and from one's own history."""

import pytest

from tests.builders import (
    ANOTHER,
    MAX,
    PASSPHRASE,
    a_user,
    house,
    letter_to,
    letters_to,
    link_to,
    may_enter,
    signed_in,
    token_for,
    visitor,
)
from tests.letter_box import ELSEWHERE, a_link, asked_for_a_new_address, refusal, signed_in_elsewhere, use
from tests.witness import entries, everything, person
from usercore.actions import alarms, passwords, sign_in, users
from usercore.errors import NotAllowed, NotFound

COOKIE = "a browser that is known again"


def new_devices(core, user_id):
    return [letter for letter in letters_to(core, user_id) if letter.kind == "new-device"]


def test_the_first_sign_in_ever_is_no_news(core):
    user_id = a_user(core, "first@example.com")

    token_for(core, "first@example.com", by=visitor(agent=ELSEWHERE))

    assert new_devices(core, user_id) == []


def test_a_device_never_seen_before_is_told_to_someone_who_was_signed_in_before(core, maxim):
    token_for(core, MAX, by=visitor(agent=ELSEWHERE))

    (letter,) = new_devices(core, maxim.user_id)
    assert letter.to_address == MAX
    assert letter.facts == {"at": core.now().isoformat(), "address": "198.51.100.4", "device": "Firefox on Linux"}


def test_the_same_device_again_is_no_news(core, maxim):
    for _ in range(2):
        token_for(core, MAX, by=visitor(agent=ELSEWHERE, browser=COOKIE))

    assert len(new_devices(core, maxim.user_id)) == 1


def test_another_browser_of_the_same_kind_is_news(core, maxim):
    for cookie in (COOKIE, "another one"):
        token_for(core, MAX, by=visitor(agent=ELSEWHERE, browser=cookie))

    assert len(new_devices(core, maxim.user_id)) == 2


def test_signing_in_after_many_failures_is_told(core, maxim):
    for _ in range(5):
        may_enter(core, MAX, "wrong")

    token_for(core, MAX)

    assert letter_to(core, maxim.user_id).kind == "many-failures"
    assert letter_to(core, maxim.user_id).facts["failures"] == 5


def test_signing_in_after_a_few_is_not(core, maxim):
    for _ in range(4):
        may_enter(core, MAX, "wrong")

    token_for(core, MAX)

    assert letters_to(core, maxim.user_id) == []


def test_by_letter_everyone_is_out_and_the_password_lets_nobody_in(core, maxim, tokens):
    stranger = signed_in_elsewhere(core)
    token = link_to(core, maxim.user_id, "new-device")

    use(core, "notme", token)

    assert not core.actor_for(stranger).signed_in
    assert not core.actor_for(tokens[MAX]).signed_in
    assert not may_enter(core, MAX)
    assert (entries(core)[-2].event, entries(core)[-2].facts) == ("account:disowned", {"sessions_ended": 2})
    use(core, "reset", link_to(core, maxim.user_id, "forced-reset"))
    assert may_enter(core, MAX, ANOTHER)
    assert not person(core, maxim.user_id).password_compromised


def test_a_thief_s_ticket_is_no_session_once_the_owner_said_so(core, maxim):
    token = a_link(core, "notme", maxim)
    ticket = core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket
    use(core, "notme", token)

    assert refusal(lambda: core.call(visitor(address=""), sign_in.redeem, ticket=ticket)) == "TokenSpent"


def test_the_letter_about_a_new_password_says_how_to_stop_it(core, maxim):
    core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=PASSPHRASE)

    use(core, "notme", link_to(core, maxim.user_id, "password-changed"))

    assert not may_enter(core, MAX, ANOTHER)


def test_one_alarm_is_enough_and_the_other_letters_do_nothing_more(core, maxim):
    first, second = a_link(core, "notme", maxim), ""
    core.call(maxim, passwords.change, user_id=maxim.user_id, new_password=ANOTHER, current_password=PASSPHRASE)
    second = link_to(core, maxim.user_id, "password-changed")
    use(core, "notme", first)

    assert refusal(lambda: use(core, "notme", second)) == "TokenSpent"


def test_an_alarm_for_someone_suspended_sends_no_way_in(core, maxim):
    token = a_link(core, "notme", maxim)
    core.call(house(), users.suspend, user_id=maxim.user_id, reason="a reason")
    sent = len(letters_to(core, maxim.user_id))

    use(core, "notme", token)

    assert len(letters_to(core, maxim.user_id)) == sent
    core.call(house(), users.reinstate, user_id=maxim.user_id)
    assert not may_enter(core, MAX)


def an_entry(core, event="sign-in:done", *, about):
    return next(entry.id for entry in reversed(entries(core)) if (entry.event, entry.subject_id) == (event, about))


def test_in_one_s_history_the_others_are_out_and_this_session_goes_on(core, maxim, tokens):
    stranger = signed_in_elsewhere(core)
    asked_for_a_new_address(core, core.actor_for(stranger), "thief@evil.example.com")
    waiting = link_to(core, maxim.user_id, "email-confirm")
    wanted = {"user_id": maxim.user_id, "entry_id": an_entry(core, about=maxim.user_id)}

    assert core.call(maxim, alarms.in_history, **wanted) == 1

    assert core.actor_for(tokens[MAX]).signed_in
    assert not core.actor_for(stranger).signed_in
    assert refusal(lambda: use(core, "email", waiting)) == "TokenSpent"
    assert letter_to(core, maxim.user_id, "forced-reset").to_address == MAX
    assert entries(core)[-1].facts == {"entry": str(wanted["entry_id"]), "sessions_ended": 1}


def test_an_open_session_does_not_fill_the_mailbox(core, maxim):
    wanted = {"user_id": maxim.user_id, "entry_id": an_entry(core, about=maxim.user_id)}
    for _ in range(8):
        core.call(maxim, alarms.in_history, **wanted)

    assert len([letter for letter in letters_to(core, maxim.user_id) if letter.kind == "forced-reset"]) == 5


@pytest.mark.parametrize("entry_id", [None, "nonsense", "019cadc6-9a80-7dfe-91cb-56657ba5b813"])
def test_an_entry_that_is_none_changes_nothing(core, maxim, entry_id):
    before = everything(core)

    with pytest.raises(NotFound, match="no such entry"):
        core.call(maxim, alarms.in_history, user_id=maxim.user_id, entry_id=entry_id)

    assert everything(core) == before


def test_an_entry_of_someone_else_s_history_is_not_one_s_own(core, maxim, sam):
    theirs = an_entry(core, about=sam.user_id)
    before = everything(core)

    with pytest.raises(NotFound):
        core.call(maxim, alarms.in_history, user_id=maxim.user_id, entry_id=theirs)
    with pytest.raises(NotAllowed):
        core.call(maxim, alarms.in_history, user_id=sam.user_id, entry_id=theirs)

    assert everything(core) == before
    assert signed_in(core, MAX).signed_in
