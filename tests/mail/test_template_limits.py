"""What an admin's text, a name or a time zone could still do to a letter."""

import pytest

from tests.mail.reading import BUTTON, ENDS_IN_BERLIN, LINK, Reader, letter
from usercore.mail import rendering
from usercore.mail.letters import LetterKind
from usercore.mail.rendering import InvalidTemplate, Template


@pytest.mark.parametrize(
    "more",
    ["{{ " + "(" * 3000 + "name" + ")" * 3000 + " }}", "{{ " + "not " * 2400 + "name }}", "{% if name %}" * 120 + "{% endif %}" * 120],
    ids=["brackets", "not not", "ifs"],
)  # fmt: skip
def test_a_text_nested_too_deeply_is_refused_and_says_so(more):
    with pytest.raises(InvalidTemplate, match="nested too deeply"):
        rendering.check(LetterKind.RESET, Template("Hello", f"{BUTTON}\n\n{more}"))


def test_a_button_amid_words_is_refused_since_html_would_show_no_link():
    with pytest.raises(InvalidTemplate, match="lost its link"):
        rendering.check(LetterKind.RESET, Template("Hello", f"Please {BUTTON} now."))


def test_a_button_on_a_line_of_its_own_needs_no_empty_lines_around_it():
    text = Template("Hello", f"Here it is:\n{BUTTON}\nTill {{{{ ends }}}}.")
    rendering.check(LetterKind.RESET, text)

    made = letter(template=text)

    assert made.text == f"Here it is:\n\nGo on:\n{LINK}\n\nTill {ENDS_IN_BERLIN}.\n"
    assert Reader(made.html).links == [LINK]


@pytest.mark.parametrize("dot", [".", "．", "。", "｡", "․"], ids=ascii)
def test_a_domain_written_with_another_dot_is_no_name_either(dot):
    assert letter(name=f"evil{dot}example").text.startswith("Hello,\n")


@pytest.mark.parametrize("unseen", ["\u3164", "\u034f", "\u2800", "\u115f"], ids=ascii)
def test_letters_that_nobody_sees_are_left_out_of_a_name(unseen):
    assert letter(name=f"A{unseen}da").text.startswith("Hello Ada,\n")
    assert letter(name=unseen).text.startswith("Hello,\n")


def test_a_time_zone_that_is_a_whole_continent_is_told_in_utc():
    assert "24 November 2026, 13:05 (UTC)" in letter(zone="Europe").text


def test_what_a_mail_program_shows_before_opening_says_what_happened():
    first = Reader(letter().html).text.removeprefix("Choose a new password for Acme ")

    assert first.startswith("Someone, probably you, asked for a new password")
