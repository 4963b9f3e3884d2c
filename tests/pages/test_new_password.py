"""The field for a new password: its verdict, its refusals, and that what was typed there is not kept."""

import json
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from tests.builders import ADA, a_user, an_address, house, link_to, may_enter, settings, visitor
from tests.pages.app import the_app
from usercore import open_core
from usercore.actions import first_admin, passwords
from usercore.frames import users as lists

SECRET = "nine quiet herons at dusk"
ALL_KINDS = "Nine quiet herons, 1 dusk"


def verdict(app, key):
    """What stands beneath the field, as its script is told."""
    parts = {part.key: part for part in app.get("bidi_component")}
    told = json.loads(parts[f"{key}.verdict"].proto.json)
    return told["bars"], told["tone"], f"{told['word']} {told['more']}".strip()


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def is_kept(app, secret):
    """Whether the session still holds it anywhere."""
    state = app.session_state
    while hasattr(type(state), "__getattr__"):
        state = state._state
    return secret in repr((state._old_state, state._new_session_state, state._new_widget_state.states))


@contextmanager
def at_the_link(core, token, page):
    with (
        patch("pages.parts.desk.cookie", side_effect=lambda of: token if of == "link" else None),
        the_app(core, None, page) as app,
    ):
        yield app


@pytest.fixture
def setting_up(empty_core):
    """The page for the first admin, its name and address filled in."""
    with at_the_link(empty_core, empty_core.call(house(), first_admin.offer), "first_admin.py") as app:
        app.text_input[0].set_value("Ada Lovelace")
        app.text_input[1].set_value(ADA).run()
        yield app


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", (0, "none", "At least 15 characters. A few words in a row make a good one.")),
        ("heron", (1, "red", "Too short. 10 more characters.")),
        ("fourteen heron", (1, "red", "Too short. One more character.")),
        ("x" * 1025, (1, "red", "Too long. At most 1,024 characters.")),
        ("ada lovelace 1815", (1, "red", "Very easy to guess. It is little more than a name, the address or the product: add other words.")),
        ("polniypizdec0211", (1, "red", "Very easy to guess. Many people have had it, or one like it: choose other words.")),
        (SECRET, (4, "green", "Very hard to guess.")),
    ],
)  # fmt: skip
def test_while_one_types_the_field_says_how_good_it_is_and_what_is_missing(setting_up, typed, shown):
    setting_up.text_input[2].set_value(typed).run()

    assert verdict(setting_up, "first_admin.password") == shown


def test_the_field_asks_for_the_kinds_of_characters_that_the_settings_want(url, clock):
    strict = open_core(settings=settings(url, password_classes=4), clock=clock)
    email = an_address("strict")
    user_id = a_user(strict, email, password=ALL_KINDS)
    strict.call(visitor(), passwords.request_reset, email=email)

    with at_the_link(strict, link_to(strict, user_id, "reset"), "choose_password.py") as app:
        app.text_input[0].set_value(SECRET).run()
        first = verdict(app, "choose.password")
        app.text_input[0].set_value(ALL_KINDS).run()
        then = verdict(app, "choose.password")

    assert first == (1, "red", "Too few kinds of characters. Add 2 of these: a capital letter, a digit.")
    assert then == (4, "green", "Very hard to guess.")
    strict.close()


def test_what_was_typed_survives_a_refusal_which_stands_between_field_and_button(setting_up, empty_core):
    setting_up.text_input[2].set_value("too short").run()

    press(setting_up, "Make my account")

    assert ["9 characters, and 15 are the fewest" in error.value for error in setting_up.error] == [True]
    assert setting_up.text_input[2].value == "too short"
    assert empty_core.call(house(), lists.by_email, email=ADA).empty


def test_a_refusal_goes_when_one_types_on(setting_up):
    setting_up.text_input[2].set_value("too short").run()
    press(setting_up, "Make my account")

    setting_up.text_input[2].set_value(SECRET).run()

    assert not setting_up.error


def test_the_first_admins_password_is_not_kept_in_the_session(setting_up, empty_core):
    setting_up.text_input[2].set_value(SECRET).run()
    assert is_kept(setting_up, SECRET)

    press(setting_up, "Make my account")

    assert not is_kept(setting_up, SECRET)
    assert may_enter(empty_core, ADA, SECRET)


def test_a_password_chosen_by_link_is_not_kept_in_the_session(core):
    email = an_address("forgetful")
    user_id = a_user(core, email)
    core.call(visitor(), passwords.request_reset, email=email)

    with at_the_link(core, link_to(core, user_id, "reset"), "choose_password.py") as app:
        app.text_input[0].set_value(SECRET).run()
        press(app, "Set password")

        assert [done.value for done in app.success]
        assert not is_kept(app, SECRET)
    assert may_enter(core, email, SECRET)
