"""The practice outbox: letters in every state, their links as good as real ones."""

from collections import Counter

from tests.builders import ANOTHER, house, may_enter, signed_in, visitor
from tests.letters import every
from usercore.actions import outbox, passwords, practice
from usercore.actions.practice import PASSPHRASE
from usercore.events import Event
from usercore.frames import outbox as lists
from usercore.frames.outbox import LetterQuery
from usercore.models import OutboxLetter


def test_there_are_a_few_dozen_letters_in_every_state(practiced):
    states = Counter(letter.state for letter in practiced.every(OutboxLetter))

    assert states.pop("sent") >= 20
    assert states == {"queued": 4, "failing": 3, "given-up": 3, "ended": 1}


def test_what_was_sent_or_given_up_is_in_the_log_at_its_time(practiced):
    told = {entry.facts["letter"]: entry for entry in practiced.history() if entry.event.startswith("letter:")}

    letters = {str(letter.id): letter for letter in practiced.every(OutboxLetter)}
    assert {number for number, letter in letters.items() if letter.state not in ("queued", "failing")} == set(told)
    assert all(letters[number].user_id == entry.subject_id for number, entry in told.items())
    assert all(
        letters[number].sent_at == entry.at for number, entry in told.items() if entry.event == Event.LETTER_SENT
    )


def test_no_letter_comes_from_the_future(practiced):
    assert all(letter.created_at < practiced.core.now() for letter in practiced.every(OutboxLetter))


def test_every_letter_can_be_looked_at(empty_core):
    empty_core.call(house(), practice.build, people=60)
    ada = signed_in(empty_core, "ada@example.com", PASSPHRASE)

    for letter in every(empty_core):
        assert len(empty_core.call(ada, lists.preview, letter_id=letter.id)) == 1


def test_a_link_that_waits_can_be_copied_and_works(empty_core):
    empty_core.call(house(), practice.build, people=60)
    ada = signed_in(empty_core, "ada@example.com", PASSPHRASE)
    waiting = empty_core.call(ada, lists.search, query=LetterQuery(states=("queued",), kinds=("reset",))).iloc[0]

    link = empty_core.call(ada, outbox.copy_link, letter_id=waiting.id)
    empty_core.call(visitor(), passwords.reset, token=link.rpartition("/")[2], new_password=ANOTHER)

    assert may_enter(empty_core, waiting.email, ANOTHER)
