"""Nobody misses what they have just done, whatever the replica has by then; others are told how old their list is."""

import re
from datetime import timedelta

import pytest

from tests.builders import ADA, SAM, house, token_for
from tests.pages.app import the_app, words
from tests.postgres.replicated import answered, names, seen_everything
from usercore import replica as replicas
from usercore.actions import sessions, users
from usercore.errors import NotSignedIn
from usercore.frames import users as lists


@pytest.fixture
def core(replicated):
    return replicated


@pytest.fixture
def ada(core, pair):
    return seen_everything(core, pair, ADA)


@pytest.fixture
def sam(core, ada, pair):
    return seen_everything(core, pair, SAM)


def test_what_one_has_just_done_one_sees_though_the_replica_does_not_have_it_yet(core, ada, pair):
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        with answered(core) as by:
            assert "Nora New" in names(core.call(ada, lists.search))
            assert core.call(ada, lists.counts) == 4
        assert by == ["primary"] * 2

    pair.catch_up()
    with answered(core) as by:
        assert core.call(ada, lists.counts) == 4
    assert by == ["replica"]


def test_after_signing_in_too(core, ada, pair):
    with pair.paused():
        again = core.actor_for(token_for(core, ADA))
        with answered(core) as by:
            core.call(again, lists.search)
        assert by == ["primary"]


def test_someone_else_is_told_of_which_moment_the_list_is(core, ada, sam, pair, monkeypatch):
    monkeypatch.setattr(replicas, "WORTH_TELLING", timedelta())
    before = pair.now()
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        between = pair.now()
        with answered(core) as by:
            found = core.call(sam, lists.search)

    assert by == ["replica"]
    assert "Nora New" not in names(found)
    assert found.attrs["as_of"] < between
    assert before - found.attrs["as_of"] < timedelta(minutes=1)


def test_the_page_says_so_above_the_rows(core, ada, pair, monkeypatch):
    monkeypatch.setattr(replicas, "WORTH_TELLING", timedelta())
    token = token_for(core, SAM)
    pair.catch_up()
    core.call(core.actor_for(token), lists.counts)
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        with the_app(core, token, "users.py") as app:
            assert not app.exception
            said = [one.value for one in app.caption]
            assert "3 people" in said
            assert [one for one in said if re.fullmatch(r"As of \d\d:\d\d:\d\d: changes arrive a little later\.", one)]

            app.text_input(key="q").set_value("nora").run()
            assert "**Nobody matches:** the search “nora”." in words(app)
            assert re.search(r"As of \d\d:\d\d:\d\d: changes arrive a little later\.", words(app))


def test_less_than_a_second_is_not_worth_telling(core, ada, sam, pair):
    with pair.paused():
        core.call(ada, users.create, email="new@example.com", name="Nora New")
        found = core.call(sam, lists.search)

    lag = timedelta(seconds=1)
    assert found.attrs.get("as_of") is None or pair.now() - found.attrs["as_of"] > lag


def test_a_session_that_was_ended_is_out_at_once(core, ada, pair):
    with pair.paused():
        core.call(house(), sessions.revoke_all, user_id=ada.user_id)

        with pytest.raises(NotSignedIn):
            core.call(ada, lists.search)


def test_what_another_reader_found_to_be_there_already_is_no_surprise(core, ada):
    class Vanishing(dict):
        def __contains__(self, key):
            there = super().__contains__(key)
            self.pop(key, None)  # as another thread does between two looks
            return there

    core._replica._written = Vanishing({None: replicas.Written()})

    assert core.call(ada, lists.counts) == 3
