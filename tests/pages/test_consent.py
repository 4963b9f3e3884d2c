"""Consent on the pages: nothing where nothing is asked, one click each way, and a question that lets everyone on."""

import pytest

from tests.builders import ADA, MAX, SAM, house, signed_in, token_for
from tests.consenting import OTHER_WORDS, WORDS, a_purpose, give, lines, publish, states, text_of
from tests.pages.app import the_app, words
from usercore.actions import consent_texts

CONSENT, ACCOUNT = "consent.py", "account.py"
CHANGED = "changed while you were reading it"
RETIRED = "Nobody is asked for “Research” any more"


def buttons(app):
    return [button.label for button in app.button]


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()


def test_an_empty_house_says_what_to_do(core, tokens):
    with the_app(core, tokens[ADA], CONSENT) as app:
        assert "Nobody is asked for anything yet." in words(app)
        assert "Add a purpose" in buttons(app)


def test_in_an_empty_house_my_account_and_a_person_say_nothing_of_it(core, tokens, maxim):
    with the_app(core, tokens[MAX], ACCOUNT) as app:
        assert "What you agreed to" not in words(app)
    with the_app(core, tokens[SAM], "user.py", id=str(maxim.user_id)) as app:
        assert "Consents" not in [tab.label for tab in app.tabs]


def test_support_reads_it_and_may_not_publish(core, tokens):
    a_purpose(core)
    with the_app(core, tokens[SAM], CONSENT) as app:
        publishing = next(button for button in app.button if button.label == "Publish a new version")
        assert publishing.disabled


def test_another_version_begins_from_the_english_text_whatever_languages_were_added(core, tokens):
    key = a_purpose(core)
    core.call(house(), consent_texts.translate, purpose=key, language="de", title="Neues", body="Einmal im Monat.")
    with the_app(core, tokens[ADA], CONSENT, purpose=key) as app:
        press(app, "Publish a new version")
        assert app.text_area(key=f"publish.body-{key}.1").value == WORDS
        assert app.text_input(key=f"publish.language-{key}.1").value == "en"
        press(app, "Add a language")
        assert "Einmal im Monat" not in words(app)


def test_agreeing_and_withdrawing_are_one_click_each(core, tokens, maxim):
    a_purpose(core)
    with the_app(core, tokens[MAX], ACCOUNT) as app:
        assert "You have not agreed to this." in words(app)
        assert not app.checkbox
        press(app, "I agree")
        assert states(core)[0].answer == "given"
        press(app, "Withdraw")
        assert states(core)[0].answer == "withdrawn"
    assert [line.how for line in lines(core, maxim.user_id)] == ["my-account", "my-account"]


@pytest.fixture
def asked(core):
    """Max agreed, the text changed, and there is something he was never asked."""
    newsletter = a_purpose(core)
    give(core, signed_in(core, MAX), newsletter)
    publish(core, newsletter)
    return newsletter, a_purpose(core, "Research", at_sign_in=True)


def test_the_question_stands_before_every_page_and_leads_on(core, asked):
    with the_app(core, token_for(core, MAX)) as app:
        assert "May we ask you something?" in words(app)
        assert "It has changed, so we ask again." in words(app)
        assert buttons(app).count("Yes, I agree") == buttons(app).count("No") == 2
        press(app, "No")
        assert buttons(app).count("No") == 1
        press(app, "Yes, I agree")
        assert "May we ask you something?" not in words(app)
    assert sorted(state.answer for state in states(core)) == ["declined", "given"]


@pytest.mark.parametrize("said", ["Yes, I agree", "No"])
def test_an_answer_is_to_the_text_on_screen_and_else_the_new_one_is_shown_and_asked_about(core, maxim, said):
    research = a_purpose(core, "Research", at_sign_in=True)
    with the_app(core, token_for(core, MAX)) as app:
        publish(core, research)
        press(app, said)

        assert lines(core, maxim.user_id) == []
        assert CHANGED in words(app)
        assert "once a week" in words(app)
        press(app, said)

    assert [line.version for line in lines(core, maxim.user_id)] == [2]


