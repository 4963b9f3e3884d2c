"""The pages behind letters, and my account, as each of our people and as a visitor."""

from contextlib import contextmanager
from unittest.mock import patch

import pytest

from tests.builders import (
    ADA,
    ANOTHER,
    MAX,
    PASSPHRASE,
    SAM,
    a_user,
    house,
    link_to,
    signed_in,
    token_for,
    visitor,
)
from tests.consenting import a_purpose
from tests.invited import invite, token_of
from tests.letter_box import FOUR, a_link, refusal, use
from tests.pages.app import the_app, words
from tests.second_factors import code_of, turned_on
from tests.witness import everything, person
from usercore.actions import passwords, sign_in, users

PAGES = {
    "reset": "choose_password.py",
    "email": "confirm_email.py",
    "undo": "take_back_email.py",
    "notme": "not_me.py",
}
PEOPLE = (None, ADA, SAM, MAX)
ALL = {**PAGES, "invitation": "accept_invitation.py", "": "forgot_password.py"}


@contextmanager
def following(core, link, page, token=None):
    """The page that the link in the browser's cookie leads to."""
    with (
        patch("pages.parts.desk.cookie", lambda of: link if of == "link" else None),
        the_app(core, token, page) as app,
    ):
        yield app


def button(app, label):
    return next(one for one in app.button if one.label == label)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("purpose", FOUR)
def test_a_good_link_says_whose_it_is_to_anyone_and_looking_changes_nothing(core, tokens, purpose, who):
    user_id = a_user(core, "fay@example.com", name="Fay")
    link = a_link(core, purpose, signed_in(core, "fay@example.com"))
    before = everything(core)

    with following(core, link, PAGES[purpose], tokens.get(who)) as app:
        assert not app.exception
        assert "fay@example" in words(app)
        assert ("You are signed in here as" in words(app)) is (who is not None)

    assert everything(core) == before
    assert person(core, user_id).email == "fay@example.com"


def nothing_to_press(app):
    assert not app.exception
    assert app.title
    return [one for one in app.button if one.label in ("Set password", "Confirm", "It wasn't me")] == []


@pytest.mark.parametrize("link", ["", "{purpose}_made-up", "x" * 5000])
@pytest.mark.parametrize("purpose", FOUR)
def test_a_dead_link_and_none_at_all_show_a_way_on(core, purpose, link):
    with following(core, link.format(purpose=purpose), PAGES[purpose]) as app:
        assert nothing_to_press(app)


@pytest.mark.parametrize("who", PEOPLE[1:])
def test_a_dead_link_shows_everyone_a_way_on(core, tokens, who):
    with following(core, "reset_made-up", "choose_password.py", tokens[who]) as app:
        assert nothing_to_press(app)


def test_someone_who_must_choose_a_password_first_is_led_back_to_that(core, sam, maxim):
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password=PASSPHRASE)
    with following(core, "email_made-up", "confirm_email.py", token_for(core, MAX)) as app:
        assert not app.exception
        assert "used already" in words(app)


def ways_on(app):
    return [one.proto.label for one in app.get("page_link")]


@pytest.mark.parametrize(("purpose", "page"), ALL.items())
def test_someone_who_is_asked_for_a_consent_first_is_led_back_to_that(core, purpose, page):
    a_purpose(core, at_sign_in=True)
    with following(core, f"{purpose}_made-up", page, token_for(core, MAX)) as app:
        assert nothing_to_press(app)
        assert ways_on(app)[-1] == "Go on"


@pytest.mark.parametrize(("purpose", "page"), ALL.items())
def test_someone_who_is_at_their_new_recovery_codes_is_led_back_to_them(core, tokens, purpose, page):
    with following(core, f"{purpose}_made-up", page, tokens[MAX]) as app:
        app.session_state["two_factor.enrolling"] = True
        app.run()
        assert nothing_to_press(app)
        assert ways_on(app)[-1] == "Go on"


def test_what_a_link_did_is_said_to_someone_who_is_asked_for_a_consent_first(core, maxim):
    a_purpose(core, at_sign_in=True)
    with following(core, a_link(core, "email", maxim), PAGES["email"], token_for(core, MAX)) as app:
        button(app, "Confirm").click().run()
        assert not app.exception
        assert "is your address now" in app.success[0].value
        assert ways_on(app) == ["Go on"]


@pytest.mark.parametrize("who", [None, MAX])
def test_whoever_got_a_second_factor_before_they_came_types_its_code_and_is_in(core, clock, tokens, who):
    invited = invite(core, email="nina@example.com", name="Nina")
    turned_on(core, invited.user_id)
    clock.advance(minutes=1)
    with following(core, token_of(core, invited), ALL["invitation"], tokens.get(who)) as app:
        app.text_input(key="accept.password").set_value(PASSPHRASE).run()
        button(app, "Accept and sign in").click().run()
        assert not app.exception
        assert [one.value for one in app.title] == ["One more step"]
        app.text_input(key="second_step.code.0").set_value(code_of(core, invited.user_id)).run()
        assert not app.exception
        ticket = app.session_state["second_step.turn"].ticket

    token = core.call(visitor(address=""), sign_in.redeem, ticket=ticket)
    assert core.actor_for(token).user_id == invited.user_id


