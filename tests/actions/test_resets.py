"""Asking for a link to choose a new password, and choosing one through it."""

import pytest

from tests.builders import (
    ANOTHER,
    MAX,
    PASSPHRASE,
    SAM,
    a_user,
    house,
    letter_to,
    letters_to,
    link_to,
    may_enter,
    settings,
    signed_in,
    visitor,
)
from tests.letter_box import a_link, asked_for_a_reset, refusal, use
from tests.witness import entries, everything, person, rows, statements
from usercore import open_core
from usercore.actions import passwords, sign_in, users
from usercore.actions.sign_in import Refused
from usercore.errors import InvalidPassword, TokenSpent, TooManyAttempts

STATES = ("unknown", "invited", "suspended", "deleted", "locked", "nonsense", "empty", "endless")


@pytest.fixture
def asked_about(core):
    """An address in each state."""
    made = {state: f"{state}@example.com" for state in STATES}
    for state in ("invited", "suspended", "deleted", "locked"):
        user_id = a_user(core, made[state], password=None if state == "invited" else PASSPHRASE)
        if state == "suspended":
            core.call(house(), users.suspend, user_id=user_id, reason="a reason")
        if state == "deleted":
            core.call(house(), users.soft_delete, user_id=user_id)
        if state == "locked":
            for _ in range(10):
                may_enter(core, made[state], "wrong")
    return made | {"known": MAX, "nonsense": "not an address", "empty": "", "endless": "x" * 100_000}


def test_asking_for_a_reset_does_and_says_the_same_for_every_address(core, asked_about):
    done = {}
    for state, email in asked_about.items():
        with statements(core) as sent:
            said = core.call(visitor(address=""), passwords.request_reset, email=email)
        done[state] = (said, tuple(sent))

    assert len(set(done.values())) == 1
    assert done["known"][0] is None


def test_the_sixth_letter_in_a_day_is_not_written_and_looks_like_the_others(core, maxim):
    done = {}
    for email in (MAX, "nobody@example.com"):
        for _ in range(7):
            with statements(core) as sent:
                said = core.call(visitor(address=""), passwords.request_reset, email=email)
        done[email] = (said, tuple(sent))

    assert done[MAX] == done["nobody@example.com"]
    assert len([letter for letter in letters_to(core, maxim.user_id) if letter.kind == "reset"]) == 5
    asked = [entry for entry in entries(core) if entry.event == "password:reset-asked" and entry.subject_id]
    assert [entry.facts["why"] for entry in asked] == [None] * 5 + ["too-many-letters"] * 2


def test_a_flood_keeps_the_owner_waiting_for_an_hour_at_most(core, clock, maxim):
    """Or a lock that only a reset opens, and as many letters asked for, would keep them out for good (ASVS 6.1.1)."""
    for _ in range(8):
        for _ in range(7):
            asked_for_a_reset(core)
        clock.advance(hours=1)
    asked_for_a_reset(core)

    assert len([letter for letter in letters_to(core, maxim.user_id) if letter.kind == "reset"]) == 5 + 8
    use(core, "reset", link_to(core, maxim.user_id, "reset"))
    assert may_enter(core, MAX, ANOTHER)


def test_the_last_of_too_many_letters_still_counts(core, maxim):
    token = ""
    for _ in range(5):
        token = a_link(core, "reset", maxim)
    asked_for_a_reset(core)

    assert refusal(lambda: use(core, "reset", token)) == ""


def test_asking_for_a_reset_changes_nothing_on_the_account(core):
    before = {table: rows(core, table) for table in ("users", "sessions")}

    asked_for_a_reset(core)

    assert {table: rows(core, table) for table in before} == before
    assert may_enter(core, MAX)


def test_a_reset_signs_nobody_in(core, maxim, tokens):
    token = a_link(core, "reset", maxim)
    sessions = len(rows(core, "sessions"))

    given = use(core, "reset", token)

    assert given is None
    assert len(rows(core, "sessions")) == sessions
    assert not core.actor_for(tokens[MAX]).signed_in
    assert core.actor_for(tokens[SAM]).signed_in
    assert (may_enter(core, MAX), may_enter(core, MAX, ANOTHER)) == (False, True)


def test_a_reset_verifies_no_address(core, maxim):
    assert person(core, maxim.user_id).email_verified_at is None

    use(core, "reset", a_link(core, "reset", maxim))

    assert person(core, maxim.user_id).email_verified_at is None


