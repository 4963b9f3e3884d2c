"""The list of people runs alone: what it asks the database, and what it does when something changed meanwhile."""

import pytest
from sqlalchemy import event

from tests.builders import ADA, SAM, a_user
from tests.pages.app import the_app, words
from tests.pages.parts_alone import run_alone
from usercore.actions import sessions, users

ROWS, LIST, FILTERS = range(3)  # each part with the one before in it


@pytest.fixture
def app(core, tokens):
    """A tab with the list of people open, as Ada's."""
    with the_app(core, tokens[ADA], "users.py") as app:
        yield app


def asked(core, run):
    found = []
    listener = lambda *a: found.append(a[2])  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    run()
    event.remove(core.engine, "before_cursor_execute", listener)
    return [one for one in found if not one.startswith(("BEGIN", "PRAGMA"))]


@pytest.mark.parametrize("around", [ROWS, LIST, FILTERS])
def test_a_click_in_the_list_looks_up_who_asks_once_and_reads_the_page(core, app, around):
    found = asked(core, lambda: run_alone(app, around=around))

    assert len(found) == 2
    assert sum("token_digest" in one for one in found) == 1


def test_the_whole_page_looks_up_who_asks_once_for_menu_and_page_and_once_in_each_call(core, app):
    found = asked(core, app.run)

    assert sum("token_digest" in one for one in found) == 4
    assert len(found) == 6


def test_the_list_alone_shows_what_changed_meanwhile(core, app):
    a_user(core, "new@example.com", name="Nora New")

    run_alone(app)

    assert not app.exception
    table = app.get("bidi_component")[0].proto.bytes.decode()
    assert "Nora New" in table


def test_where_all_rows_went_meanwhile_the_list_says_so(core, tokens, ada, maxim):
    with the_app(core, tokens[ADA], "users.py") as app:
        app.text_input(key="q").set_value("max").run()
        assert "one person matches" in words(app)
        core.call(ada, users.soft_delete, user_id=maxim.user_id, reason="")

        run_alone(app, around=ROWS)

        assert not app.get("bidi_component")
        assert "Nobody" in words(app)


def test_what_is_typed_is_where_a_person_s_page_leads_back_to(core, tokens):
    with the_app(core, tokens[ADA], "users.py", q="max", sort="name") as app:
        for typed, back in (("sam", {"q": ["sam"], "sort": ["name"]}), ("", {"sort": ["name"]})):
            app.text_input(key="q").set_value(typed).run()  # the browser changes its address after it has said so

            assert app.session_state["people.address"] == back


def test_a_session_revoked_meanwhile_shows_the_sign_in_page_at_the_next_click_in_the_list(core, app, ada):
    core.call(ada, sessions.revoke, session_id=ada.session_id)

    run_alone(app)

    assert [title.value for title in app.title] == ["Sign in"]
    assert [one.key for one in app.get("bidi_component")] == ["door.enter"]


def test_a_role_lost_meanwhile_ends_the_list_at_the_next_click_in_it(core, tokens):
    with the_app(core, tokens[SAM], "users.py") as app:
        with core.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE users SET role = 'author' WHERE email = 'sam@example.com'")

        run_alone(app)

        assert "does not include" in words(app) or "Not for your role" in words(app)
        assert not app.get("bidi_component")


def test_a_second_factor_asked_for_meanwhile_comes_first_at_the_next_click_in_the_list(core, app, ada):
    with core.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE users SET must_enrol = true WHERE email = 'ada@example.com'")

    run_alone(app)

    assert not app.exception
    assert not app.get("bidi_component")
    assert "Two-factor sign-in" in words(app)