@pytest.mark.parametrize(
    ("purpose", "label", "said"),
    [("email", "Confirm", "is your address now"), ("undo", "It wasn't me", "Everyone was signed out"),
     ("notme", "It wasn't me", "Everyone was signed out")],
)  # fmt: skip
def test_one_button_does_it_and_says_so(core, maxim, purpose, label, said):
    link = a_link(core, purpose, maxim)
    with following(core, link, PAGES[purpose]) as app:
        button(app, label).click().run()
        assert not app.exception
        assert said in "\n".join(str(one.value) for one in app.success)


def test_after_a_reload_the_page_says_what_was_done(core):
    with following(core, "done_reset", "choose_password.py") as app:
        assert "Your password is set" in app.success[0].value


def test_a_new_password_through_the_link(core, maxim):
    link = a_link(core, "reset", maxim)
    with following(core, link, "choose_password.py") as app:
        app.text_input(key="choose.password").set_value(ANOTHER).run()
        button(app, "Set password").click().run()
        assert "Your password is set" in app.success[0].value
    assert signed_in(core, MAX, ANOTHER).signed_in


def test_an_address_taken_meanwhile_is_a_sentence(core, maxim):
    link = a_link(core, "email", maxim)
    core.call(house(), users.create, email="max.new@example.com")
    with following(core, link, "confirm_email.py") as app:
        button(app, "Confirm").click().run()
        assert "Another account already uses this address" in words(app)


def test_asking_for_a_letter_says_the_same_for_every_address(core):
    said = set()
    for email in (MAX, "nobody@example.com"):
        with the_app(core, None, "forgot_password.py") as app:
            app.text_input[0].set_value(email)
            button(app, "Send the letter").click().run()
            said.add(app.info[0].value.replace(email.partition("@")[0], "…"))
    assert len(said) == 1


def test_asking_with_nothing_typed_is_a_sentence(core):
    with the_app(core, None, "forgot_password.py") as app:
        button(app, "Send the letter").click().run()
        assert "Type your e-mail" in words(app)


def test_a_temporary_password_typed_long_ago_is_asked_for_again(core, clock, sam, maxim):
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password=PASSPHRASE)
    token = token_for(core, MAX)
    with the_app(core, token) as app:
        assert [one.label for one in app.text_input] == ["New password"]
    clock.advance(minutes=10)
    with the_app(core, token) as app:
        assert [one.label for one in app.text_input] == ["Your own password, to confirm it is you", "New password"]


def test_my_account_shows_what_is_mine_and_offers_to_say_it_was_not_me(core, maxim, tokens):
    a_link(core, "notme", maxim)
    with the_app(core, tokens[MAX], "account.py") as app:
        assert not app.exception
        assert [one.value for one in app.header][:2] == ["Profile", "Password"]
        button(app, "Something here wasn't me").click().run()
        assert "Every session but this one ends" in words(app)


def test_staff_see_what_waits_and_can_cancel_it(core, sam, maxim, tokens):
    core.call(sam, users.update, user_id=maxim.user_id, email="max.new@example.com")
    token = link_to(core, maxim.user_id, "email-confirm")
    with the_app(core, tokens[SAM], "user.py", id=str(maxim.user_id)) as app:
        assert "Waiting for max" in words(app)
        next(one for one in app.button if one.key == "email.cancel").click().run()
        assert "Waiting for" not in words(app)
    assert refusal(lambda: use(core, "email", token)) == "TokenSpent"


def test_staff_with_an_old_sign_in_are_asked_only_for_a_new_address(core, clock, sam, maxim, tokens):
    for _ in range(2):
        clock.advance(minutes=31)
        core.call(sam, users.update, user_id=sam.user_id, name="Sam Support")
    with the_app(core, tokens[SAM], "user.py", id=str(maxim.user_id)) as app:
        next(one for one in app.button if one.key == "edit").click().run()
        app.text_input(key=f"edit.name.{maxim.user_id}").set_value("Maxim")
        button(app, "Save").click().run()
        assert person(core, maxim.user_id).name == "Maxim"

        next(one for one in app.button if one.key == "edit").click().run()
        app.text_input(key=f"edit.email.{maxim.user_id}").set_value("max.new@example.com")
        button(app, "Save").click().run()
        assert "needs a recent sign" in words(app)
        app.text_input(key=f"edit.proof.{maxim.user_id}").set_value(PASSPHRASE)
        button(app, "Save").click().run()
        assert "Waiting for max" in words(app)
