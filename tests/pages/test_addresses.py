"""What stands in an address: cut short it is a sentence, and a dialog that it opens gives way to another."""

import pytest

from pages.parts.health_findings import PLACES
from pages.parts.retention_words import HOLDS, RUNS
from tests.builders import ADA
from tests.pages.app import the_app, words
from usercore.crypto.ids import uuid7

CUT = "019cadc6-9a80-7dfe-91cb"
DIALOGS = {
    ("audit.py", "entry"): "There is no such entry.",
    ("erasures.py", "certificate"): "There is no such certificate",
    ("invitations.py", "invitation"): "This invitation is not there any more.",
    ("outbox.py", "letter"): "This letter is not there any more.",
    ("privacy.py", "request"): "There is no such request",
}
LISTS = ("audit.py", "erasures.py", "invitations.py", "outbox.py", "privacy.py", "sessions.py", "users.py")


@pytest.mark.parametrize(("page", "name"), DIALOGS)
@pytest.mark.parametrize("spelt", [CUT, "nonsense", "019cadc6-9a80-7dfe-91cb-56657ba5b813"])
def test_what_a_dialog_is_about_may_be_cut_short_or_gone(core, tokens, page, name, spelt):
    with the_app(core, tokens[ADA], page, **{name: spelt}) as app:
        assert not app.exception
        assert not app.error
        assert DIALOGS[page, name] in words(app)


@pytest.mark.parametrize("page", ["user.py", "two_factor.py"])
def test_so_may_whom_a_page_is_about(core, tokens, page):
    with the_app(core, tokens[ADA], page, id=CUT) as app:
        assert not app.exception
        assert not app.error
        assert "There is no such person" in words(app)


@pytest.mark.parametrize("page", LISTS)
def test_so_may_where_a_list_goes_on(core, tokens, page):
    with the_app(core, tokens[ADA], page, page=f"after-{CUT}") as app:
        assert not app.exception
        assert not app.error
        assert "no longer exists" in words(app)


@pytest.mark.parametrize("name", ["by", "status", "role"])
def test_so_may_whose_invitations_are_asked_for(core, tokens, name):
    with the_app(core, tokens[ADA], "invitations.py", **{name: CUT}) as app:
        assert not app.exception
        assert not app.error


@pytest.mark.parametrize(("page", "name"), DIALOGS)
def test_a_dialog_that_the_address_opened_gives_way_to_the_look_up(core, tokens, page, name):
    with the_app(core, tokens[ADA], page, **{name: str(uuid7(core.now()))}) as app:
        next(button for button in app.button if button.key == "look-up.open").click().run()

        assert not app.exception
        assert not app.error
        assert "a whole log line, mail header or link" in words(app)
        assert DIALOGS[page, name] not in words(app)
        assert name not in app.query_params


@pytest.mark.parametrize(
    ("page", "tab", "said"),
    [
        ("retention.py", "Legal holds", "Nobody is under a legal hold"),
        ("settings.py", "Passwords", "USERCORE_PASSWORD"),
    ],
)
def test_a_tab_opens_by_its_address_and_one_that_is_none_is_the_first(core, tokens, page, tab, said):
    with the_app(core, tokens[ADA], page, tab=tab) as app:
        assert not app.exception
        assert said in words(app)
    with the_app(core, tokens[ADA], page, tab=CUT) as app:
        assert not app.exception
        assert said not in words(app)


@pytest.mark.parametrize("kind", [kind for kind, place in PLACES.items() if place.page == "retention.py"])
def test_what_health_finds_leads_to_a_tab_that_there_is(kind):
    assert PLACES[kind].query["tab"] == [HOLDS if kind == "retention-reviews" else RUNS]


@pytest.mark.parametrize(
    ("name", "which", "field"), [("role", "editor", "Ends unused after (hours)"), ("limit", "sign-in:source", "Tries")]
)
def test_a_row_of_the_settings_opens_by_its_address_whichever_tab_it_is_on(core, tokens, name, which, field):
    with the_app(core, tokens[ADA], "settings.py", **{name: which}) as app:
        assert not app.exception
        assert field in [one.label for one in app.number_input]
