"""The page of one person, with everything that can stand on it."""

import pytest

from tests.builders import ADA, SAM, a_user, an_address, signed_in
from tests.pages.app import the_app, words
from tests.second_factors import turned_on
from usercore.actions import cases, notes


@pytest.fixture
def nora(core):
    email = an_address("nora")
    user_id = a_user(core, email, name="Nora Noted")
    signed_in(core, email)
    turned_on(core, user_id)
    return user_id


def test_notes_and_stream_and_sessions_stand_on_it(core, tokens, ada, nora):
    core.call(ada, notes.write, user_id=nora, text="Calls on Mondays.", ticket="HD-7", pinned=True)

    with the_app(core, tokens[ADA], "user.py", id=str(nora)) as app:
        assert not app.exception
        assert not app.error
        assert "Calls on Mondays" in words(app)
        assert "HD\\-7" in words(app)


def test_an_open_case_is_ticked_and_closed(core, tokens, ada, nora):
    core.call(ada, cases.secure, user_id=nora)

    with the_app(core, tokens[ADA], "user.py", id=str(nora)) as app:
        assert app.button(key="case.close").disabled
        for step in ("owner", "factor"):
            app.checkbox(key=f"case.tick-{step}-False").check().run()
        app.button(key="case.close").click().run()

        assert not app.exception
        assert "Account compromised.** Case opened" not in words(app)


def test_support_sees_no_privileged_note(core, tokens, ada, nora):
    core.call(ada, notes.write, user_id=nora, text="The police asked.", privileged=True)

    with the_app(core, tokens[SAM], "user.py", id=str(nora)) as app:
        assert "police" not in words(app)


def test_a_likely_slip_in_a_new_address_is_asked_about_and_does_not_stop_it(core, tokens, nora):
    for email, asked in (("nora@gmial.com", "Did you mean nora@gmail\\.com?"), ("nora@gmail.com", "")):
        with the_app(core, tokens[ADA], "user.py", id=str(nora)) as app:
            app.button(key="edit").click().run()
            app.text_input(key=f"edit.email.{nora}").set_value(email)
            next(one for one in app.button if one.label == "Save").click().run()

            assert not app.exception
            said = [one.value for one in app.toast]
            assert "Saved" in said[0]
            assert (said[1:] or [""])[0].startswith(asked)
            assert len(said) == (2 if asked else 1)
