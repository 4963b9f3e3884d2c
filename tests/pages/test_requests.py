"""The privacy desk and one's own requests: empty, and with something in them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pages.parts import request_words
from tests.builders import ADA, MAX, house
from tests.pages.app import the_app, words
from usercore.actions import requests


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
