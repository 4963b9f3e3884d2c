"""What is said of one: a word of its own, not its number before the word for many."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from pages.parts import home_cards, retention_words, settings_replay, wording
from tests.builders import ADA, MORNING, a_user, an_address, house, settings, someone, token_for, visitor
from tests.invited import invite
from tests.keeping import set_rule
from tests.pages.app import the_app, words
from tests.witness import entries, unlocked
from usercore import open_core
from usercore.actions import rules, sign_in
from usercore.events import Event
from usercore.frames import chain


def press(app, key):
    next(button for button in app.button if button.key == key).click().run()
    assert not app.exception


@pytest.mark.parametrize("category", retention_words.MEANS)
def test_a_rule_of_one_day(category):
    rule = {"category": category, "action": "delete"}

    told = retention_words.means({**rule, "days": 1, "warn_days": 1})

    assert "one day" in told
    assert "1 day" not in told
    assert "1,000 days" in retention_words.means({**rule, "days": 1_000, "warn_days": 1})


def test_the_table_of_rules(core, tokens):
    set_rule(core, "sessions", days=1)
    with the_app(core, tokens[ADA], "retention.py") as app:
        table = app.get("bidi_component")[0].proto.bytes.decode()

    assert '"one day"' in table
    assert '"180 days"' in table


@pytest.mark.parametrize(
    ("given_up", "told"), [(1, "One of them was given up."), (2, "2 of them were given up."), (3, "Nothing tries them")]
)
def test_letters_that_were_given_up(given_up, told):
    letters = next(card for card in home_cards.CARDS if card.name == "letters")

    assert letters.words(SimpleNamespace(many=3, given_up=given_up, who="Max")).startswith(told)


def test_one_break_in_the_audit_log(core, tokens):
    broken = entries(core)[2]
    with unlocked(core) as connection:
        connection.execute(
            text("UPDATE audit_entries SET call_id = id WHERE segment = :segment AND sequence = :sequence"),
            {"segment": broken.segment, "sequence": broken.sequence},
        )
    assert len(core.call(house(), chain.broken)) == 1
    with the_app(core, tokens[ADA], "audit.py") as app:
        press(app, "verify")

        assert "This is the only place." in words(app)


def told(event, facts, **values):
    row = SimpleNamespace(event=event, facts=facts, values=values, at=MORNING, actor="", actor_id=None, subject_id=None)
    return wording.entry(row, {})


@pytest.mark.parametrize(
    ("event", "facts", "title"),
    [
        (Event.EXPORT_FINISHED, {"rows": 1}, "Export finished: one row"),
        (Event.EXPORT_FINISHED, {"rows": 0}, "Export finished: 0 rows"),
        (Event.EXPORT_BROKEN, {"rows": 1}, "Export broke off after one row"),
        (Event.USER_LOCKED, {"tries": 1}, "Locked after one failed sign-in"),
        (Event.USER_LOCKED, {"tries": 10}, "Locked after 10 failed sign-ins"),
        (Event.AUDIT_REMOVED, {"entries": 1, "month": "2026-01"}, "One entry of 2026-01 removed"),
    ],
)
def test_entries_of_the_log(event, facts, title):
    assert told(event, facts)["title"] == title


@pytest.mark.parametrize(("tries", "words"), [(1, "tried once"), (3, "tried 3 times")])
def test_tries_of_a_letter(tries, words):
    facts = {"kind": "reset", "tries": tries}

    assert words in told(Event.LETTER_GIVEN_UP, facts, said="550 no such user")["detail"].split(" · ")


@pytest.mark.parametrize(("seconds", "words"), [(1, "1 second"), (61, "61 seconds"), (60, "1 minute"), (0, "0 days")])
def test_spans(seconds, words):
    assert wording.span(timedelta(seconds=seconds)) == words


def test_tries_that_a_rule_was_tried_on():
    few = SimpleNamespace(capped=False, tries=1)

    assert settings_replay._limits_of_it(few).startswith("One try was looked at.")


def test_one_session_that_a_filter_means(core, tokens):
    with the_app(core, tokens[ADA], "sessions.py") as app:
        app.text_input(key="q").set_value("max@example.com").run()

        assert app.button(key="end-filter").label == "End the one in this filter"


def test_one_invitation_that_is_not_sent_again(core, clock):
    invite(core, role="admin")
    clock.advance(days=8)
    dora = someone(core, "support")
    with the_app(core, token_for(core, dora.email), "invitations.py") as app:
        assert "1 sent, 0 opened, 0 accepted, 1 ended unanswered" in words(app)
        next(button for button in app.button if button.label == "Send all ended ones again").click().run()

        assert "One is left out: this person has rights that you do not have." in words(app)


def test_one_try_that_locks(core, tokens, ada):
    core.call(ada, rules.change_limit, name="sign-in:account", times=1, within=timedelta(minutes=5))
    email = an_address()
    user_id = a_user(core, email)
    core.call(visitor(), sign_in.with_password, email=email, password="wrong")
    with the_app(core, tokens[ADA], "user.py", id=str(user_id)) as app:
        assert any("after one failed try from one network" in error.value for error in app.error)
        press(app, "why")
        assert "after one failed try from one network" in words(app)


def test_one_failed_sign_in_that_alerts(url, tokens, clock):
    core = open_core(settings=settings(url, alert_failures=1, alert_window=timedelta(minutes=1)), clock=clock)
    with the_app(core, tokens[ADA], "settings.py") as app:
        app.session_state["tab"] = "Letters and alerts"
        app.run()

        assert "one failed sign\\-in in 1 minute" in words(app)
    core.close()
