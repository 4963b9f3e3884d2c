"""The page of the rules for how long things are kept."""

from datetime import timedelta

from sqlalchemy import update

from tests.builders import ADA, MAX, token_for
from tests.pages.app import the_app, words
from usercore.models import UserSession


def test_what_is_not_counted_to_its_end_says_so_in_the_list_and_before_a_run(core, tokens, maxim):
    token_for(core, MAX)
    core.settings = core.settings.model_copy(update={"count_cap": 1})
    with core.engine.begin() as connection:
        theirs = update(UserSession.__table__).where(UserSession.user_id == maxim.user_id)
        connection.execute(theirs.values(ended_at=core.now() - timedelta(days=100), ended_why="signed-out"))

    with the_app(core, tokens[ADA], "retention.py") as app:
        assert "1+ sessions" in app.get("bidi_component")[0].proto.bytes.decode()
        next(button for button in app.button if button.label == "Run now").click().run()
        assert "Ended sessions: 1+ sessions" in words(app)
