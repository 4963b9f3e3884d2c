"""Every screen, as each of our people."""

import json

import pytest
from sqlalchemy import event

from tests.builders import ADA, MAX, PASSPHRASE, SAM, a_user, someone, token_for
from tests.pages.app import the_app, words
from usercore.actions import sessions, users
from usercore.frames import users as lists
from usercore.frames.users import UserQuery

PAGES = ("users.py", "user.py", "account.py")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [ADA, SAM, MAX])
def test_every_page_opens_for_everyone_who_is_signed_in(core, tokens, who, page):
    allowed = who != MAX or page == "account.py"
    with the_app(core, tokens[who], page if allowed else "no_access.py") as app:
        assert not app.exception
        assert app.title


@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_visitor_sees_the_sign_in_page_and_no_names(core, page):
    with the_app(core) as app:
        if page:
            app.switch_page("sign_in.py").run()
        assert not app.exception
        assert [title.value for title in app.title] == ["Sign in"]
        assert "Ada" not in words(app)
        assert [one.key for one in app.get("bidi_component")] == ["door.enter"]


@pytest.mark.parametrize("page", ["users.py", "user.py", "account.py", "no_access.py", "overview.py"])
def test_a_pages_script_run_directly_shows_a_visitor_one_sentence(core, page):
    from unittest.mock import patch

    from streamlit.testing.v1 import AppTest

    from tests.pages.app import ROOT

    with patch("pages.parts.opening.core", return_value=core), patch("pages.parts.desk.token", return_value=None):
        app = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=30).run()
    assert words(app) == "Please sign in first\\."


def test_an_author_is_told_the_list_is_not_for_their_role(core, tokens):
    with the_app(core, tokens[MAX], "no_access.py") as app:
        assert "Not for your role" in words(app)
        assert "Ada" not in words(app)


def test_an_auditor_sees_masked_addresses_and_buttons_that_say_why_not(core):
    iris = someone(core, "auditor", email="iris@example.com")
    assert iris.signed_in
    with the_app(core, token_for(core, "iris@example.com"), "users.py") as app:
        table = app.get("bidi_component")[0].proto.bytes.decode()
        assert "ada@example.com" not in table
        assert "a•••@example.com" in table.encode().decode("unicode_escape") or "a\\u2022" in table
        export = next(button for button in app.button if button.key == "export")
        assert export.disabled
        assert "users:export" in export.help


def test_support_may_not_touch_an_admin_and_is_told_why(core, tokens, ada):
    with the_app(core, tokens[SAM], "user.py", id=str(ada.user_id)) as app:
        suspend = next(button for button in app.button if button.key == "do-users.suspend")
        assert suspend.disabled
        assert "rights that yours does not" in suspend.help


def test_nobody_can_suspend_themselves_on_their_own_page(core, tokens, ada):
    with the_app(core, tokens[ADA], "user.py", id=str(ada.user_id)) as app:
        suspend = next(button for button in app.button if button.key == "do-users.suspend")
        assert suspend.disabled
        assert "your own account" in suspend.help


@pytest.mark.parametrize("broken", ["", "nonsense", "0", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE users"])
def test_a_malformed_id_in_the_address_is_a_sentence(core, tokens, broken):
    with the_app(core, tokens[ADA], "user.py", id=broken) as app:
        assert not app.exception
        assert "There is no such person" in words(app)


@pytest.mark.parametrize("wanted", [{"page": "after-nonsense"}, {"page": "before-"}, {"sort": "password_hash"}])
def test_a_page_or_order_that_is_none_says_so_and_gives_the_first(core, tokens, wanted):
    with the_app(core, tokens[ADA], "users.py", **wanted) as app:
        assert not app.exception
        assert app.warning
        assert "Ada Admin" in app.get("bidi_component")[0].proto.bytes.decode()


def test_a_page_beyond_the_end_says_so_and_gives_the_first(core, tokens, ada):
    last = core.call(ada, lists.search, query=UserQuery(order_by="created_at", limit=100)).iloc[-1].id
    with the_app(core, tokens[ADA], "users.py", sort="created_at", page=f"after-{last}") as app:
        told = json.loads(app.get("bidi_component")[0].proto.bytes)
        assert "no longer exists" in words(app)
        assert (told["order"], len(told["rows"])) == ("created_at", 3)
        assert ("page" in app.query_params, app.query_params["sort"]) == (False, "created_at")

        assert "no longer exists" not in words(app.run())


def test_an_empty_result_offers_to_drop_the_filter_that_emptied_it(core, tokens):
    with the_app(core, tokens[ADA], "users.py") as app:
        app.text_input(key="q").set_value("nobody-at-all").run()
        assert "Nobody matches" in words(app)
        drop = next(button for button in app.button if button.key == "drop-q")
        assert "(3)" in drop.label

        drop.click().run()

        assert "Ada Admin" in app.get("bidi_component")[0].proto.bytes.decode()


def test_a_temporary_password_leads_to_the_one_page_that_changes_it(core, ada):
    core.call(ada, users.create, email="new@example.com", password=PASSPHRASE)
    with the_app(core, token_for(core, "new@example.com")) as app:
        assert [title.value for title in app.title] == ["Choose a password"]


def test_a_revoked_session_shows_the_sign_in_page_at_its_next_run(core, tokens, ada):
    with the_app(core, tokens[ADA], "users.py") as app:
        core.call(ada, sessions.revoke, session_id=ada.session_id)
        app.run()
        assert [title.value for title in app.title] == ["Sign in"]


def test_a_name_that_looks_like_markup_stays_a_name(core, tokens):
    user_id = a_user(core, "evil@example.com", name="**bold** <b>x</b> [l](javascript:1) :red[x] $x$")
    with the_app(core, tokens[ADA], "user.py", id=str(user_id)) as app:
        assert not app.exception
        assert r"\*\*bold\*\* \<b\>x\</b\> \[l\]\(javascript\:1\) \:red\[x\] \$x\$" in words(app)


def test_a_rerun_of_the_list_asks_the_database_as_often_with_fifty_people_as_with_three(core, tokens):
    def statements():
        asked = []
        with the_app(core, tokens[ADA], "users.py") as app:
            listener = lambda *a: asked.append(a[2])  # noqa: E731
            event.listen(core.engine, "before_cursor_execute", listener)
            app.run()
            event.remove(core.engine, "before_cursor_execute", listener)
        return [one for one in asked if not one.startswith(("BEGIN", "PRAGMA"))]

    few = statements()
    for number in range(50):
        a_user(core, f"person{number}@example.com", name=f"Person {number}")

    assert len(statements()) == len(few)
    assert len(few) <= 9
