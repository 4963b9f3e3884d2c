"""What a page's own timer runs, with nobody there: it leads where the next click would."""

import pytest

from tests.builders import ADA
from tests.pages.app import the_app, words
from tests.pages.parts_alone import run_alone


@pytest.mark.parametrize(
    ("due", "first"), [("must_enrol", "Two-factor sign-in"), ("must_change_password", "Choose a password")]
)
def test_what_came_to_be_due_comes_first_at_the_next_tick_of_an_open_outbox(core, tokens, due, first):
    with the_app(core, tokens[ADA], "outbox.py") as app:
        with core.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE users SET {due} = true WHERE email = '{ADA}'")

        run_alone(app)

        assert not app.exception
        assert first in words(app)
