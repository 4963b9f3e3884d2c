"""What is typed into “What” of the audit log finds the entries that say so, and codes and stars as ever."""

import pytest

from pages.parts import audit_events
from tests.builders import ADA
from tests.pages.app import the_app, words
from tests.pages.table_alone import data
from usercore.actions import users
from usercore.events import Event
from usercore.steps.log import events_like

WORDS = {
    "suspended": {"user:suspended"},
    "  Suspended ": {"user:suspended"},
    "user:suspend": {"user:suspended"},
    "user:suspended": {"user:suspended"},
    "Second factor on": {"two-factor:on"},
    "sign-in refused: wrong password": {"sign-in:refused"},
    "Role changed from Author to Editor": {"user:role-changed"},
    "Suspended · until 3 May 2026": {"user:suspended"},
    "Locked after one failed sign-in": {"user:locked"},
    "Agreed: Product research, version 1": {"consent:given"},
    "refused request": {"request:refused"},
    "Owner told by letter": {"case:step"},
    "user:suspended,user:created": {"user:suspended", "user:created"},
    "user:suspended user:created": {"user:suspended", "user:created"},
    "suspended, reinstated": {"user:suspended", "user:reinstated"},
    "account-nonsense": set(),
    "{role}": set(),
    "[": set(),
}
GROUPS = {"two-factor": "two-factor:", "Two factor": "two-factor:", "two-factor:*": "two-factor:", "USER:*": "user:"}


@pytest.mark.parametrize("typed", WORDS)
def test_what_entries_say_finds_their_events(typed):
    assert set(events_like(audit_events.meant(typed))) == WORDS[typed]


@pytest.mark.parametrize("typed", GROUPS)
def test_a_group_means_all_of_it(typed):
    wanted = {event for event in Event if event.startswith(GROUPS[typed])}

    assert set(events_like(audit_events.meant(typed))) == wanted


def test_a_group_that_is_also_a_word_means_the_entries_with_that_word_as_well():
    assert {"account:disowned", "user:created", "case:opened"} <= set(events_like(audit_events.meant("account")))
    assert {"sign-in:done", "sign-in:ended", "user:locked"} <= set(events_like(audit_events.meant("sign-in")))


@pytest.mark.parametrize("event", Event)
def test_every_event_is_found_by_its_code_and_by_all_that_its_entries_say(event):
    for typed in (event, *audit_events._words(event)):
        assert event in events_like(audit_events.meant(typed)), typed


def test_nothing_typed_means_every_event():
    assert audit_events.meant("  ") == ()
    assert audit_events.unknown(" , ") == []


def test_what_means_nothing_is_told_with_what_is_spelt_nearly_so():
    assert audit_events.unknown("suspnded, reinstated") == ["suspnded"]
    assert audit_events.close_to("suspnded")[0] == "Suspended"
    assert audit_events.close_to("qqqqqqq") == []


def test_the_page_finds_what_its_rows_say_and_offers_the_word_that_was_mistyped(core, tokens, ada, maxim):
    core.call(ada, users.suspend, user_id=maxim.user_id, reason="left the company")
    with the_app(core, tokens[ADA], "audit.py") as app:
        app.text_input(key="event").set_value("suspnded").run()
        assert "No entry says “suspnded”" in words(app)

        app.button(key="close.Suspended").click().run()

        assert not app.exception
        assert app.text_input(key="event").value == "Suspended"
        assert [row["cells"][2].partition(" · ")[0] for row in data(app, "audit")["rows"]] == ["Suspended"]


def test_words_that_are_known_and_found_nowhere_are_no_slip(core, tokens):
    with the_app(core, tokens[ADA], "audit.py") as app:
        app.text_input(key="event").set_value("unlocked").run()

        assert "No entry matches" in words(app)
        assert "No entry says" not in words(app)
