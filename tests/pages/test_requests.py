"""The privacy desk and one's own requests: empty, and with something in them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pages.parts import request_words
from tests.builders import ADA, MAX, SAM, a_role, house, someone, token_for
from tests.pages.app import the_app, words
from tests.requesting import exported, kinds_of_letters, known, log, one
from usercore.actions import request_answers, request_work, requests

MEANWHILE = "Someone changed this request while you were editing"
CHANGED = "This request was changed meanwhile."


@pytest.fixture
def asked(core, maxim):
    """Max asked for his data."""
    return log(core, house(), user_id=maxim.user_id)


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()


def test_an_empty_desk_says_how_requests_come(core, tokens):
    with the_app(core, tokens[ADA], "privacy.py") as app:
        assert not app.exception
        assert "Nobody asked about their data yet." in words(app)
        assert "Nothing is open." in words(app)


def test_what_is_open_is_counted(core, tokens, maxim):
    core.call(house(), requests.log, kind="access", user_id=maxim.user_id)
    with the_app(core, tokens[ADA], "privacy.py") as app:
        assert not app.exception
        assert "1 open" in words(app)


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        ("done", 0, "✓ In time"),
        ("refused", -1, "⚠ 1 day late"),
        ("done", -12, "⚠ 12 days late"),
        ("withdrawn", 3, "–"),
        ("in-work", 0, "⚠ Due today"),
        ("waiting", None, "‖ Stands still"),
    ],
)
def test_what_is_answered_says_whether_that_was_in_time(state, days, words):
    closed = None if state in {"in-work", "waiting"} else datetime(2026, 3, 2, tzinfo=UTC)

    told, _ = request_words.left(SimpleNamespace(state=state, days_left=days, closed_at=closed))

    assert told == words


def test_under_my_account_a_deletion_is_shown_with_its_day_and_called_off(core, tokens, maxim):
    core.call(maxim, requests.raise_own, user_id=maxim.user_id, kind="erasure")
    with the_app(core, tokens[MAX], "account.py") as app:
        assert not app.exception
        assert "Your account is deleted on 16 Mar 2026" in words(app)
        next(button for button in app.button if button.label == "Keep my account").click().run()
        assert not app.exception
        assert "Your account is deleted on" not in words(app)


def test_what_a_colleague_changed_meanwhile_is_shown_before_anything_is_done(core, tokens, maxim, asked):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        app.text_area(key="request.refuse.reason").set_value("We cannot tell who asks.")
        core.call(house(), request_work.pause, request_id=asked)
        press(app, "Refuse and tell them")

        assert MEANWHILE in words(app)
        assert "Let the time run again" in [button.label for button in app.button]
        assert one(core, asked).closed_at is None
        assert "request-refused" not in kinds_of_letters(core, maxim.user_id)
        press(app, "Refuse and tell them")

    assert one(core, asked).state == "refused"


@pytest.mark.parametrize(
    ("label", "change"),
    [
        ("Refuse and tell them", lambda core, asked: core.call(house(), requests.withdraw, request_id=asked)),
        ("It is them", lambda core, asked: known(core, house(), asked)),
        (
            "Let the time stand still until it is known who asks",
            lambda core, asked: core.call(house(), request_work.pause, request_id=asked),
        ),
    ],
)
def test_why_a_button_is_gone_that_was_pressed_is_said_once(core, tokens, asked, label, change):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        assert CHANGED not in words(app)
        change(core, asked)
        press(app, label)

        assert label not in [button.label for button in app.button]
        assert CHANGED in words(app)
        assert not app.error
        app.run()
        assert CHANGED not in words(app)


def test_what_one_did_oneself_is_no_change_of_a_colleague(core, tokens, asked):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        for label in ("Let the time stand still until it is known who asks", "Let the time run again", "Assign"):
            press(app, label)
            assert MEANWHILE not in words(app)
            assert CHANGED not in words(app)
        app.text_area(key="request.note.text-0").set_value("Called, nobody there.")
        press(app, "Save")
        assert CHANGED not in words(app)
        assert not app.error


def test_what_was_refused_to_oneself_keeps_what_was_on_screen(core, tokens, asked):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        press(app, "It is them")
        assert app.error
        known(core, house(), asked)
        press(app, "It is them")
        assert CHANGED in words(app)


def test_one_that_is_opened_again_is_as_it_stands_then(core, tokens, asked):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        del app.query_params["request"]
        app.run()
        known(core, house(), asked)
        app.query_params["request"] = str(asked)
        app.run()
        assert CHANGED not in words(app)
        press(app, "Assign")
        assert not app.error


def test_a_note_is_kept_that_was_being_written_when_a_colleague_wrote_one(core, tokens, asked):
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        app.text_area(key="request.note.text-0").set_value("Called, nobody there.")
        core.call(house(), request_work.note, request_id=asked, text="Wrote to them.")
        press(app, "Save")
        assert app.text_area[0].value == ""

    assert {note["text"] for note in one(core, asked).notes} == {"Wrote to them.", "Called, nobody there."}


def dialog_to_delete(core, token):
    """What it says before anything is asked for."""
    with the_app(core, token, "account.py") as app:
        next(button for button in app.button if button.label == "Delete my account").click().run()
        assert not app.exception
        return words(app)


def test_staff_are_told_that_somebody_looks_before_they_are_deleted(core, tokens):
    assert "somebody else looks at it first" in dialog_to_delete(core, tokens[SAM])


def test_whoever_holds_rights_of_the_application_alone_is_told_the_wait_that_there_is(core):
    email = someone(core, a_role(core, "writer", "posts:*")).email

    told = dialog_to_delete(core, token_for(core, email))

    assert "In 14 days your account is deleted for ever" in told
    assert "somebody else" not in told


def test_a_closed_one_shows_how_it_was_answered(core, tokens, sam, maxim, asked):
    known(core, sam, asked)
    exported(core, sam, maxim.user_id)
    core.call(sam, request_answers.close, request_id=asked)
    with the_app(core, tokens[ADA], "privacy.py", request=str(asked)) as app:
        assert not app.exception
        for told in ("called back on a known number", "Their data were exported", "Closed as done by Sam Support"):
            assert told in words(app)
        assert "nobody works on it" not in words(app)
        assert "Check who asks" not in words(app)


def test_a_refused_one_shows_the_reason_to_those_who_see_whole_people(core, tokens, sam, asked):
    core.call(sam, request_answers.refuse, request_id=asked, reason="They ask every day")
    auditor = token_for(core, someone(core, "auditor").email)
    for token, shown in ((tokens[ADA], True), (auditor, False)):
        with the_app(core, token, "privacy.py", request=str(asked)) as app:
            assert not app.exception
            assert "Refused by Sam Support" in words(app)
            assert "It was not checked who asks" in words(app)
            assert ("They ask every day" in words(app)) is shown
