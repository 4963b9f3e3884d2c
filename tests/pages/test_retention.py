"""The page of the rules for how long things are kept."""

from datetime import timedelta
from unittest.mock import patch

from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from tests.builders import ADA, MAX, house, token_for
from tests.keeping import only, rule, to_the_end
from tests.pages.app import the_app, words
from tests.pages.parts_alone import run_alone
from usercore.actions import retention
from usercore.models import UserSession

THE_RULE = """
from pages.parts import desk, retention_rules
from usercore.frames import retention
found = desk.ask(retention.rules)
retention_rules.change(desk.someone(), found[found["category"] == "sessions"].iloc[0])
"""


def ended_long_ago(core, maxim, many=1):
    """So many sessions of Max, and any that he had."""
    for _ in range(many):
        token_for(core, MAX)
    with core.engine.begin() as connection:
        theirs = update(UserSession.__table__).where(UserSession.user_id == maxim.user_id)
        connection.execute(theirs.values(ended_at=core.now() - timedelta(days=100), ended_why="signed-out"))


def test_what_is_not_counted_to_its_end_says_so_in_the_list_and_before_a_run(core, tokens, maxim):
    ended_long_ago(core, maxim)
    core.settings = core.settings.model_copy(update={"count_cap": 1})
    with the_app(core, tokens[ADA], "retention.py") as app:
        assert "1+ sessions" in app.get("bidi_component")[0].proto.bytes.decode()
        next(button for button in app.button if button.label == "Run now").click().run()
        assert "Ended sessions: 1+ sessions" in words(app)


def test_the_end_of_a_run_closes_no_dialog_and_leads_to_its_report(core, tokens, maxim):
    ended_long_ago(core, maxim)
    only(core, "sessions")
    core.call(house(), retention.start)
    with the_app(core, tokens[ADA], "retention.py") as app:
        to_the_end(core)
        with patch("pages.parts.timers.rest") as rest:
            run_alone(app)

        assert rest.called  # or its timer would go on asking
        assert "The run is over." in words(app)
        assert [button.key for button in app.button] == ["run.report"]  # nothing else was drawn anew
        app.button(key="run.report").click()
        run_alone(app)
        assert not app.exception
        assert "The run is over." not in words(app)
        assert "**Ended sessions** ·" in words(app)


def test_a_figure_that_was_refused_is_the_one_that_the_next_try_has_seen(core, tokens, maxim):
    core.call(house(), retention.change, category="sessions", **{**rule(core, "sessions"), "on": False})
    with (
        patch("pages.parts.opening.core", return_value=core),
        patch("pages.parts.desk.token", return_value=tokens[ADA]),
    ):
        app = AppTest.from_string(THE_RULE, default_timeout=30).run()
        before = app.metric[0].value
        app.toggle[0].set_value(True).run()
        for _ in range(2):
            ended_long_ago(core, maxim, many=14)
            app.button(key="rule.save").click().run()
            now = app.metric[0].value
            assert [f"would take {now}, not {before}" in error.value for error in app.error] == [True], app.error
            before = now
        assert not rule(core, "sessions")["on"]

        app.button(key="rule.save").click().run()
        assert rule(core, "sessions")["on"]
