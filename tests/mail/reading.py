"""Letters rendered, sent and read again: what a reader's program makes of them, whatever people typed."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from usercore.mail import rendering
from usercore.mail.carrier import Carrier, Mail, Undelivered
from usercore.mail.letters import WITHOUT_LINK, LetterKind

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINK = "https://accounts.example.com/open/tests-only"
HOME = "https://accounts.example.com"
ENDS = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
ENDS_IN_BERLIN = "24 November 2026, 14:05 (Europe/Berlin)"
BUTTON = "[Go on]({{ link }})"
SENDER = "Acme accounts <accounts@example.com>"
HEADERS = [
    "Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
]  # fmt: skip
NAUGHTY = {
    "a line break": "Ada\r\nBcc: eve@evil.example",
    "a bare line feed": "Ada\nBcc: eve@evil.example",
    "a bare carriage return": "Ada\rBcc: eve@evil.example",
    "a line separator": "Ada\u2028Bcc: eve@evil.example",
    "NUL": "Ada\0Lovelace",
    "text from right to left": "Ada \u202egnp.exe",
    "invisible characters": "A\u200bd\u2060a\ufeff",
    "markup": "<script>alert(1)</script><b>Ada</b>",
    "a picture": '"><img src=x onerror=alert(1)>',
    "a template": "{{ link }}{% if name %}",
    "a button": "[Free money](https://evil.example)",
    "an address": "http://evil.example click",
    "a second reader": 'Ada" <eve@evil.example>, "',
    "quotes and angles": '"Ada" <\'>',
    "a comment": "Ada (eve@evil.example)",
    "an encoded word": "=?utf-8?q?=0D=0ABcc=3A_eve=40evil.example?=",
    "ten thousand letters": "A" * 10_000,
    "emoji": "Ada 🦊👩‍👩‍👧",
    "full width": "Ａｄａ＜ｂ＞",
    "many scripts": "Ада 愛 عدا",
}


class Reader(HTMLParser):
    """Notes every tag, and every place that a tag names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        named = dict(attrs)
        self.links += [named["href"]] if "href" in named else []
        self.fetched += [named[name] for name in ("src", "srcset", "background", "poster", "data") if name in named]

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def letter(kind=LetterKind.RESET, *, name="Ada", template=None, zone="Europe/Berlin", product="Acme", **facts):
    linked = kind not in WITHOUT_LINK
    return rendering.render(
        kind,
        to_name=name,
        facts=rendering.sample(kind) | facts,
        link=LINK if linked else None,
        home=HOME,
        product=product,
        zone=zone,
        ends_at=ENDS if linked else None,
        template=template,
    )


def mail(**other):
    known = {"to": "ada@example.com", "name": "Ada", "subject": "Hello", "text": "Text\n", "html": "<p>HTML</p>"}
    return Mail(**(known | {"message_id": "one", "at": AT} | other))


def send(url, *letters, sender=SENDER, **more):
    with Carrier.from_url(url, sender=sender, **({"timeout": 5} | more)).line() as line:
        for one in letters or [mail()]:
            line.send(one)


def refusal(url, *letters, **more):
    with pytest.raises(Undelivered) as refused:
        send(url, *letters, **more)
    assert refused.value.said.isprintable()
    assert len(refused.value.said) <= 300
    return refused.value


def body(letter, subtype):
    return letter.get_body((subtype,)).get_content().replace("\r\n", "\n")