def test_a_reset_ends_every_session_and_tells_the_owner_how_to_say_it_was_not_them(core, maxim):
    token = a_link(core, "reset", maxim)
    seen = len(entries(core))

    use(core, "reset", token)

    (entry,) = entries(core)[seen:]
    assert (entry.event, entry.facts, entry.actor_kind) == ("password:reset", {"sessions_ended": 1}, "visitor")
    letter = letter_to(core, maxim.user_id, "password-changed")
    assert (letter.to_address, letter.facts["by_owner"]) == (MAX, 1)
    assert link_to(core, maxim.user_id, "password-changed").startswith("notme_")


def test_someone_locked_out_comes_back_through_a_reset(core, maxim):
    for _ in range(10):
        assert not may_enter(core, MAX, "wrong")
    with pytest.raises(TooManyAttempts):
        may_enter(core, MAX)
    assert person(core, maxim.user_id).locked_until

    use(core, "reset", a_link(core, "reset", maxim))

    assert person(core, maxim.user_id).locked_until is None
    assert may_enter(core, MAX, ANOTHER)


def test_a_password_that_is_refused_leaves_the_link_good(core, maxim):
    token = a_link(core, "reset", maxim)
    before = everything(core)
    for weak in ("short", MAX, "x" * 1025):
        with pytest.raises(InvalidPassword):
            core.call(visitor(address=""), passwords.reset, token=token, new_password=weak)
    assert everything(core) == before

    assert refusal(lambda: use(core, "reset", token)) == ""


def test_a_member_of_staff_needs_as_long_a_password_by_link_as_anywhere(core, sam):
    token = a_link(core, "reset", sam)

    with pytest.raises(InvalidPassword, match="15 are the fewest"):
        core.call(visitor(), passwords.reset, token=token, new_password="a kettle sang")


def test_no_password_is_computed_for_whoever_has_no_link(core, monkeypatch):
    monkeypatch.setattr("nacl.pwhash.argon2id.str", lambda *_, **__: pytest.fail("computed"))

    with pytest.raises(TokenSpent):
        core.call(visitor(), passwords.reset, token="reset_made-up", new_password=ANOTHER)


def test_a_reset_takes_the_place_of_a_temporary_password(core, sam, maxim):
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password="a temporary one for max")

    use(core, "reset", a_link(core, "reset", maxim))

    assert not signed_in(core, MAX, ANOTHER).must_change_password


def test_a_reset_voids_an_address_that_waits_and_every_other_link(core, maxim):
    waiting = a_link(core, "email", maxim)
    use(core, "reset", a_link(core, "reset", maxim))

    assert refusal(lambda: use(core, "email", waiting)) == "TokenSpent"


def test_a_ticket_given_before_a_reset_is_no_session_after_it(core, maxim):
    ticket = core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket
    use(core, "reset", a_link(core, "reset", maxim))

    assert refusal(lambda: core.call(visitor(address=""), sign_in.redeem, ticket=ticket)) == "TokenSpent"


def test_whoever_is_suspended_meanwhile_does_not_come_back_by_link(core, maxim):
    token = a_link(core, "reset", maxim)
    core.call(house(), users.suspend, user_id=maxim.user_id, reason="a reason")

    assert refusal(lambda: use(core, "reset", token)) == "TokenSpent"
    outcome = core.call(visitor(), sign_in.with_password, email=MAX, password=ANOTHER)
    assert isinstance(outcome, Refused)


def test_an_unknown_address_that_was_typed_is_kept_nowhere(core):
    asked_for_a_reset(core, "canary@example.com")

    assert "canary" not in repr(everything(core, traces=True))


def test_one_network_that_asks_too_often_is_told_to_wait(core):
    def ask(number):
        core.call(visitor(), passwords.request_reset, email=f"nobody{number}@example.com")

    for number in range(20):
        ask(number)

    with pytest.raises(TooManyAttempts):
        ask(21)


def test_links_tried_from_one_network_are_limited(core):
    for _ in range(30):
        with pytest.raises(TokenSpent):
            core.call(visitor(), passwords.reset, token="reset_made-up", new_password=ANOTHER)

    with pytest.raises(TooManyAttempts):
        core.call(visitor(), passwords.reset, token="reset_made-up", new_password=ANOTHER)


def test_a_letter_written_without_a_mail_server_waits(url, clock):
    core = open_core(settings=settings(url, smtp_url=None), clock=clock)
    user_id = a_user(core, "waits@example.com")

    asked_for_a_reset(core, "waits@example.com")

    assert letter_to(core, user_id).state == "queued"
    core.close()
