"""The texts of letters: changed by admins, checked before they are kept, in the log before and after."""

import pytest

from tests.builders import ADA, signed_in
from tests.witness import entries, everything, rows
from usercore.actions import letter_texts
from usercore.errors import NotFound, NotFresh
from usercore.events import Event
from usercore.frames import outbox
from usercore.mail import rendering
from usercore.mail.letters import LetterKind
from usercore.mail.rendering import InvalidTemplate, Template

BODY = "Dear {{ name }},\n\n[Choose]({{ link }})"


def change(core, actor, *, kind="reset", subject="A new password", body=BODY):
    core.call(actor, letter_texts.change, kind=kind, subject=subject, body=body)


def text(core, actor, kind="reset"):
    found = core.call(actor, outbox.texts).set_index("kind").loc[kind]
    return found.subject, found.body, found.changed


def test_a_changed_text_counts_from_now_on_and_is_in_the_log(core, ada):
    before = len(entries(core))

    change(core, ada)

    assert text(core, ada) == ("A new password", BODY, True)
    (entry,) = entries(core)[before:]
    shipped = rendering.default(LetterKind.RESET)
    assert (entry.event, entry.actor_id, entry.subject_id) == (Event.LETTER_TEXT_CHANGED, ada.user_id, None)
    assert entry.facts == {
        "kind": "reset",
        "before": {"subject": shipped.subject, "body": shipped.body},
        "after": {"subject": "A new password", "body": BODY},
    }


def test_changing_it_again_tells_what_it_was(core, ada):
    change(core, ada)
    change(core, ada, subject="Another")

    facts = entries(core)[-1].facts
    assert (facts["before"]["subject"], facts["after"]["subject"]) == ("A new password", "Another")


def test_saving_what_is_there_already_changes_nothing(core, ada):
    change(core, ada)
    before = everything(core, traces=True)

    change(core, ada, subject="  A new password ", body=BODY.replace("\n", "\r\n") + "\n")

    assert before == everything(core, traces=True)


def test_back_to_the_original(core, ada):
    change(core, ada)

    core.call(ada, letter_texts.restore, kind="reset")

    assert text(core, ada) == (*rendering.default(LetterKind.RESET), False)
    assert rows(core, "letter_texts") == []
    assert entries(core)[-1].facts["before"]["subject"] == "A new password"


def test_bringing_back_what_was_never_changed_changes_nothing(core, ada):
    before = everything(core, traces=True)

    core.call(ada, letter_texts.restore, kind="reset")

    assert before == everything(core, traces=True)


@pytest.mark.parametrize(
    ("subject", "body", "why"),
    [
        ("", BODY, "subject must be one line"),
        ("two\nlines", BODY, "subject must be one line"),
        ("{% if name == 'x' %}y{% endif %}", BODY, "subject is empty for some"),
        ("Hello", "No link at all", "lost its link"),
        ("Hello", "{% if name %}[Go]({{ link }}){% endif %}", "lost its link"),
        ("Hello", "{{ hello", "end of .* is missing in line 1 of its text"),
        ("{{ hello", BODY, "end of .* is missing in line 1 of its subject"),
        ("Hello", BODY + "{% if not name %}{{ nonsense }}{% endif %}", "nothing called {{ nonsense }}"),
        ("Hello", BODY + "{{ failures }}", "nothing called {{ failures }}"),
        ("Hello", BODY + "{{ name|moment }}", "only a moment or a number"),
        ("Hello", BODY + "{% if name < 3 %}x{% endif %}", "only a moment or a number"),
        ("Hello", BODY + "{{ link.__class__ }}", "nothing else"),
        ("Hello", BODY + "{% for x in name %}{{ x }}{% endfor %}", "nothing else"),
        ("Hello", BODY + "x" * 10_000, "longer than 10,000"),
    ],
)
def test_a_text_that_would_not_work_is_refused_saying_why(core, ada, subject, body, why):
    before = everything(core, traces=True)

    with pytest.raises(InvalidTemplate, match=why):
        change(core, ada, subject=subject, body=body)

    assert before == everything(core, traces=True)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_letter_as_it_is_shipped_could_be_saved(kind):
    rendering.check(kind, rendering.default(kind))


def test_only_an_address_of_the_web_becomes_a_button():
    body = "[Here]({{ link }})\n\n[There](javascript:alert(1))\n\n[Help](https://help.example.com)"

    made = rendering.written(
        LetterKind.RESET, template=Template("Hi", body), to_name="", facts={}, link="https://a.example/open/x",
        home="https://a.example", product="A", zone="UTC", ends_at=None,
    )  # fmt: skip

    assert 'href="javascript' not in made.html
    assert {'href="https://a.example/open/x"', 'href="https://help.example.com"'} <= set(made.html.split())


@pytest.mark.parametrize("deed", [letter_texts.change, letter_texts.restore])
def test_there_are_only_the_letters_there_are(core, ada, deed):
    wanted = {"subject": "Hi", "body": BODY} if deed is letter_texts.change else {}
    with pytest.raises(NotFound):
        core.call(ada, deed, kind="nonsense", **wanted)


def test_it_needs_a_recent_sign_in(core, clock):
    ada = signed_in(core, ADA)
    change(core, ada)
    clock.advance(minutes=59)
    core.call(ada, outbox.texts)
    clock.advance(minutes=1)

    with pytest.raises(NotFresh):
        change(core, ada, subject="Later")
    with pytest.raises(NotFresh):
        core.call(ada, letter_texts.restore, kind="reset")

    assert text(core, ada)[0] == "A new password"
