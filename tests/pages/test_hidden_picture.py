"""The picture for the phone is on screen for a minute, then it is gone; what was typed stays."""

import time
from unittest.mock import patch

from tests.builders import ADA, a_user, an_address, token_for
from tests.pages.app import the_app, words
from tests.second_factors import secret_of

PICTURE = "data:image/png;base64,"


def on_screen(app):
    return [element.proto.body for element in app.get("html") if PICTURE in element.proto.body]


def test_after_a_minute_the_picture_and_the_key_are_hidden_and_what_was_typed_stays(core, ada):
    user_id = a_user(core, an_address("shy"), name="Shy Person")
    with the_app(core, token_for(core, ADA), "two_factor.py", id=str(user_id)) as app:
        app.run()
        app.button(key="two-factor.begin").click().run()
        secret = secret_of(core, user_id)
        assert len(on_screen(app)) == 1
        assert app.code[0].value.replace(" ", "") == secret
        app.text_input(key="two-factor.code").input("123").run()

        later = time.monotonic() + 60
        with patch("pages.parts.two_factor_setup.time.monotonic", return_value=later):
            app.run()

        assert on_screen(app) == []
        assert "The picture is hidden again." in words(app)
        assert secret not in app.code[0].value.replace(" ", "")
        assert app.text_input(key="two-factor.code").value == "123"
        app.button(key="two-factor.unhide").click().run()
        assert len(on_screen(app)) == 1
        assert secret_of(core, user_id) == secret


def leads_to_the_app(app):
    return [link.proto.url for link in app.get("link_button") if "this device" in link.proto.label]


def test_on_the_phone_itself_the_app_takes_the_key_from_a_link_for_as_long_as_it_is_shown(core):
    email = an_address("phone")
    user_id = a_user(core, email)
    with the_app(core, token_for(core, email), "account.py") as app:
        app.run()
        app.button(key="two-factor.begin").click().run()
        [link] = leads_to_the_app(app)
        assert link.startswith("otpauth://totp/")
        assert f"secret={secret_of(core, user_id)}" in link

        later = time.monotonic() + 60
        with patch("pages.parts.two_factor_setup.time.monotonic", return_value=later):
            app.run()

        assert leads_to_the_app(app) == [""]


def test_the_desk_has_no_use_for_such_a_link(core, ada):
    user_id = a_user(core, an_address("far"))
    with the_app(core, token_for(core, ADA), "two_factor.py", id=str(user_id)) as app:
        app.run()
        app.button(key="two-factor.begin").click().run()

        assert len(on_screen(app)) == 1
        assert leads_to_the_app(app) == []
