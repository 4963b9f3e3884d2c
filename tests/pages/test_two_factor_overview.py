"""Whoever has no second factor yet: page by page, how many in all, and every one of them reminded by one click."""

import json

import pytest

from pages.parts import desk
from tests.builders import ADA, a_user, an_address, house, letters_to
from tests.pages.app import the_app, words
from tests.second_factors import turned_on
from usercore.actions import users
from usercore.actions.two_factor import MOST_AT_ONCE
from usercore.frames import two_factor as lists

PAGE = "two_factor.py"
MANY = MOST_AT_ONCE + 10


@pytest.fixture
def crowd(core):
    """More staff without one than fit on a page, or into one call, beside Ada and Sam."""
    return [a_user(core, an_address("staff"), name=f"Staff {number:03}", role="support") for number in range(MANY)]


def button(app, key):
    return next(one for one in app.button if one.key == key)


def listed(app):
    table = next(one for one in app.get("bidi_component") if one.key == "two-factor.missing")
    return [row["id"] for row in json.loads(table.proto.bytes)["rows"]]


def reminded(core, ids):
    kinds = [letter.kind for one in ids for letter in letters_to(core, one)]
    return kinds.count("two-factor-wanted")


def test_every_one_of_them_is_reminded_once(core, tokens, crowd):
    with the_app(core, tokens[ADA], PAGE) as app:
        assert button(app, "remind").label == f"Remind all {MANY + 2} by letter"
        button(app, "remind").click().run()

        assert not app.exception
        assert f"so {MANY + 2} letters wait in the outbox" in words(app)
        assert reminded(core, crowd) == MANY

        button(app, "remind").click().run()

        assert "letters wait in the outbox" not in words(app)
        assert "No letter went out." in words(app)
        assert f"{MANY + 2} · They were reminded within the last day" in words(app)
        assert reminded(core, crowd) == MANY


def test_how_far_it_came_is_told_though_whom_a_batch_ended_with_is_deleted_meanwhile(core, tokens, crowd, monkeypatch):
    call = desk.call

    def call_and_delete(deed, **wanted):
        done = call(deed, **wanted)
        core.call(house(), users.hard_delete, user_id=wanted["user_ids"][-1], reason="asked for it")
        return done

    with the_app(core, tokens[ADA], PAGE) as app:
        monkeypatch.setattr(desk, "call", call_and_delete)
        button(app, "remind").click().run()

        assert not app.exception
        assert f"so {MOST_AT_ONCE} letters wait in the outbox" in words(app)
        assert button(app, "remind").label == f"Remind all {MANY + 1} by letter"


def test_the_list_goes_on(core, tokens, crowd):
    with the_app(core, tokens[ADA], PAGE) as app:
        assert f"{MANY + 2} people" in words(app)
        first = listed(app)
        button(app, "on").click().run()
        second = listed(app)
        button(app, "back").click().run()

        assert listed(app) == first
    assert first + second == [str(one) for one in core.call(house(), lists.missing)["id"]][: len(first + second)]
    assert len(first) == len(second)


def test_one_is_told_as_one(core, tokens, sam):
    turned_on(core, sam.user_id)
    with the_app(core, tokens[ADA], PAGE) as app:
        assert button(app, "remind").label == "Remind them by letter"
        assert "one person" in words(app)
        assert "One second factor is on today." in app.get("vega_lite_chart")[1].proto.alt


def test_nobody_is_a_good_word(core, tokens, ada, sam):
    for actor in (ada, sam):
        turned_on(core, actor.user_id, by=actor)
    with the_app(core, tokens[ADA], PAGE) as app:
        assert not app.exception
        assert "Everyone who should have a second factor has one." in [one.value for one in app.success]
        assert "remind" not in [one.key for one in app.button]
