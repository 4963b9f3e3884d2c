"""The home page, as each of our people: what they may see, nothing to do, and what cannot be read."""

from dataclasses import replace
from datetime import timedelta
from queue import SimpleQueue
from unittest.mock import patch

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from pages.parts import desk, home_cards, home_needs, home_pictures
from tests.builders import ADA, MAX, SAM, a_user, lock, someone, token_for, visitor
from tests.invited import invite
from tests.pages.app import the_app, words
from tests.second_factors import turned_on
from usercore import Actor
from usercore.actions import sessions
from usercore.deeds import Kind
from usercore.permissions import BUILT_IN

HOME = "home.py"
SEEN = {
    "admin": [
        "failures",
        "cases",
        "locked",
        "lost-phones",
        "requests",
        "letters",
        "asked-again",
        "ending",
        "without-factor",
    ],
    "support": ["cases", "locked", "lost-phones", "requests", "letters", "asked-again", "ending"],
    "auditor": ["failures", "locked", "requests", "asked-again", "ending"],
    "editor": [],
    "author": [],
    "viewer": [],
}
PICTURED = {"admin": ["accounts", "sign-ins", "failures"], "support": ["accounts"]}
PICTURED["auditor"] = PICTURED["admin"]


def sentence(app):
    return app.caption[0].value


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.name)
def test_a_card_shows_for_those_who_may_see_the_list_behind_it(role):
    me = replace(Actor.visitor(), kind=Kind.PERSON, permissions=tuple(map(str, role.permissions)))

    assert [card.name for card in home_cards.of(me)] == SEEN[role.name]
    assert [one.name for one in home_pictures.of(me)] == PICTURED.get(role.name, [])


@pytest.mark.parametrize("who", [ADA, SAM])
def test_it_opens_with_the_cards_of_whoever_looks_and_is_read_beside_one_another(core, tokens, who):
    with the_app(core, tokens[who], HOME) as app:
        assert not app.exception
        shown = words(app)
    expected = SEEN["admin" if who == ADA else "support"]
    for card in home_cards.CARDS:
        assert (card.title in shown) == (card.name in expected)


def test_an_author_is_led_on_to_their_account(core, tokens):
    with the_app(core, tokens[MAX], HOME) as app:
        assert not app.exception
        assert [title.value for title in app.title] == ["Max Author"]


def test_where_nobody_is_needed_one_calm_sentence_says_so(core, tokens, ada, sam):
    for actor in (ada, sam):
        turned_on(core, actor.user_id, by=actor)
    with the_app(core, tokens[SAM], HOME) as app:
        assert "Nothing needs you today." in sentence(app)
        assert "Nobody is locked out." in words(app)


def test_what_needs_someone_is_counted_in_the_sentence_above(core, tokens):
    lock(core, a_user(core, name="Lena Locked"))
    with the_app(core, tokens[SAM], HOME) as app:
        assert "One thing needs someone today." in sentence(app)
        assert "Lena Locked" in words(app)


def test_an_auditor_sees_no_address(core):
    lock(core, a_user(core, "nameless@example.com"))
    iris = someone(core, "auditor", email="iris@example.com")
    assert iris.signed_in
    with the_app(core, token_for(core, "iris@example.com"), HOME) as app:
        assert "nameless" not in words(app)
        assert "Locked out" in words(app)


def test_a_name_that_looks_like_markup_stays_a_name(core, tokens):
    lock(core, a_user(core, name="**bold** [l](javascript:1) " + "x" * 150))
    with the_app(core, tokens[ADA], HOME) as app:
        shown = words(app)
    assert r"\*\*bold\*\*" in shown
    assert "x" * 41 not in shown


def test_one_card_that_cannot_be_read_says_so_and_the_others_stand(core, tokens):
    broken = []

    def away(_connection, _cursor, statement, *_rest):
        if "recoveries" in statement and not broken:
            broken.append(statement)
            raise OperationalError(statement, {}, Exception("the disk is away"))

    with the_app(core, tokens[SAM]) as app:
        event.listen(core.engine, "before_cursor_execute", away)
        app.switch_page(HOME).run()
        event.remove(core.engine, "before_cursor_execute", away)
        assert broken
        assert "Not everything could be read." in sentence(app)
        assert "Nobody is locked out." in words(app)
        again = next(one for one in app.button if one.key == "home.again.lost-phones")

        again.click().run()

        assert "Nothing needs you today." in sentence(app)
        assert not [one for one in app.button if one.key.startswith("home.again")]


def test_what_breaks_in_a_card_reaches_the_log_and_not_the_browser(core, tokens, caplog):
    def broken(*_):
        raise RuntimeError("a secret detail")

    with patch("usercore.frames.today._told", broken), the_app(core, tokens[SAM], HOME) as app:
        shown = words(app)
    assert "a secret detail" not in shown
    assert "could not be read" in shown
    assert "a secret detail" in caplog.text


def test_tables_say_what_the_pictures_show(core, tokens):
    with the_app(core, tokens[ADA], HOME) as app:
        app.toggle(key="tables").set_value(True).run()
        tables = [one.proto.bytes.decode() for one in app.get("bidi_component")]
        assert len(tables) == 3
        assert "/users?created_from=2026-03-02&created_to=2026-03-02" in tables[0]


def test_a_revoked_session_shows_the_sign_in_page(core, tokens, ada):
    with the_app(core, tokens[ADA], HOME) as app:
        core.call(ada, sessions.revoke, session_id=ada.session_id)
        app.run()
        assert [title.value for title in app.title] == ["Sign in"]


def test_the_summary_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(home_needs, "LONGEST_WAIT", 0)

    assert "longer than usual" in home_needs.summary(SimpleQueue(), home_cards.CARDS)


def test_invitations_that_end_soon_can_be_shown_alone(core, tokens):
    invite(core, name="Ending Soon", lifetime=timedelta(days=1))
    invite(core, name="Ending Later")
    with the_app(core, tokens[ADA], "invitations.py", ends="soon") as app:
        assert "Ending Soon" in app.get("bidi_component")[0].proto.bytes.decode()
        assert "Ending Later" not in app.get("bidi_component")[0].proto.bytes.decode()
        next(one for one in app.button if one.key == "ends.drop").click().run()
        assert "Ending Later" in app.get("bidi_component")[0].proto.bytes.decode()


def test_a_session_that_ends_while_the_cards_are_read_breaks_none_of_them(core, tokens, caplog):
    real, ended = desk.bearer, [visitor()]
    once = patch("pages.parts.desk.bearer", lambda: ended.pop() if ended else real())
    with once, the_app(core, tokens[SAM], HOME) as app:
        assert not ended
        assert "Nobody is locked out." in words(app)
        assert not [one for one in app.button if one.key.startswith("home.again")]
    assert "reference" not in caplog.text


@pytest.mark.parametrize("page", ["overview.py", HOME])
def test_what_is_still_to_be_said_is_said_on_the_page_it_leads_on_to(core, tokens, page):
    with the_app(core, tokens[MAX]) as app:
        app.session_state[desk.THANKS] = ["Noted"]
        app.session_state[desk.REFUSED] = "No such text"
        app.switch_page(page).run()

        assert "Where you are signed in" in words(app)
        assert [toast.value for toast in app.toast] == ["Noted"]
        assert [error.value for error in app.error] == ["No such text"]
