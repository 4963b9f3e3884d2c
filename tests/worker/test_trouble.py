"""What goes wrong loses no letter, sends none twice, and keeps no other waiting."""

import logging
from contextlib import ExitStack

import pytest

from tests.letters import change, lying, post, some, states
from tests.mail_servers import DROP, a_mail_server, a_silent_server, certificate
from tests.witness import events, failing_commits
from usercore.actions import users
from usercore.events import Event
from usercore.models import LetterState


def test_a_refused_letter_keeps_the_servers_own_words_and_the_others_go(core, worker, box):
    first, *_ = some(core, 3)
    box.on_arrival = lambda letter: "550 5.7.1 looks like spam" if first.hex in letter["Message-ID"] else None

    assert worker.turn() == 2

    assert (lying(core, first).state, lying(core, first).problem) == (LetterState.GIVEN_UP, "550 5.7.1 looks like spam")
    assert states(core) == ["given-up", "sent", "sent"]


def test_not_now_is_tried_again_after_a_pause(core, clock, worker, box):
    (letter_id,) = some(core, 1)
    box.refuse["RCPT"] = "451 4.7.1 greylisted, come back"
    assert worker.turn() == 0
    box.refuse.clear()

    assert worker.turn() == 0
    clock.advance(minutes=1)
    assert worker.turn() == 1

    assert (lying(core, letter_id).tries, lying(core, letter_id).problem) == (2, None)
    assert events(core).count(Event.LETTER_SENT) == 1


@pytest.fixture(params=["dead", "silent", "drops", "hangs up", "wrong papers", "no encryption"])
def trouble(request, tmp_path, box):
    """The address of a mail server that is no use, and what is said of it."""
    with ExitStack() as open_until_then:
        match request.param:
            case "dead":
                with a_mail_server() as gone:
                    pass
                yield gone.url(), "cannot be reached"
            case "silent":
                yield open_until_then.enter_context(a_silent_server()).url(), "did not answer in time"
            case "drops":
                box.refuse["DATA"] = DROP
                yield open_until_then.enter_context(a_mail_server(box)).url(), "closed the connection"
            case "hangs up":
                box.refuse["RCPT"] = "421 4.3.2 too busy"
                yield open_until_then.enter_context(a_mail_server(box)).url(), "421 4.3.2 too busy"
            case "wrong papers":
                context, _ = certificate(tmp_path)
                server = open_until_then.enter_context(a_mail_server(box, tls=context))
                yield server.url(), "certificate is not good"
            case "no encryption":
                server = open_until_then.enter_context(a_mail_server(box))
                yield server.url().replace("localhost", "127.1"), "offers no encryption"


def test_a_server_in_trouble_loses_nothing_and_no_letter_pays_for_another(core, clock, hire, trouble, kind):
    address, words = trouble
    first, *others = some(core, 3)

    assert hire(address, patience=0.5 if "in time" in words else 20).turn() == 0

    assert lying(core, first).state == LetterState.FAILING
    assert words in lying(core, first).problem
    assert [(lying(core, one).state, lying(core, one).tries) for one in others] == [(LetterState.QUEUED, 0)] * 2
    assert kind.box.arrived == []

    kind.box.refuse.clear()
    clock.advance(minutes=1)
    assert hire(kind.url()).turn() == 3
    assert len(set(kind.box.ids)) == len(kind.box.ids) == 3


def test_a_letter_that_always_breaks_the_line_does_not_keep_the_others(core, worker, box):
    poison, *_ = some(core, 3)

    box.on_arrival = lambda letter: DROP if poison.hex in letter["Message-ID"] else None

    assert (worker.turn(), worker.turn()) == (0, 2)
    assert states(core) == ["failing", "sent", "sent"]


def test_a_letter_that_cannot_be_written_does_not_keep_the_others(core, worker, box, caplog):
    odd, _ = some(core, 2)
    change(core, odd, kind="of another version")

    assert worker.turn() == 1

    assert lying(core, odd).state == LetterState.FAILING
    assert "see the log" in lying(core, odd).problem
    assert str(odd) in caplog.text


def test_what_was_sent_while_the_database_went_away_is_written_down_later_and_not_sent_again(core, clock, worker, box):
    (letter_id,) = some(core, 1)
    with ExitStack() as away:

        def pull_the_plug(_letter):
            away.enter_context(failing_commits())

        box.on_arrival = pull_the_plug
        assert worker.turn() == 0
    assert (len(box.arrived), lying(core, letter_id).state) == (1, LetterState.QUEUED)

    clock.advance(minutes=10)
    worker.turn()

    assert (len(box.arrived), lying(core, letter_id).state) == (1, LetterState.SENT)


def test_a_person_deleted_while_their_letter_is_on_its_way_ends_nothing(core, ada, worker, box, maxim):
    post(core, maxim.user_id)
    rest = some(core, 1)

    def delete(letter):
        if letter["To"].startswith("Max"):
            core.call(ada, users.soft_delete, user_id=maxim.user_id)
            core.call(ada, users.hard_delete, user_id=maxim.user_id, reason="asked for it")

    box.on_arrival = delete

    assert worker.turn() == 2
    assert lying(core, rest[0]).state == LetterState.SENT


def test_a_turn_that_fails_is_in_the_log_and_the_next_one_is_made(core, worker, box, caplog):
    some(core, 1)

    with failing_commits(), caplog.at_level(logging.ERROR, "usercore"):
        assert worker.turn() == 0

    assert "the power went" in caplog.text
    assert worker.turn() == 1
