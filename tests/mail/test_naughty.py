"""Whatever people type, it stays text: in the words, in the head, and through a real mail server."""

import unicodedata

import pytest

from tests.mail.reading import AT, BUTTON, HEADERS, LINK, NAUGHTY, Reader, body, letter, mail, send
from tests.mail_servers import a_mail_server
from usercore.mail import rendering
from usercore.mail.letters import LetterKind
from usercore.mail.rendering import Template

naughty = pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY)


@pytest.fixture
def server():
    with a_mail_server() as server:
        yield server


@naughty
def test_a_name_stays_text(words):
    plain, made = letter(), letter(name=words)
    page = Reader(made.html)

    assert page.tags == Reader(plain.html).tags
    assert page.links == [LINK]
    assert len(made.text.splitlines()) == len(plain.text.splitlines())
    assert "evil.example click" not in made.text
    assert "https://evil" not in made.text
    assert len(made.text) < len(plain.text) + 300


@naughty
@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        (LetterKind.NEW_DEVICE, "device"),
        (LetterKind.NEW_DEVICE, "address"),
        (LetterKind.EMAIL_ASKED, "new"),
        (LetterKind.INVITATION, "inviter"),
        (LetterKind.INVITATION, "message"),
    ],
    ids=["device", "network address", "new address", "inviter", "message"],
)
def test_a_fact_stays_text(kind, fact, words):
    plain, made = letter(kind), letter(kind, **{fact: words})

    assert Reader(made.html).tags == Reader(plain.html).tags
    assert Reader(made.html).links == [LINK]
    assert len(made.text.splitlines()) == len(plain.text.splitlines())


@naughty
def test_nothing_typed_breaks_a_subject_or_hides_in_it(words):
    made = letter(name=words, product=words, template=Template("{{ name }} at {{ product }}", BUTTON))

    assert not [sign for sign in made.subject if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp")]


@naughty
def test_whatever_a_name_holds_one_letter_arrives_for_one_reader(server, words):
    rendered = rendering.render(
        LetterKind.NEW_DEVICE,
        to_name=words,
        facts=rendering.sample(LetterKind.NEW_DEVICE) | {"device": words},
        link=LINK,
        home="https://accounts.example.com",
        product="Acme",
        zone="UTC",
        ends_at=AT,
    )
    send(server.url(), mail(name=words, subject=words, text=rendered.text, html=rendered.html))

    (letter,) = server.box.arrived
    assert server.box.recipients == [["ada@example.com"]]
    assert sorted(header for header in letter if not header.startswith("X-")) == HEADERS
    assert [reader.addr_spec for reader in letter["To"].addresses] == ["ada@example.com"]
    page = Reader(body(letter, "html"))
    assert not {"img", "script", "b"} & set(page.tags)
    assert page.links == [LINK]
