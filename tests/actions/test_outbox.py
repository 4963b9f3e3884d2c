"""What becomes of a letter: claimed once, sent, tried again with growing pauses, given up."""

from datetime import timedelta

import pytest

from tests.builders import MAX, house, settings, visitor
from tests.letters import TOKEN, lying, post, some
from tests.witness import at_once, entries, events
from usercore import open_core
from usercore.actions import outbox, passwords
from usercore.actions.outbox import PAUSES
from usercore.events import Event, Outcome
from usercore.mail import letters
from usercore.models import LetterState


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


def claim(core, most=100):
    return core.call(house(), outbox.claim, most=most)


def fail(core, letter_id, said="450 4.2.1 mailbox busy", **more):
    core.call(house(), outbox.failed, letter_id=letter_id, said=said, **more)


# --- claiming ----------------------------------------------------------------------------------------------------


def test_a_claimed_letter_says_everything_its_reader_needs(core, max_id):
    letter_id = post(core, max_id)

    (claimed,) = claim(core)

    assert (claimed.id, claimed.kind, claimed.to, claimed.name) == (letter_id, "reset", MAX, "Max Author")
    assert claimed.link == f"{core.settings.home}/open/{TOKEN}"
    assert claimed.ends_at == core.now() + timedelta(hours=1)


def test_a_claimed_letter_is_nobody_elses_until_the_claim_ends(core, clock, max_id):
    letter_id = post(core, max_id)

    assert [letter.id for letter in claim(core)] == [letter_id]
    assert claim(core) == ()
    clock.advance(minutes=4, seconds=59)
    assert claim(core) == ()
    clock.advance(seconds=1)
    assert [letter.id for letter in claim(core)] == [letter_id]


def test_eight_that_claim_at_once_never_get_the_same_letter(core):
    wanted = some(core, 40)

    got = at_once(*[lambda: [letter.id for _ in range(5) for letter in claim(core, most=1)]] * 8)

    assert sorted(letter_id for one in got for letter_id in one) == sorted(wanted)


def test_whoever_waited_longest_comes_first(core, clock, max_id):
    posted = []
    for _ in range(3):
        posted.append(post(core, max_id))
        clock.advance(seconds=1)

    assert [claim(core, most=1)[0].id for _ in posted] == posted


def test_a_letter_to_nobody_is_never_carried(core, clock):
    core.call(visitor(), passwords.request_reset, email="nobody@example.com")
    clock.advance(minutes=10)

    assert claim(core) == ()


def test_a_letter_sealed_with_a_key_that_is_gone_is_given_up_and_keeps_no_other(core, url, clock, max_id):
    lost, fine = post(core, max_id), post(core, max_id, letters.locked(to=MAX, name="Max", until=core.now()))
    rekeyed = open_core(settings=settings(url, secret_key="another-key-0123456789abcdefghijklmnopqrs"), clock=clock)

    claimed = claim(rekeyed)
    rekeyed.close()

    assert [letter.id for letter in claimed] == [fine]
    assert lying(core, lost).state == LetterState.GIVEN_UP
    assert "secret key" in lying(core, lost).problem


# --- sent --------------------------------------------------------------------------------------------------------


def test_a_sent_letter_forgets_its_link_and_is_in_the_log(core, max_id):
    letter_id = post(core, max_id)
    before = len(entries(core))

    core.call(house(), outbox.sent, letter_id=letter_id)

    letter = lying(core, letter_id)
    assert (letter.state, letter.tries, letter.sent_at) == (LetterState.SENT, 1, core.now())
    assert letter.sealed_token is None
    (entry,) = entries(core)[before:]
    assert (entry.event, entry.subject_id) == (Event.LETTER_SENT, max_id)
    assert entry.facts == {"kind": "reset", "letter": str(letter_id)}


# --- failed ------------------------------------------------------------------------------------------------------


def test_a_failing_letter_is_tried_again_after_growing_pauses_and_then_given_up(core, clock, max_id):
    letter_id = post(core, max_id, letters.locked(to=MAX, name="Max", until=core.now()))

    for pause in PAUSES:
        (letter,) = claim(core)
        fail(core, letter.id)
        assert lying(core, letter_id).state == LetterState.FAILING
        clock.advance(seconds=pause.total_seconds() - 1)
        assert claim(core) == ()
        clock.advance(seconds=1)
    fail(core, claim(core)[0].id)

    letter = lying(core, letter_id)
    assert (letter.state, letter.problem) == (LetterState.GIVEN_UP, "450 4.2.1 mailbox busy")
    assert events(core)[-1] == Event.LETTER_GIVEN_UP
    clock.advance(days=30)
    assert claim(core) == ()


def test_each_pause_is_longer_than_the_one_before():
    assert list(PAUSES) == sorted(set(PAUSES))


def test_what_is_refused_for_good_is_given_up_at_once(core, max_id):
    letter_id = post(core, max_id)
    before = len(entries(core))

    fail(core, letter_id, "550 5.1.1 no such mailbox", for_good=True)

    assert lying(core, letter_id).state == LetterState.GIVEN_UP
    (entry,) = entries(core)[before:]
    assert (entry.event, entry.outcome) == (Event.LETTER_GIVEN_UP, Outcome.FAILED)
    assert "no such mailbox" not in str(entry.facts)  # it may name the address


def test_a_server_that_quotes_the_link_does_not_put_the_token_before_staff(core, max_id):
    letter_id = post(core, max_id)

    fail(core, letter_id, f"554 spam: http://localhost/open/{TOKEN} is listed")

    assert lying(core, letter_id).problem == "554 spam: http://localhost/open/… is listed"


# --- links that end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["queued", "failing", "given-up"])
def test_a_letter_whose_link_has_ended_is_put_aside_without_its_link(core, clock, max_id, state):
    letter_id = post(core, max_id)
    if state != "queued":
        fail(core, letter_id, for_good=state == "given-up")
    clock.advance(hours=1)

    assert claim(core) == ()
    assert core.call(house(), outbox.set_aside) == 1
    assert core.call(house(), outbox.set_aside) == 0

    letter = lying(core, letter_id)
    assert (letter.state, letter.sealed_token, letter.next_try_at) == (LetterState.ENDED, None, None)
    assert events(core).count(Event.LETTER_GIVEN_UP) == 1


def test_a_link_that_has_not_ended_and_a_letter_without_one_stay(core, clock, max_id):
    waiting = post(core, max_id)
    plain = post(core, max_id, letters.locked(to=MAX, name="Max", until=core.now()))
    clock.advance(minutes=59)

    assert core.call(house(), outbox.set_aside) == 0
    assert {lying(core, waiting).state, lying(core, plain).state} == {LetterState.QUEUED}
