"""Letters reach their readers as they were meant."""

from datetime import timedelta

from tests.builders import ADA, ANOTHER, MAX, PASSPHRASE, a_user, may_enter, visitor
from tests.letters import a_reset, lying, post, some
from tests.witness import rows
from usercore.actions import letter_texts, passwords
from usercore.models import LetterState

NAUGHTY = "Max\r\nBcc: evil@example.com <script>alert(1)</script> \u202e"


def test_a_reset_asked_for_at_the_door_arrives_and_its_link_works(core, worker, box):
    core.call(visitor(), passwords.request_reset, email=MAX)

    assert worker.turn() == 1

    (letter,) = box.arrived
    assert (letter["To"], letter["From"]) == ("Max Author <max@example.com>", "Accounts <a@house.example>")
    for part in ("plain", "html"):
        text = letter.get_body((part,)).get_content()
        token = text.partition(f"{core.settings.home}/open/")[2].split()[0].split('"')[0]
        assert token
    core.call(visitor(), passwords.reset, token=token, new_password=ANOTHER)
    assert may_enter(core, MAX, ANOTHER)


def test_asking_for_an_unknown_address_sends_nothing(core, worker, box):
    core.call(visitor(), passwords.request_reset, email="nobody@example.com")

    assert worker.turn() == 0
    assert box.arrived == []


def test_many_letters_go_over_one_connection_in_one_turn(core, worker, box):
    some(core, 30)

    assert worker.turn() == 30

    assert (len(set(box.ids)), box.connections) == (30, 1)


def test_a_name_makes_no_header_no_recipient_and_no_markup(core, worker, box):
    max_id = a_user(core, "other@example.com", name="Max")
    post(core, max_id, a_reset(name=NAUGHTY, to="other@example.com", ends_at=core.now() + timedelta(hours=1)))

    worker.turn()

    (letter,) = box.arrived
    assert box.recipients == [["other@example.com"]]
    assert letter["Bcc"] is None
    assert "<script" not in letter.get_body(("html",)).get_content()
    assert "\u202e" not in letter.get_body(("plain",)).get_content()


def test_the_text_that_an_admin_wrote_is_sent(core, ada, worker, box):
    core.call(ada, letter_texts.change, kind="reset", subject="For {{ name }}", body="Go:\n\n[Here]({{ link }})")
    post(core, ada.user_id)

    worker.turn()

    assert box.arrived[0]["Subject"] == "For Ada Admin"
    assert box.arrived[0].get_body(("plain",)).get_content().startswith("Go:")


def test_a_text_that_cannot_be_used_any_more_gives_way_to_ours(core, ada, worker, box, caplog):
    core.call(ada, letter_texts.change, kind="reset", subject="Mine", body="[Here]({{ link }})")
    with core.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE letter_texts SET subject = '{{ gone }}'")
    post(core, ada.user_id)

    worker.turn()

    assert box.arrived[0]["Subject"] == "Choose a new password for usercore"
    assert "the changed text of letter reset" in caplog.text


def test_without_a_mail_server_letters_wait(core, hire, maxim):
    letter_id = post(core, maxim.user_id)

    assert hire().turn() == 0

    assert (lying(core, letter_id).state, lying(core, letter_id).claimed_until) == (LetterState.QUEUED, None)


def test_no_letter_and_no_problem_holds_a_password(core, worker, box):
    core.call(visitor(), passwords.request_reset, email=ADA)
    worker.turn()

    assert PASSPHRASE not in box.arrived[0].as_string() + str(rows(core, "letters"))
