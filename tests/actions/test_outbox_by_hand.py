"""What staff do with a letter that was not sent: try it again, or hand its link over."""

from datetime import timedelta

import pytest

from tests.builders import ADA, ANOTHER, MAX, a_role, a_user, house, letter_to, letters_to, link_to, signed_in, visitor
from tests.letters import TOKEN, change, lying, post
from tests.witness import entries, events, rows
from usercore.actions import emails, outbox, passwords, users
from usercore.errors import AboveYou, NoLink, NotFound, NotFresh, WrongLetterState
from usercore.events import Event
from usercore.frames import users as people
from usercore.mail import letters
from usercore.models import LetterState


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


def claim(core):
    return core.call(house(), outbox.claim, most=100)


def fail(core, letter_id, said="450 4.2.1 mailbox busy", **more):
    core.call(house(), outbox.failed, letter_id=letter_id, said=said, **more)


# --- links that are dead ---------------------------------------------------------------------------------------


def asked_for_an_address(core, maxim):
    core.call(maxim, users.update, user_id=maxim.user_id, email="elsewhere@example.com")
    return letter_to(core, maxim.user_id, "email-confirm")


def asked_for_a_password(core, maxim):
    core.call(visitor(), passwords.request_reset, email=MAX)
    return letter_to(core, maxim.user_id, "reset")


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        (asked_for_an_address, lambda core, who: core.call(who, emails.cancel, user_id=who.user_id)),
        (asked_for_a_password, asked_for_a_password),
        (
            asked_for_a_password,
            lambda core, who: core.call(house(), passwords.change, user_id=who.user_id, new_password=ANOTHER),
        ),
        (
            asked_for_an_address,
            lambda core, who: core.call(visitor(), emails.confirm, token=link_to(core, who.user_id, "email-confirm")),
        ),
    ],
    ids=["cancelled", "a newer one", "another password", "copied and used"],
)
def test_a_letter_whose_link_is_dead_is_neither_sent_nor_handed_over(core, ada, maxim, asked, over):
    letter = asked(core, maxim)

    over(core, maxim)

    assert lying(core, letter.id).state == LetterState.ENDED
    assert letter.id not in [claimed.id for claimed in claim(core)]
    with pytest.raises(NoLink):
        core.call(ada, outbox.copy_link, letter_id=letter.id)


# --- trying again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_good", [True, False])
def test_staff_try_a_letter_again_at_once_with_all_its_pauses_before_it(core, ada, max_id, for_good):
    letter_id = post(core, max_id)
    fail(core, letter_id, for_good=for_good)
    before = len(entries(core))

    core.call(ada, outbox.retry, letter_id=letter_id)

    letter = lying(core, letter_id)
    assert (letter.state, letter.tries, letter.next_try_at) == (LetterState.QUEUED, 0, core.now())
    assert letter.problem  # what was said stays until it is sent
    assert [letter.id for letter in claim(core)] == [letter_id]
    (entry,) = entries(core)[before:]
    assert (entry.event, entry.actor_id, entry.subject_id) == (Event.LETTER_RETRIED, ada.user_id, max_id)


def test_only_what_failed_can_be_tried_again(core, ada, clock, max_id):
    waiting, sent, ended = (post(core, max_id) for _ in range(3))
    core.call(house(), outbox.sent, letter_id=sent)
    fail(core, ended)
    change(core, ended, ends_at=core.now())
    before = rows(core, "letters"), events(core)

    for letter_id, why in ((waiting, "waiting already"), (sent, "sent already"), (ended, "link has ended")):
        with pytest.raises(WrongLetterState, match=why):
            core.call(ada, outbox.retry, letter_id=letter_id)

    assert before == (rows(core, "letters"), events(core))


def test_a_letter_tried_again_while_it_is_carried_is_not_carried_twice(core, ada, max_id):
    letter_id = post(core, max_id)
    fail(core, letter_id)
    change(core, letter_id, next_try_at=core.now())
    claim(core)

    core.call(ada, outbox.retry, letter_id=letter_id)

    assert claim(core) == ()


