"""The box in the sidebar, as each of our people; closed it asks the database nothing."""

import json
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from tests.builders import ADA, MAX, SAM, a_user, house, someone, token_for
from tests.pages.app import the_app, words
from usercore.actions import users

ALONE = "from pages.parts import desk, look_up\nlook_up.look_up(desk.someone())"


@contextmanager
def the_box(core, token, text=""):
    """The open box with that text in it. AppTest runs whole scripts, in which a dialog closes; so it is alone here."""
    with patch("pages.parts.opening.core", return_value=core), patch("pages.parts.desk.token", return_value=token):
        app = AppTest.from_string(ALONE, default_timeout=30).run()
        if text:
            app.text_input[0].input(text).run()
        assert not app.exception
        yield app


def shown(app):
    (part,) = [part for part in app.get("bidi_component") if part.key == "look-up.found"]
    return json.loads(part.proto.json)


def statements(core, token, script):
    """How many one run of the script asks."""
    asked = []
    with patch("pages.parts.opening.core", return_value=core), patch("pages.parts.desk.token", return_value=token):
        event.listen(core.engine, "before_cursor_execute", listener := lambda _c, _cu, sql, *_: asked.append(sql))
        app = AppTest.from_string(script, default_timeout=30).run()
        event.remove(core.engine, "before_cursor_execute", listener)
    assert not app.exception
    return len(asked), len(app.button)


@pytest.mark.parametrize(("who", "there"), [(ADA, True), (SAM, True), (MAX, False)])
def test_it_stands_on_every_page_of_whoever_may_read_people(core, tokens, who, there):
    with the_app(core, tokens[who], "account.py") as app:
        assert ("look-up.open" in [button.key for button in app.button]) is there


def test_a_visitor_has_none(core):
    with the_app(core) as app:
        assert "look-up.open" not in [button.key for button in app.button]


def test_closed_it_costs_no_statement(core, tokens):
    asked, nothing = statements(core, tokens[SAM], "from pages.parts import desk\ndesk.someone()")
    script = "from pages.parts import desk, look_up\nlook_up.button(desk.someone())"

    assert nothing == 0
    assert statements(core, tokens[SAM], script) == (asked, 1)


def test_open_it_says_what_can_be_pasted_and_shows_nobody(core, tokens):
    with the_app(core, tokens[SAM], "users.py") as app:
        next(button for button in app.button if button.key == "look-up.open").click().run()

        assert not app.exception
        assert "a whole log line, mail header or link" in words(app)
        assert shown(app)["results"] == []


def test_a_pasted_line_gives_the_person_the_reasons_and_one_that_is_sure(core, tokens, maxim):
    with the_box(core, tokens[SAM], f"sign-in refused session={maxim.session_id} for <max@example.com>") as app:
        (found,) = shown(app)["results"]
        assert found["href"] == f"/user?id={maxim.user_id}"
        assert (found["who"]["name"], found["who"]["under"]) == ("Max Author", "max@example.com")
        assert [why["words"] for why in found["reasons"]] == ["Their e-mail address", "A session of theirs, last used"]
        assert shown(app)["sure"]
        assert r"Looked for an e\-mail address and an id" in words(app)


def test_names_and_addresses_are_written_as_they_are(core, tokens):
    a_user(core, "odd@example.com", name="[x](https://evil.example) <b>")
    with the_box(core, tokens[SAM], "evil.example") as app:
        assert shown(app)["results"][0]["who"]["name"] == "[x](https://evil.example) <b>"

        app.text_input[0].input("*nobody* <b>").run()
        assert r"\*nobody\* b" in words(app)


def test_someone_erased_leads_to_what_the_log_still_tells(core, tokens):
    user_id = a_user(core)
    core.call(house(), users.soft_delete, user_id=user_id)
    core.call(house(), users.hard_delete, user_id=user_id, reason="asked for it")
    with the_box(core, tokens[ADA], f"Erased person {str(user_id)[-4:]}") as app:
        (found,) = shown(app)["results"]
        assert found["href"] == f"/audit?subject={user_id}"


def test_nobody_found_offers_what_the_role_may_do(core, tokens):
    someone(core, "auditor", email="iris@example.com")
    for token, creates, audits in (
        (tokens[ADA], True, True),
        (tokens[SAM], True, False),
        (token_for(core, "iris@example.com"), False, False),
    ):
        with the_box(core, token, "nobody@example.org 203.0.113.9") as app:
            assert ("look-up.create" in [button.key for button in app.button]) is creates
            assert ("/audit?network=203.0.113.9" in [href for _, href in shown(app)["ways"]]) is audits


def test_more_than_ten_lead_to_the_list(core, tokens):
    for _ in range(11):
        a_user(core, name="Twin Peak")
    with the_box(core, tokens[SAM], "twin p") as app:
        assert len(shown(app)["results"]) == 10
        assert ["All of them in the list", "/users?q=twin+p"] in shown(app)["ways"]
        assert not shown(app)["sure"]
