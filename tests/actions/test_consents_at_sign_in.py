"""What is asked when someone comes in: once, kindly, and of nobody who said no."""

import pytest

from tests.builders import MAX, house, signed_in
from tests.consenting import a_purpose, decline, give, lines, publish, withdraw
from tests.witness import events, statements
from usercore.actions import consent_texts, consents
from usercore.database import asking
from usercore.frames import consents as lists
from usercore.gate import identify


@pytest.fixture
def research(core):
    return a_purpose(core, "Research", at_sign_in=True)


def asked(core, actor):
    found = core.call(actor, lists.of_user, user_id=actor.user_id)
    return list(found.loc[found["asked"].astype(bool), "purpose"])


def put_off(core, actor):
    core.call(actor, consents.put_off, user_id=actor.user_id)


def now(core, actor):
    """Who they are at their next click."""
    with asking(core.engine) as connection:
        return identify(connection, actor, core.now(), core.settings)[0]


def test_in_a_house_without_purposes_nobody_is_asked(core):
    assert not signed_in(core, MAX).asked_consent


def test_whoever_was_never_asked_is_and_an_answer_lets_them_on(core, research):
    me = signed_in(core, MAX)
    assert me.asked_consent
    assert asked(core, me) == [research]

    give(core, me, research)
    assert lines(core, me.user_id)[0].how == "sign-in"
    assert asked(core, me) == []
    assert not signed_in(core, MAX).asked_consent


def test_a_refusal_is_recorded_and_not_asked_about_again_whatever_the_text_becomes(core, research):
    me = signed_in(core, MAX)
    decline(core, me, research)
    publish(core, research)

    assert [line.answer for line in lines(core, me.user_id)] == ["declined"]
    assert not signed_in(core, MAX).asked_consent


def test_not_now_lets_them_on_and_asks_at_the_next_sign_in(core, research):
    me = signed_in(core, MAX)
    put_off(core, me)
    put_off(core, me)

    assert events(core).count("consent:put-off") == 1
    assert lines(core, me.user_id) == []
    assert signed_in(core, MAX).asked_consent


def test_what_is_offered_on_my_account_alone_is_not_asked(core):
    a_purpose(core)

    assert not signed_in(core, MAX).asked_consent


def test_a_changed_text_is_asked_about_again_and_then_not_a_second_time(core, clock):
    newsletter = a_purpose(core)
    me = signed_in(core, MAX)
    give(core, me, newsletter)
    assert not signed_in(core, MAX).asked_consent

    publish(core, newsletter)
    assert not core.call(me, lists.of_user, user_id=me.user_id).empty  # whoever is in goes on
    again = signed_in(core, MAX)
    assert again.asked_consent

    give(core, again, newsletter)
    assert [line.version for line in lines(core, me.user_id)] == [1, 2]
    assert not signed_in(core, MAX).asked_consent


def test_a_change_that_says_so_asks_nobody_but_they_count_as_behind(core):
    newsletter = a_purpose(core)
    me = signed_in(core, MAX)
    give(core, me, newsletter)
    publish(core, newsletter, asks_again=False)

    assert not signed_in(core, MAX).asked_consent
    assert core.call(me, lists.of_user, user_id=me.user_id).iloc[0].behind


def test_whoever_withdrew_is_left_alone(core):
    newsletter = a_purpose(core)
    me = signed_in(core, MAX)
    give(core, me, newsletter)
    withdraw(core, me, newsletter)
    publish(core, newsletter)

    assert not signed_in(core, MAX).asked_consent


def test_a_retired_purpose_asks_nobody(core, research):
    core.call(house(), consent_texts.retire, purpose=research)

    assert not signed_in(core, MAX).asked_consent


def test_each_purpose_is_asked_apart_and_the_last_answer_lets_them_on_everywhere(core, research):
    other = a_purpose(core, "Statistics", at_sign_in=True)
    first, second = signed_in(core, MAX), signed_in(core, MAX)
    give(core, first, research)
    assert asked(core, first) == [other]
    assert now(core, second).asked_consent

    decline(core, first, other)
    assert not now(core, first).asked_consent
    assert not now(core, second).asked_consent


def test_being_asked_keeps_nobody_from_anything(core, research):
    me = signed_in(core, MAX)

    assert not core.call(me, lists.of_user, user_id=me.user_id).empty


def test_a_click_costs_no_statement_more_for_it(core, research, tokens):
    signed_in(core, MAX)
    with statements(core) as sent:
        core.actor_for(tokens[MAX])

    assert len(sent) == 1
