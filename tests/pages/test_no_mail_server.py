"""Where no mail server is set up nobody is told that a letter goes out: staff read where it waits, others whom to ask."""

from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import many_sending
from pages.parts.wording import plain
from tests.builders import ADA, MAX, a_user, an_address, settings, signed_in
from tests.letter_box import a_link
from tests.pages.app import the_app, words
from tests.pages.test_letter_pages import PAGES, button, following
from usercore import open_core
from usercore.actions.invitation_lists import SENT

WAITS = "No mail server is set up, so the letter waits in the outbox, where its link can be copied."
ASK = """
from pages.parts import desk, person_actions
from usercore.frames import users

person = desk.ask(users.by_id, user_id="{}").iloc[0]
person_actions.force_reset(desk.someone(), person)
"""


@pytest.fixture(params=[None, "smtp://mail.invalid"], ids=["no server", "a server"])
def core(request, url, clock):
    core = open_core(settings=settings(url, smtp_url=request.param), clock=clock)
    yield core
    core.close()


def waits(core):
    return core.settings.smtp_url is None


def thanks(app):
    return app.session_state["desk.thanks"]


def test_a_new_password_that_is_asked_for(core, tokens):
    user_id = a_user(core, an_address("asked"))
    with (
        patch("pages.parts.opening.core", return_value=core),
        patch("pages.parts.desk.token", return_value=tokens[ADA]),
    ):
        app = AppTest.from_string(ASK.format(user_id), default_timeout=30).run()
        button(app, "Send the letter").click().run()

    assert not app.exception
    assert thanks(app) == [WAITS if waits(core) else "The letter is on its way."]


def test_a_new_address_given_by_staff(core, tokens):
    user_id = a_user(core, an_address("edited"))
    with the_app(core, tokens[ADA], "user.py", id=str(user_id)) as app:
        app.button(key="edit").click().run()
        app.text_input(key=f"edit.email.{user_id}").set_value("edited.new@example.com")
        button(app, "Save").click().run()

        assert not app.exception
        how = f"it. {WAITS}" if waits(core) else "it through the letter there."
        assert [one.value for one in app.toast] == [
            plain(f"Saved. It counts once edited.new@example.com confirms {how}")
        ]


@pytest.mark.parametrize("many", [1, 2])
def test_many_who_are_invited(core, tokens, many):
    lines = [{"line": number, "email": an_address("many"), "outcome": SENT, "why": ""} for number in range(many)]
    with the_app(core, tokens[ADA], "invite_many.py") as app:
        app.session_state[many_sending.JOB] = many_sending.Job([], lines)
        app.run()

        assert not app.exception
        assert ("in the outbox, where" in words(app)) is waits(core)
        assert ("Open the outbox" in [one.proto.label for one in app.get("page_link")]) is waits(core)


def test_people_who_are_reminded(core, tokens):
    with the_app(core, tokens[ADA], "two_factor.py") as app:
        app.button(key="remind").click().run()

        assert not app.exception
        assert ("so 2 letters wait in the outbox." in words(app)) is waits(core)
        assert [one.value for one in app.success] == ([] if waits(core) else ["2 letters are on their way."])


@pytest.mark.parametrize("purpose", ["undo", "notme"])
def test_an_owner_who_gave_the_alarm_is_told_whom_to_ask(core, purpose):
    with following(core, a_link(core, purpose, signed_in(core, MAX)), PAGES[purpose]) as app:
        assert ("We then send you a link" in words(app)) is not waits(core)
        button(app, "It wasn't me").click().run()

        assert ("ask your admin for the link" in app.success[0].value) is waits(core)
        assert ("is on its way" in app.success[0].value) is not waits(core)
        assert "outbox" not in app.success[0].value


def test_whoever_forgot_their_password_is_told_whom_to_ask(core):
    with the_app(core, None, "forgot_password.py") as app:
        app.text_input[0].set_value("nobody@example.com")
        button(app, "Send the letter").click().run()

        assert ("ask for it" in words(app)) is waits(core)
        assert len(app.success) == (not waits(core))
        assert "outbox" not in words(app)


def test_whoever_changes_their_own_address_is_told_whom_to_ask(core, tokens):
    with the_app(core, tokens[MAX], "account.py") as app:
        field = next(one for one in app.text_input if one.label == "E-mail")
        field.set_value("max.newer@example.com")
        button(app, "Save").click().run()

        assert not app.exception
        assert ("ask your admin" in app.toast[0].value) is waits(core)