@pytest.mark.parametrize("action", [outbox.retry, outbox.copy_link])
def test_a_letter_to_nobody_or_that_is_none_is_not_found(core, ada, action):
    core.call(visitor(), passwords.request_reset, email="nobody@example.com")
    ((letter_id, *_),) = rows(core, "letters")

    for wanted in (letter_id, "nonsense", ada.user_id):
        with pytest.raises(NotFound):
            core.call(ada, action, letter_id=wanted)


# --- by hand -----------------------------------------------------------------------------------------------------


def test_the_copied_link_is_the_one_in_the_letter_and_works(core, ada):
    core.call(visitor(), passwords.request_reset, email=MAX)
    whose = core.call(ada, people.by_email, email=MAX).iloc[0].id
    (letter,) = letters_to(core, whose)
    before = len(entries(core))

    link = core.call(ada, outbox.copy_link, letter_id=letter.id)

    token = link.removeprefix(f"{core.settings.home}/open/")
    core.call(visitor(), passwords.reset, token=token, new_password="a wholly different sentence")
    assert signed_in(core, MAX, "a wholly different sentence").signed_in
    entry = entries(core)[before]
    assert (entry.event, entry.actor_id, entry.subject_id) == (Event.LETTER_LINK_COPIED, ada.user_id, whose)
    assert token not in str(entry.facts)


def test_copying_needs_a_recent_sign_in(core, clock, max_id):
    ada = signed_in(core, ADA)
    letter_id = post(core, max_id, letters.email_confirm(
        to=MAX, name="Max", token=TOKEN, ends_at=core.now() + timedelta(days=1)
    ))  # fmt: skip
    clock.advance(minutes=59)
    assert core.call(ada, outbox.copy_link, letter_id=letter_id)
    clock.advance(minutes=1)
    with pytest.raises(NotFresh):
        core.call(ada, outbox.copy_link, letter_id=letter_id)

    assert events(core).count(Event.LETTER_LINK_COPIED) == 1


def test_a_letter_that_was_sent_or_ended_or_has_no_link_has_none_to_copy(core, ada, clock, max_id):
    sent = post(core, max_id)
    core.call(house(), outbox.sent, letter_id=sent)
    plain = post(core, max_id, letters.locked(to=MAX, name="Max", until=core.now()))
    ended = post(core, max_id)
    change(core, ended, ends_at=core.now())

    for letter_id in (sent, plain, ended):
        with pytest.raises(NoLink):
            core.call(ada, outbox.copy_link, letter_id=letter_id)

    assert Event.LETTER_LINK_COPIED not in events(core)


@pytest.mark.parametrize("action", [outbox.retry, outbox.copy_link])
def test_support_touches_no_letter_to_an_admin(core, sam, ada, action):
    letter_id = post(core, ada.user_id)
    fail(core, letter_id)
    before = rows(core, "letters")

    with pytest.raises(AboveYou):
        core.call(sam, action, letter_id=letter_id)

    assert before == rows(core, "letters")


def test_a_letter_goes_with_its_person(core, ada, max_id):
    letter_id = post(core, max_id)
    core.call(ada, users.soft_delete, user_id=max_id)
    core.call(ada, users.hard_delete, user_id=max_id, reason="asked for it")

    assert rows(core, "letters") == []
    with pytest.raises(NotFound):
        core.call(house(), outbox.sent, letter_id=letter_id)


def test_a_role_of_ones_own_may_try_again_and_no_more(core, max_id):
    a_role(core, "postmaster", "outbox:read", "outbox:send")
    a_user(core, "post@example.com", role="postmaster")
    postmaster = signed_in(core, "post@example.com")
    letter_id = post(core, max_id)
    fail(core, letter_id)

    core.call(postmaster, outbox.retry, letter_id=letter_id)

    assert lying(core, letter_id).state == LetterState.QUEUED


def test_nothing_secret_of_a_letter_reaches_the_log(core, ada, max_id):
    letter_id = post(core, max_id)
    fail(core, letter_id, f"554 {TOKEN}")
    core.call(ada, outbox.retry, letter_id=letter_id)
    core.call(ada, outbox.copy_link, letter_id=letter_id)
    core.call(house(), outbox.sent, letter_id=letter_id)

    lies = str(rows(core, "audit_entries") + rows(core, "audit_values") + rows(core, "letters"))
    assert TOKEN not in lies