@pytest.mark.parametrize(("label", "version"), [("I agree", 2), ("Agree to the new text", 3)])
def test_under_my_account_too_one_agrees_to_the_text_on_screen_or_to_none(core, tokens, maxim, label, version):
    newsletter = a_purpose(core)
    if version > 2:
        give(core, maxim, newsletter)
        publish(core, newsletter, "Other words.")
    answers = len(lines(core, maxim.user_id))
    with the_app(core, tokens[MAX], ACCOUNT) as app:
        publish(core, newsletter)
        press(app, label)

        assert len(lines(core, maxim.user_id)) == answers
        assert CHANGED in words(app)
        assert "once a week" in words(app)
        press(app, label)

        assert CHANGED not in words(app)
    assert lines(core, maxim.user_id)[-1].version == version


@pytest.mark.parametrize("email", [MAX, SAM])
def test_an_answer_to_what_nobody_is_asked_any_more_is_no_thanks_but_says_so(core, email):
    research = a_purpose(core, "Research", at_sign_in=True)
    with the_app(core, token_for(core, email)) as app:
        core.call(house(), consent_texts.retire, purpose=research)
        press(app, "Yes, I agree")

        assert "May we ask you something?" not in words(app)
        assert RETIRED in words(app)
        assert not app.toast
        app.run()
        assert RETIRED not in words(app)
    assert states(core) == []


def test_it_is_said_where_something_else_is_asked_too(core, asked):
    with the_app(core, token_for(core, MAX)) as app:
        core.call(house(), consent_texts.retire, purpose=asked[1])
        app.button(key=f"consents.give-{text_of(core, asked[1]).id}").click().run()

        assert "May we ask you something?" in words(app)
        assert RETIRED in words(app)


def test_what_was_said_of_one_answer_is_over_with_the_next(core, tokens):
    newsletter = a_purpose(core)
    a_purpose(core, "Research")
    with the_app(core, tokens[MAX], ACCOUNT) as app:
        app.session_state["consent.changed"] = {newsletter: CHANGED}
        press(app, "I agree")

        assert CHANGED not in words(app)


def test_not_now_leads_on_at_once(core, asked):
    with the_app(core, token_for(core, MAX)) as app:
        press(app, "Not now")
        assert "May we ask you something?" not in words(app)
    assert [state.answer for state in states(core)] == ["given"]


def test_what_was_answered_elsewhere_meanwhile_is_not_asked(core, asked):
    token = token_for(core, MAX)
    with the_app(core, token) as app:
        assert "May we ask you something?" in words(app)
        for key in asked:
            core.call(house(), consent_texts.retire, purpose=key)
        app.run()
        assert "May we ask you something?" not in words(app)
    assert not core.actor_for(token).asked_consent


def test_nothing_of_a_text_is_markup(core, tokens):
    a_purpose(core, body="<b>bold</b> **not** [a link](https://example.com)")
    key = a_purpose(core, "Research")
    publish(core, key, f"{OTHER_WORDS} <script>alert(1)</script>")
    with the_app(core, tokens[ADA], CONSENT, purpose=key) as app:
        assert "\\*\\*" not in words(app)
        html = "".join(str(element.proto.body) for element in app.get("html"))
        assert "&lt;script&gt;" in html
        assert "<script>" not in html


def test_the_address_says_whose_version_the_list_is_narrowed_to(core, tokens, ada, sam):
    key = a_purpose(core)
    give(core, ada, key)
    publish(core, key)
    give(core, sam, key)
    publish(core, key, "Third words.")
    with the_app(core, tokens[ADA], CONSENT, purpose=key, version="1") as app:
        assert not app.exception
        assert "One person." in words(app)
    with the_app(core, tokens[ADA], CONSENT, purpose=key, version="nonsense") as app:
        assert not app.exception
        assert "2 people, the latest version first." in words(app)
