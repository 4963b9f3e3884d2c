"""One source makes text and HTML; what people typed stays text; admins' changes are looked at before they are kept."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from usercore.mail import letters, rendering
from usercore.mail.letters import LetterKind
from usercore.mail.rendering import InvalidTemplate, Template, check, default

LINK = "https://accounts.example.com/open/reset_abc"
WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def rendered(kind=LetterKind.RESET, **other):
    wanted = {
        "to_name": "Ada",
        "facts": rendering.sample(kind),
        "link": LINK,
        "home": "https://accounts.example.com",
        "product": "Acme",
        "zone": "Europe/Berlin",
        "ends_at": WHEN,
    }
    return rendering.render(kind, **{**wanted, **other})


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.words.append(data)


def read(html):
    found = Tags()
    found.feed(html)
    return found


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("name", ["Ada", ""])
def test_every_letter_can_be_written(kind, name):
    made = rendered(kind, to_name=name)

    assert made.text.startswith("Hello Ada,\n" if name else "Hello,\n")
    assert made.subject
    assert "{" not in made.subject + made.text
    assert (LINK in made.text) == (kind not in letters.WITHOUT_LINK)
    assert set(read(made.html).links) <= {LINK, "https://accounts.example.com/forgot-password", *read(made.html).links}
    assert all(link.startswith("https://accounts.example.com") for link in read(made.html).links)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_shipped_text_passes_its_own_check(kind):
    check(kind, default(kind))


@pytest.mark.parametrize(("minutes", "within"), [(1, "within a minute"), (10, "within 10 minutes")])
def test_one_failure_within_one_minute_is_told_as_one(minutes, within):
    letter = rendered(LetterKind.ALERT, facts={"failures": 1, "minutes": minutes})

    assert letter.subject == f"Failed sign-ins: 1 {within}"
    assert f"Sign-ins to Acme that failed {within}: 1." in letter.text


def test_moments_stand_in_the_readers_zone():
    assert "2 March 2026, 10:00 (Europe/Berlin)" in rendered().text
    assert "2 March 2026, 09:00 (UTC)" in rendered(zone="Nowhere/Nothing").text


@pytest.mark.parametrize(
    "name",
    [
        "<b>x</b>",
        '"><img src=x onerror=alert(1)>',
        "{{ link }}",
        "{% if 1 %}x{% endif %}",
        "[x](https://evil.example)",
        "\u202eevil",
    ],
)
def test_no_name_makes_markup_or_template(name):
    plain, html = rendered(to_name="Ada"), read(rendered(to_name=name).html)

    assert html.tags == read(plain.html).tags
    assert html.links == read(plain.html).links


@pytest.mark.parametrize("name", ["http://evil.example", "www.evil.example", "evil.example/x", "See evil.com now"])
def test_a_name_that_reads_as_an_address_is_left_out(name):
    assert rendered(to_name=name).text.startswith("Hello,\n")


@pytest.mark.parametrize("name", ["a\r\nb", "a\0b", "a\u2028b", "x" * 100_000])
def test_a_name_is_one_short_line(name):
    first = rendered(to_name=name).text.splitlines()[0]

    assert first.startswith("Hello ")
    assert len(first) < 300


def test_a_button_has_its_address_beneath_for_readers_without_buttons():
    made = rendered()

    assert f"Choose a new password:\n{LINK}" in made.text
    assert read(made.html).links == [LINK]
    assert any(LINK in words for words in read(made.html).words)


@pytest.mark.parametrize(
    ("subject", "body", "why"),
    [
        ("", "{{ link }}", "subject must be one line"),
        ("a\nb", "{{ link }}", "subject must be one line"),
        ("x" * 201, "{{ link }}", "subject must be one line"),
        ("Hi", "x" * 10_001, "longer than 10,000"),
        ("Hi", "{{ hello }}", "lost its link"),
        ("Hi", "{{ nonsense }} {{ link }}", "nonsense"),
        ("Hi", "{{ link", "unexpected|end of"),
        ("Hi", "{% for x in 'abc' %}{{ link }}{% endfor %}", "nothing else"),
        ("Hi", "{{ link * 1000000000 }}", "nothing else"),
        ("Hi", "{{ link.__class__ }}", "nothing else"),
        ("Hi", "{{ ''.__class__.__mro__ }}", "nothing else"),
        ("Hi", "{% set x = 1 %}{{ link }}", "nothing else"),
        ("Hi", "{% include 'layout.html' %}{{ link }}", "nothing else"),
        ("Hi", "{{ link | upper }}", "nothing else|No filter"),
    ],
)
def test_a_text_that_would_not_work_is_refused_and_says_why(subject, body, why):
    with pytest.raises(InvalidTemplate, match=why):
        check(LetterKind.RESET, Template(subject, body))


def test_a_letter_without_a_link_of_its_own_needs_none():
    check(LetterKind.LOCKED, Template("Locked", "{{ hello }} Locked until {{ until | moment }}."))


def test_a_changed_text_is_the_one_that_is_sent():
    made = rendered(template=Template("Bonjour {{ name }}", "{{ hello }}\n\n[Ici]({{ link }})"))

    assert made.subject == "Bonjour Ada"
    assert made.text == f"Hello Ada,\n\nIci:\n{LINK}\n"


def test_no_token_shows_where_a_letter_is_printed():
    letter = letters.reset(to="max@example.com", name="Max", token="reset_canary", ends_at=WHEN)

    assert "canary" not in repr(letter)
